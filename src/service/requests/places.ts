import { and, eq, gt, inArray, isNotNull, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { chatIdentities, deputies, type requests, users, workspaces } from '../../../db/schema/index.ts';
import type { Platform } from '../../words/platforms.ts';
import type { Actor, App, Db } from '../context.ts';
import { siteAdminOf } from '../people/columns.ts';
import { may, type Target } from '../policy.ts';

type Row = typeof requests.$inferSelect;

/** Where a request's card is to be seen: in a channel, or in someone's own chat. */
export interface Place {
  workspaceId: string;
  platform: Platform;
  workspace: string;
  to: { channel: string } | { person: string; userId: string };
}

/** What tells one place from another. */
export const placeKey = (p: Place) => `${p.workspaceId} ${'channel' in p.to ? `# ${p.to.channel}` : p.to.userId}`;

/**
 * Where a request that waits is told of: in every approvals channel; to those who stand in for a coordinator who is away;
 * and when it is announced again, or where there is no channel, to every coordinator who is not away. In a workspace whose
 * channel can't be reached, to those of them who are known there.
 *
 * @param asker over whom the deputies need rights
 * @param gone the workspaces whose channel can't be reached
 */
export async function placesFor(
  app: App,
  row: Row,
  asker: Target,
  gone: ReadonlySet<string> = new Set(),
): Promise<Place[]> {
  const channels = (await channelsOf(app, row.centreId)).filter((p) => !gone.has(p.workspaceId));
  const toAll = channels.length === 0 || row.remindedAt !== null;
  const people = await recipientsOf(app, row, asker, toAll);
  const all = toAll || gone.size === 0 ? people : await recipientsOf(app, row, asker, true);
  const chats = await chatsOf(app, row.centreId, all);
  const isTold = ({ workspaceId, to }: Place) =>
    gone.has(workspaceId) || ('userId' in to && people.includes(to.userId));
  const found = [...channels, ...chats.filter(isTold)];
  return [...new Map(found.map((p) => [placeKey(p), p])).values()];
}

async function channelsOf(app: App, centreId: string): Promise<Place[]> {
  const found = await app.db
    .select()
    .from(workspaces)
    .where(and(eq(workspaces.centreId, centreId), isNotNull(workspaces.approvalsChannel)));
  return found.flatMap(({ id, platform, externalId, approvalsChannel }) =>
    approvalsChannel === null || externalId === null
      ? []
      : [{ workspaceId: id, platform, workspace: externalId, to: { channel: approvalsChannel } }],
  );
}

const deputy = alias(users, 'deputy');

/** The ids of those who are told: fit deputies of coordinators who are away. @param all the other coordinators too */
export async function recipientsOf(app: App<Db>, row: Row, asker: Target, all: boolean): Promise<string[]> {
  const found = await app.db
    .select({ id: users.id, other: deputy.id, role: deputy.role, siteAdminOf: siteAdminOf(deputy) })
    .from(users)
    .leftJoin(deputies, and(eq(deputies.userId, users.id), gt(deputies.until, app.clock())))
    .leftJoin(deputy, and(eq(deputy.id, deputies.deputyId), eq(deputy.status, 'active')))
    .where(and(eq(users.centreId, row.centreId), eq(users.role, 'coordinator'), eq(users.status, 'active')));
  const ids = found.flatMap(({ id, other, role, siteAdminOf }) => {
    // Nobody who could not decide it is told in someone's stead.
    const actor: Actor | null = other && role ? { id: other, centreId: row.centreId, role, siteAdminOf } : null;
    if (actor && actor.id !== asker.id && may(actor, `${row.kind}.decide`, asker, row.site ?? undefined))
      return [actor.id];
    return all ? [id] : [];
  });
  return [...new Set(ids)].filter((id) => id !== asker.id);
}

async function chatsOf(app: App, centreId: string, people: string[]): Promise<Place[]> {
  if (people.length === 0) return [];
  const found = await app.db
    .select({
      workspaceId: workspaces.id,
      platform: workspaces.platform,
      workspace: sql<string>`${workspaces.externalId}`,
      person: chatIdentities.externalId,
      userId: chatIdentities.userId,
    })
    .from(chatIdentities)
    .innerJoin(workspaces, eq(workspaces.id, chatIdentities.workspaceId))
    .where(
      and(eq(workspaces.centreId, centreId), isNotNull(workspaces.externalId), inArray(chatIdentities.userId, people)),
    );
  return found.map(({ person, userId, ...place }) => ({ ...place, to: { person, userId } }));
}
