import { and, eq, isNull, sql } from 'drizzle-orm';
import { auditEvents, auditSeals, auditUnsealed } from '../../../db/schema/index.ts';
import type { Db } from '../context.ts';
import { consumeUsage } from '../usage-limits.ts';
import { queryAll } from '../use-case.ts';
import { type ChainState, checkChain } from './chain.ts';
import { sealedColumns } from './sealed-columns.ts';

export interface TrailState extends ChainState {
  /** How many events wait for their seal, as what was written down a moment ago does. */
  unsealed: number;
}

/** How many links are read and hashed at once: some milliseconds of the event loop. */
const batchLinks = 250;
/** Most events that are found to be out of the chain: where it is gone, all are. */
const maxOutside = 1_000;

/** Whether the trail of one's school is whole. Each time reads all of it. @throws Refusal `limit-reached` */
export const verifyTrail = queryAll(
  'verifyTrail',
  'audit.read',
  async (ctx, _: Record<string, never>): Promise<TrailState> => {
    await consumeUsage(ctx, 'verifications');
    return verifyCentre(ctx.db, ctx.actor.centreId);
  },
);

/**
 * Checks the trail of a centre from its first event to its last, and changes nothing. What is written down or sealed meanwhile
 * is no matter: the chain only grows, and an event passes from those that wait to those that are sealed in one moment.
 */
export async function verifyCentre(db: Db, centreId: string): Promise<TrailState> {
  const { state, add, found } = checkChain({ fromStart: true });
  // By all places that the column holds: one below the first would hide an event, and the largest are no numbers of JavaScript.
  for (let after: string | undefined; ; ) {
    const rows = await db
      .select({ ...sealedColumns, sealed: sql<string>`${auditSeals.eventId}::text` })
      .from(auditSeals)
      .leftJoin(auditEvents, eq(auditEvents.id, auditSeals.eventId))
      .where(and(eq(auditSeals.centreId, centreId), after ? sql`${auditSeals.place} > ${after}::bigint` : undefined))
      .orderBy(auditSeals.place)
      .limit(batchLinks);
    for (const { sealed, ...row } of rows) {
      const place = Number(row.place);
      add(row.event ? { ...row, place } : { gone: true, ...row, place, event: sealed });
      after = row.place;
    }
    if (rows.length < batchLinks) break;
  }
  for (const event of await strays(db, centreId)) found({ kind: 'inserted', event });
  for (const event of await lostWaiting(db, centreId)) found({ kind: 'removed', event });
  return { ...state, unsealed: await db.$count(auditUnsealed, eq(auditUnsealed.centreId, centreId)) };
}

/** Events that neither have a seal nor wait for one: whoever added them went past the trigger. */
async function strays(db: Db, centreId: string): Promise<string[]> {
  const rows = await db
    .select({ id: sealedColumns.event })
    .from(auditEvents)
    .leftJoin(auditSeals, and(eq(auditSeals.centreId, centreId), eq(auditSeals.eventId, auditEvents.id)))
    .leftJoin(auditUnsealed, and(eq(auditUnsealed.centreId, centreId), eq(auditUnsealed.eventId, auditEvents.id)))
    .where(and(eq(auditEvents.centreId, centreId), isNull(auditSeals.eventId), isNull(auditUnsealed.eventId)))
    .orderBy(auditEvents.id)
    .limit(maxOutside);
  return rows.map(({ id }) => id);
}

/** Events that wait for their seal and are gone. */
async function lostWaiting(db: Db, centreId: string): Promise<string[]> {
  const rows = await db
    .select({ id: sql<string>`${auditUnsealed.eventId}::text` })
    .from(auditUnsealed)
    .leftJoin(auditEvents, and(eq(auditEvents.id, auditUnsealed.eventId), eq(auditEvents.centreId, centreId)))
    .where(and(eq(auditUnsealed.centreId, centreId), isNull(auditEvents.id)))
    .limit(maxOutside);
  return rows.map(({ id }) => id);
}
