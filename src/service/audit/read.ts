import { aliasedTable, and, asc, desc, eq, gt, gte, lt, not, or, type SQL, sql } from 'drizzle-orm';
import { auditEvents, auditSeals, users, workspaces } from '../../../db/schema/index.ts';
import { allPages } from '../all-pages.ts';
import type { Ctx, Db } from '../context.ts';
import { readPage, type Turn } from '../page.ts';
import { fullNameOf } from '../people/columns.ts';
import { type AuditAction, allow } from '../policy.ts';
import { consumeUsage } from '../usage-limits.ts';
import { mutation, queryAll } from '../use-case.ts';
import { audit, event } from './event.ts';
import { hasModestDetails, sealedColumns } from './sealed-columns.ts';

export interface AuditFilter {
  /** What they did, and what was done to them. */
  userId?: string;
  since?: Date;
  /** Events before this one, that are older: where the page above ended. */
  before?: number;
  /** Events after this one, that are newer: where the page below began. */
  after?: number;
}

export type AuditRow = Awaited<ReturnType<typeof select>>[number];

/** What the program did by itself, to nobody in particular. */
export interface Housekeeping {
  at: Date;
  action: AuditAction;
  /** Of a site's settings, which. */
  site: string | null;
}

/** Most of it that is read for a page. */
const maxHousekeeping = 500;

/** The trail, newest first, a page at a time: what people did, and what was done to them; beside it what the program did between. */
export const readAudit = queryAll(
  'readAudit',
  'audit.read',
  async (ctx, { filter, limit = 10 }: { filter: AuditFilter; limit?: number }) => {
    const { before, after, ...which } = filter;
    // The trail is read from its end: what comes after a place in the list happened before it.
    const read = (turn: Turn<number>, most: number) =>
      select(ctx, { ...which, before: turn.after, after: turn.before }, not(isHousekeeping)).limit(most);
    const { rows: events, ...beside } = await readPage(read, ({ id }) => id, { after: before, before: after }, limit);
    const last = beside.next === undefined ? undefined : events.at(-1)?.id;
    const housekeeping =
      which.userId === undefined ? await readHousekeeping(ctx, which, { first: events[0]?.id, last }) : [];
    return { events, housekeeping, ...beside };
  },
);

interface Exported {
  events: AuditRow[];
  /** Where the ones before begin, if there are more than a file takes. */
  next?: number;
}

const exportOnce = mutation(
  'exportAudit',
  'audit.export',
  async (ctx, { filter }: { filter: AuditFilter }): Promise<Exported> => {
    allow(ctx, 'audit.export');
    const { rows: events, next } = await allPages(
      (before: number | undefined = filter.before, limit) => select(ctx, { ...filter, before }).limit(limit),
      (e) => e.id,
    );
    await audit(ctx, { ...event(ctx, 'audit.export'), details: { events: events.length } });
    return { events, next };
  },
);

/**
 * The trail that the filter leaves, newest first, each event with its seal. That it was taken out is an event too.
 *
 * @throws Refusal `limit-reached`
 */
export async function exportAudit(ctx: Ctx, input: { filter: AuditFilter }): Promise<Exported> {
  await consumeUsage(ctx, 'exports');
  return exportOnce(ctx, input);
}

const actor = aliasedTable(users, 'actor');
const target = aliasedTable(users, 'target');

/** @param page its newest event and its oldest; nothing for the end of the trail */
const readHousekeeping = (
  ctx: Ctx<Db>,
  which: AuditFilter,
  { first, last }: { first?: number; last?: number },
): Promise<Housekeeping[]> => {
  const newer = and(matches(ctx, { after: first ?? 0 }), not(isHousekeeping));
  // What came before the next newer page's oldest.
  const end = sql`(select ${auditEvents.id} from ${auditEvents} where ${newer} order by ${auditEvents.centreId}, ${auditEvents.id} limit 1)`;
  return ctx.db
    .select({
      at: auditEvents.at,
      action: sql<AuditAction>`${auditEvents.action}`,
      site: sql<string | null>`${auditEvents.details} ->> 'site'`,
    })
    .from(auditEvents)
    .where(
      and(
        matches(ctx, { ...which, after: last }),
        isHousekeeping,
        first === undefined ? undefined : sql`${auditEvents.id} < coalesce(${end}, 9223372036854775807)`,
      ),
    )
    .orderBy(desc(auditEvents.centreId), desc(auditEvents.id))
    .limit(maxHousekeeping);
};

const isHousekeeping = sql`(${auditEvents.actorId} is null and ${auditEvents.targetId} is null and ${auditEvents.outcome} = 'done'
  and coalesce(${auditEvents.details} ->> 'by', '') <> 'directory')`;

const select = (ctx: Ctx<Db>, filter: AuditFilter, besides?: SQL) =>
  ctx.db
    .select({
      id: auditEvents.id,
      at: auditEvents.at,
      action: sql<AuditAction>`${auditEvents.action}`,
      outcome: auditEvents.outcome,
      // Nothing where the account is deleted; its id stays.
      actor: fullNameOf<string | null>(actor),
      actorId: auditEvents.actorId,
      target: fullNameOf<string | null>(target),
      targetId: auditEvents.targetId,
      platform: workspaces.platform,
      reason: auditEvents.reason,
      // What someone put there past the program, as the trail's check finds, is no reason to show nothing.
      details: sql<
        Record<string, unknown>
      >`case when ${hasModestDetails} and jsonb_typeof(${auditEvents.details}) = 'object'
        then ${auditEvents.details} else '{}' end`,
      sealed: sealedColumns,
    })
    .from(auditEvents)
    .leftJoin(auditSeals, eq(auditSeals.eventId, auditEvents.id))
    .leftJoin(actor, eq(actor.id, auditEvents.actorId))
    .leftJoin(target, eq(target.id, auditEvents.targetId))
    .leftJoin(workspaces, eq(workspaces.id, auditEvents.workspaceId))
    .where(and(matches(ctx, filter), besides))
    .orderBy(...placesOf(filter).map((place) => (filter.after === undefined ? desc(place) : asc(place))))
    .$dynamic();

/**
 * What the trail is sorted by, so that no index has the order but the one that is to be read: the school's, where all of it is asked for. What
 * one person did is found by other indexes, and sorted then: to walk the trail until there is enough of it may pass over most.
 */
const placesOf = ({ userId }: AuditFilter) =>
  userId ? [sql`(${auditEvents.id} + 0)`] : [auditEvents.centreId, auditEvents.id];

/** The school as a range of one: by an equal sign it would not count in the order, which then is also that of the trail of all schools. */
const matches = (ctx: Ctx<Db>, { userId, since, before, after }: AuditFilter): SQL | undefined =>
  and(
    userId
      ? eq(auditEvents.centreId, ctx.actor.centreId)
      : sql`${auditEvents.centreId} between ${ctx.actor.centreId} and ${ctx.actor.centreId}`,
    userId ? or(eq(auditEvents.actorId, userId), eq(auditEvents.targetId, userId)) : undefined,
    since ? gte(auditEvents.at, since) : undefined,
    before === undefined ? undefined : lt(auditEvents.id, before),
    after === undefined ? undefined : gt(auditEvents.id, after),
  );
