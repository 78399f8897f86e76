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

/** Whom a chat platform vouches for. */
export interface ChatPerson {
  platform: Platform;
  /** The platform's ids. */
  workspace: string;
  person: string;
  email: string | undefined;
  /** Whether they are a full member of the workspace: no guest, bot, outsider, or deactivated account. */
  member: boolean;
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
  because: 'workspace-unbound' | 'not-a-member' | 'no-account' | 'invited' | 'suspended';
  support: string | null;
}

/**
 * Ties a person in a workspace to a user of its centre: by the e-mail that the workspace vouches for, exactly one match,
 * else nobody. Says nothing about who exists: a stranger and a person of another centre read the same.
 */
export async function identify(app: App, chatPerson: ChatPerson): Promise<Identified | Unknown> {
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
  if (!chatPerson.member) return nobody('not-a-member');
  if (!row.userId || !row.role) return nobody('no-account');
  if (row.status === 'invited' || row.status === 'suspended') return nobody(row.status);
  if (row.tied !== row.userId) {
    const { workspaceId, centreId, userId } = row;
    await app.db
      .insert(chatIdentities)
      .values({ workspaceId, externalId: chatPerson.person, centreId, userId })
      .onConflictDoUpdate({ target: [chatIdentities.workspaceId, chatIdentities.externalId], set: { userId } });
  }
  return {
    actor: { id: row.userId, centreId: row.centreId, role: row.role, siteAdminOf: row.siteAdminOf },
    workspaceId: row.workspaceId,
    firstName: row.firstName ?? '',
    centre: row.centre,
    sites: row.sites,
  };
}

/** The id of the user whom an @mention in this workspace stands for; nothing for someone who never wrote to the bot. */
export async function mentioned(app: App, workspaceId: string, person: string): Promise<string | undefined> {
  const [row] = await app.db
    .select({ userId: chatIdentities.userId })
    .from(chatIdentities)
    .where(and(eq(chatIdentities.workspaceId, workspaceId), eq(chatIdentities.externalId, person)));
  return row?.userId;
}
