import { and, asc, eq, gt, isNull, or } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { type mails, users, workspaceCodes, workspaces } from '../../../db/schema/index.ts';
import type { Platform } from '../../words/platforms.ts';
import type { App } from '../context.ts';
import { fullNameOf } from '../people/columns.ts';
import { workspaceCode } from './code.ts';

/** A workspace, as a mail tells of it. */
interface Named {
  platform: Platform;
  /** The platform's own id of it. */
  workspace: string;
  /** What the platform calls it, where it said so. */
  name: string | null;
}

/** The code that ties a workspace to the centre, and which workspace asked for it. */
export interface CodeToSend extends Named {
  code: string;
  goodUntil: Date;
  /** What whoever asked is called there. */
  askedBy: string | null;
}

/** That a workspace was tied, or that this was ended, and who did it. */
export interface TieNotice extends Named {
  /** Someone with an account; what someone without is called there; nothing where neither is known. */
  by: { user: string } | { stranger: string } | null;
  bySettings: boolean;
}

/** The codes of one mail that are still good, those that end first at the head. */
export async function codesIn(app: App, mail: typeof mails.$inferSelect): Promise<CodeToSend[]> {
  const found = await app.db
    .select()
    .from(workspaceCodes)
    .where(
      and(
        eq(workspaceCodes.centreId, mail.centreId),
        or(
          eq(workspaceCodes.mailedIn, mail.correlationId),
          mail.codeId ? eq(workspaceCodes.id, mail.codeId) : undefined,
        ),
        isNull(workspaceCodes.usedAt),
        gt(workspaceCodes.expiresAt, app.clock()),
      ),
    )
    .orderBy(asc(workspaceCodes.expiresAt), workspaceCodes.id);
  return found.map(({ id, expiresAt, platform, externalId, name, askedBy }) => ({
    code: workspaceCode(app, id),
    goodUntil: expiresAt,
    platform,
    workspace: externalId,
    name,
    askedBy,
  }));
}

const ender = alias(users, 'ender');

/** @returns nothing where there is no such tie */
export async function readTieNotice({ db }: App, workspaceId: string): Promise<TieNotice | null> {
  const [row] = await db
    .select({
      workspace: workspaces,
      tiedBy: fullNameOf<string | null>(users),
      endedBy: fullNameOf<string | null>(ender),
      stranger: workspaceCodes.askedBy,
    })
    .from(workspaces)
    .leftJoin(users, eq(users.id, workspaces.tiedBy))
    .leftJoin(ender, eq(ender.id, workspaces.endedBy))
    .leftJoin(
      workspaceCodes,
      and(eq(workspaceCodes.platform, workspaces.platform), eq(workspaceCodes.externalId, workspaces.externalId)),
    )
    .where(eq(workspaces.id, workspaceId));
  if (!row) return null;
  const { platform, name, externalId, endedId, endedAt, bySettings } = row.workspace;
  const user = endedAt ? row.endedBy : row.tiedBy;
  const stranger = row.stranger === null ? null : { stranger: row.stranger };
  return {
    platform,
    name,
    workspace: externalId ?? endedId ?? '',
    by: user === null ? stranger : { user },
    bySettings,
  };
}
