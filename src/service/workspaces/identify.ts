import { and, eq, ne, sql } from 'drizzle-orm';
import { foldedEmail } from '../../../db/schema/folded-email.ts';
import { centres, chatIdentities, siteAccess, users, workspaces } from '../../../db/schema/index.ts';
import { foldEmail } from '../../words/email.ts';
import type { Status } from '../../words/people.ts';
import type { Platform } from '../../words/platforms.ts';
import type { Site } from '../../words/sites.ts';
import { type Centre, centreColumns } from '../centre/centre.ts';
import type { Actor, App } from '../context.ts';
import { siteAdminOf } from '../people/columns.ts';
import { inTransaction } from '../transaction.ts';
import { endTie, makeTie, type Seen, type ToTie } from './ties.ts';

/** Whom a chat platform vouches for. */
export interface ChatPerson extends Seen {
  platform: Platform;
  /** The platform's id of it. */
  workspace: string;
  /** What the workspace calls them. */
  name: string | undefined;
}

export interface Identified {
  actor: Actor;
  workspaceId: string;
  firstName: string;
  centre: Centre;
  /** The sites that they may sign in to. */
  sites: Site[];
}

/** Why someone has no rights at all. `support` is whom to ask, where the workspace is bound to a centre. */
export interface Unknown {
  because: 'workspace-unbound' | 'not-a-member' | 'no-account' | 'invited' | 'suspended' | 'taken';
  support: string | null;
  /** With `taken`: the tie that the account's mailbox would have to confirm, since someone else there has one. */
  wanted?: Omit<ToTie, 'correlationId'>;
}

/**
 * Ties a person in a workspace to a user of its centre: by the e-mail that the workspace vouches for, exactly one match,
 * else nobody; a tie that no longer rests on it ends. Of two people there with one e-mail the first has the account. Says
 * nothing about who exists: a stranger and a person of another centre read the same.
 */
export async function identify(app: App, chatPerson: ChatPerson, correlationId: string): Promise<Identified | Unknown> {
  const [row] = await app.db
    .select({
      workspaceId: workspaces.id,
      centreId: workspaces.centreId,
      centre: centreColumns,
      userId: users.id,
      firstName: users.firstName,
      role: users.role,
      status: sql<Status | null>`${users.status}`,
      siteAdminOf: siteAdminOf(),
      sites: sql<Site[]>`coalesce((
        select json_agg(a.site) from ${siteAccess} a where a.user_id = ${users.id}
      ), '[]')`,
      tied: chatIdentities.userId,
    })
    .from(workspaces)
    .innerJoin(centres, eq(centres.id, workspaces.centreId))
    .leftJoin(
      users,
      and(
        eq(users.centreId, workspaces.centreId),
        ne(users.status, 'deleted'),
        eq(foldedEmail(users.email), foldEmail(chatPerson.email ?? '')),
      ),
    )
    .leftJoin(
      chatIdentities,
      and(eq(chatIdentities.workspaceId, workspaces.id), eq(chatIdentities.externalId, chatPerson.person)),
    )
    .where(and(eq(workspaces.platform, chatPerson.platform), eq(workspaces.externalId, chatPerson.workspace)));
  if (!row) return { because: 'workspace-unbound', support: null };
  const nobody = (because: Unknown['because']): Unknown => ({ because, support: row.centre.supportContact });
  const { workspaceId, centreId, tied } = row;
  const { person: externalId, member } = chatPerson;
  if (tied && (!member || tied !== row.userId)) {
    const tie = { workspaceId, externalId, userId: tied };
    await inTransaction(app, (app) => endTie(app, tie, 'look', correlationId));
  }
  if (!member) return nobody('not-a-member');
  if (!row.userId || !row.role) return nobody('no-account');
  if (row.status === 'invited' || row.status === 'suspended') return nobody(row.status);
  if (tied !== row.userId) {
    const wanted = { workspaceId, externalId, centreId, userId: row.userId, name: chatPerson.name ?? null };
    const isTied = await inTransaction(app, (app) => makeTie(app, { ...wanted, correlationId }));
    if (!isTied) return { ...nobody('taken'), wanted };
  }
  return {
    actor: { id: row.userId, centreId: row.centreId, role: row.role, siteAdminOf: row.siteAdminOf },
    workspaceId: row.workspaceId,
    firstName: row.firstName ?? '',
    centre: row.centre,
    sites: row.sites,
  };
}
