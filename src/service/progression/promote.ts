import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { promotions } from '../../../db/schema/index.ts';
import { audit, event } from '../audit/event.ts';
import type { Ctx, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { planAnew } from '../plan-anew.ts';
import { mutation, query } from '../use-case.ts';
import { laterThan } from './groups.ts';
import { type PromotionInput, type PromotionPlan, planPromotion, type StandingGroup } from './plan-promotion.ts';

/** Groups to a statement: their learners are some ten thousand rows. */
const perStatement = 500;

/** Says what moving up a year would do. Changes nothing. @throws what {@link promoteGroups} throws, but for `plan-changed` */
export const previewPromotion = query('previewPromotion', 'data.promote', planPromotion);

/**
 * Takes groups to the next stage for a new year. What they are now becomes history, with its tests and results, marked by its year; a
 * new group goes on from each, with the same learners, of whom each knows which they were. Of the last stage of a site nothing
 * goes on. A few statements for every five hundred groups; nobody imports to, or takes over, any of them meanwhile.
 * Sets off `count_progression`: the learners of the new groups are counted.
 *
 * @param input.seen the digest of the plan that was agreed to: `plan-changed` where it is another by now
 * @throws Refusal `nothing-to-promote`, `already-promoted`, `year-malformed`, `plan-changed`, `person-unknown`, `not-allowed`
 */
export const promoteGroups = mutation(
  'promoteGroups',
  'data.promote',
  async (ctx, input: PromotionInput & { seen?: string }): Promise<PromotionPlan & { id: string }> => {
    await lockOwners(ctx, input);
    const plan = await planPromotion(ctx, input);
    if (input.seen !== undefined && input.seen !== plan.digest) throw new Refusal('plan-changed', {});
    if (plan.up.length + plan.leaving.length === 0) throw new Refusal('plan-changed', {});
    const id = randomUUID();
    const { actor, correlationId } = ctx;
    const { year, up, leaving } = plan;
    const at = ctx.clock();
    await planAnew(ctx.db, up.length + up.reduce((sum, g) => sum + g.learners, 0));
    await ctx.db.insert(promotions).values({
      ...{ id, centreId: actor.centreId, byId: actor.id, at, year, correlationId },
      ...{ ended: up.length + leaving.length, made: up.length },
    });
    const rows = [...up.map(({ id: old, next }) => ({ old, id: randomUUID(), name: next })), ...leaving.map(onlyEnded)];
    for (let i = 0; i < rows.length; i += perStatement) {
      await write(ctx, { id, year, at, rows: rows.slice(i, i + perStatement) });
    }
    await audit(ctx, ...eventsOf(ctx, id, plan));
    return { ...plan, id };
  },
  { onePerCentre: true },
);

const onlyEnded = ({ id }: StandingGroup) => ({ old: id, id: null, name: null });

/**
 * All who hold groups that it may concern, in the order of their ids: whoever imports, transfers or deletes waits, and so does this. Shared,
 * since it changes nothing of theirs: they go on opening their sites, though it takes seconds in a large school.
 */
async function lockOwners({ db, actor }: Ctx<Tx>, { id }: PromotionInput): Promise<void> {
  const of = id ? sql`and owner_id = ${id}::uuid` : sql``;
  await db.execute(sql`
    select from users where centre_id = ${actor.centreId}::uuid and id in (
      select owner_id from learner_groups where centre_id = ${actor.centreId}::uuid and year is null ${of})
    order by id for share`);
}

interface Part {
  id: string;
  year: string;
  at: Date;
  rows: { old: string; id: string | null; name: string | null }[];
}

async function write({ db }: Ctx<Tx>, { id, year, at, rows }: Part): Promise<void> {
  const now = sql`${at.toISOString()}::timestamptz`;
  const input = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(old uuid, id uuid, name text)`;
  await db.execute(sql`
    insert into learner_groups (id, centre_id, site, owner_id, name, stage, subject, created_at, changed_at, previous_id)
    select r.id, g.centre_id, g.site, g.owner_id, r.name, g.stage + 1, g.subject, ${now}, ${now}, g.id
    from ${input} join learner_groups g on g.id = r.old where r.id is not null`);
  await db.execute(sql`
    insert into learners (group_id, name, number, previous_id)
    select r.id, l.name, l.number, l.id from ${input} join learners l on l.group_id = r.old where r.id is not null`);
  await db.execute(sql`
    update learner_groups g set year = ${year}, promotion_id = ${id}::uuid, changed_before = g.changed_at,
      ended_at = ${laterThan(now, sql`g.changed_at`)}, changed_at = ${laterThan(now, sql`g.changed_at`)}
    from ${input} where g.id = r.old`);
}

/** One for each whose groups they are, with how many. */
function eventsOf(ctx: Ctx<Tx>, promotion: string, { year, up, leaving }: PromotionPlan) {
  const of = new Map<string, { movedUp: number; left: number; carriedOn: number }>();
  const add = (g: StandingGroup, movedUp: number) => {
    const sum = of.get(g.ownerId) ?? { movedUp: 0, left: 0, carriedOn: 0 };
    of.set(g.ownerId, {
      movedUp: sum.movedUp + movedUp,
      left: sum.left + 1 - movedUp,
      carriedOn: sum.carriedOn + movedUp * g.learners,
    });
  };
  for (const g of up) add(g, 1);
  for (const g of leaving) add(g, 0);
  return [...of].map(([ownerId, counts]) => ({
    ...event(ctx, 'data.promote', ownerId),
    details: { promotion, year, ...counts },
  }));
}
