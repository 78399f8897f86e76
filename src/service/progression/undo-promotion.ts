import { and, desc, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import { learnerGroups, promotions, users } from '../../../db/schema/index.ts';
import { isUuid } from '../../lib/uuid.ts';
import { dataSites } from '../../words/sites.ts';
import { audit, event } from '../audit/event.ts';
import type { Ctx, Db, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { asTarget, readPerson } from '../people/person.ts';
import { planAnew } from '../plan-anew.ts';
import { allow, may, mayAtAll, NotAllowed } from '../policy.ts';
import { mutation, query } from '../use-case.ts';

/** A move up a year that stands. */
export interface Promotion {
  id: string;
  at: Date;
  year: string;
  ended: number;
  made: number;
  /** In the new groups. */
  learners: number;
  /** A new group that is not as it was made: something was imported, or it was handed on. */
  inTheWay: string | null;
}

/** The new groups as they are now. */
const made = sql`
  ${learnerGroups} g join ${learnerGroups} old on old.id = g.previous_id
  where old.promotion_id = ${promotions.id}`;

const find = (db: Db, which: SQL | undefined): Promise<Promotion[]> =>
  db
    .select({
      id: promotions.id,
      at: promotions.at,
      year: promotions.year,
      ended: promotions.ended,
      made: promotions.made,
      learners: sql<number>`(select coalesce(sum(g.learners), 0)::int from ${made})`,
      inTheWay: sql<string | null>`(
        select min(g.name) from ${made} and (g.changed_at <> ${promotions.at} or g.year is not null or g.tests > 0)
      )`,
    })
    .from(promotions)
    .where(and(which, isNull(promotions.undoneAt)))
    .orderBy(desc(promotions.at), desc(promotions.id))
    .limit(1);

async function findOne({ db, actor }: Ctx<Db>, id: string): Promise<Promotion> {
  const [found] = isUuid(id) ? await find(db, and(eq(promotions.id, id), eq(promotions.centreId, actor.centreId))) : [];
  if (!found) throw new Refusal('promotion-gone', {});
  return found;
}

/** Whose groups they are, old ones and new, and on which site. */
async function concerned({ db, actor }: Ctx<Db>, id: string) {
  const old = sql`${learnerGroups.promotionId} = ${id}::uuid`;
  const next = sql`${learnerGroups.previousId} in (select id from learner_groups where promotion_id = ${id}::uuid)`;
  return db
    .selectDistinct({ ownerId: learnerGroups.ownerId, site: learnerGroups.site, role: users.role })
    .from(learnerGroups)
    .innerJoin(users, eq(users.id, learnerGroups.ownerId))
    .where(and(eq(learnerGroups.centreId, actor.centreId), sql`(${old} or ${next})`));
}

/** Over everyone whose groups they are. @throws NotAllowed, Refusal `promotion-built-on` */
async function refuse(ctx: Ctx<Db>, promotion: Promotion): Promise<string[]> {
  const all = await concerned(ctx, promotion.id);
  for (const { ownerId, role, site } of all)
    allow(ctx, 'data.promote', { id: ownerId, centreId: ctx.actor.centreId, role }, { site });
  if (promotion.inTheWay !== null) throw new Refusal('promotion-built-on', { group: promotion.inTheWay });
  return [...new Set(all.map(({ ownerId }) => ownerId))];
}

/** What taking a move up back would do. @throws what {@link undoPromotion} throws */
export const previewUndoPromotion = query(
  'previewUndoPromotion',
  'data.promote',
  async (ctx, { id }: { id: string }): Promise<Promotion> => {
    const promotion = await findOne(ctx, id);
    await refuse(ctx, promotion);
    return promotion;
  },
);

/**
 * The last move up that the groups of someone, or of anyone, came by, if this actor could take it back now; nothing where there is
 * none. @throws Refusal `person-unknown`, `not-allowed`
 */
export const lastPromotion = query(
  'lastPromotion',
  'data.promote',
  async (ctx, { id }: { id?: string }): Promise<Promotion | undefined> => {
    const target = id ? asTarget(await readPerson(ctx, id)) : undefined;
    const isReached = target
      ? dataSites.some((site) => may(ctx.actor, 'data.promote', target, site))
      : mayAtAll(ctx.actor, 'data.promote');
    if (!isReached) throw new NotAllowed('data.promote', id ?? null);
    const ofWhom = id
      ? sql`exists (select from ${learnerGroups} g where g.promotion_id = ${promotions.id} and g.owner_id = ${id}::uuid)`
      : undefined;
    const [found] = await find(ctx.db, and(eq(promotions.centreId, ctx.actor.centreId), ofWhom));
    if (!found || found.inTheWay !== null) return undefined;
    const all = await concerned(ctx, found.id);
    const mayAll = all.every(({ ownerId, role, site }) =>
      may(ctx.actor, 'data.promote', { id: ownerId, centreId: ctx.actor.centreId, role }, site),
    );
    return mayAll ? found : undefined;
  },
);

/**
 * Takes a move up back: the new groups go, and those of before are what they were, as long as nothing was built on the new ones.
 * Sets off `count_progression`: what goes is counted.
 *
 * @throws Refusal `promotion-gone` where it was undone already or is too long ago; `promotion-built-on` where a new group was
 *   changed or handed on since; `not-allowed`
 */
export const undoPromotion = mutation(
  'undoPromotion',
  'data.promote',
  async (ctx, { id }: { id: string }): Promise<Promotion> => {
    const seen = await findOne(ctx, id);
    await lock(ctx, await refuse(ctx, seen));
    // Once more, now that nobody can import into one of them or hand it on.
    const promotion = await findOne(ctx, id);
    const owners = await refuse(ctx, promotion);
    await planAnew(ctx.db, promotion.made + promotion.learners);
    await takeBack(ctx.db, id);
    await ctx.db
      .update(promotions)
      .set({ undoneAt: ctx.clock(), undoneById: ctx.actor.id })
      .where(eq(promotions.id, id));
    const details = { promotion: id, year: promotion.year };
    await audit(ctx, ...owners.map((ownerId) => ({ ...event(ctx, 'promotion.undone', ownerId), details })));
    return promotion;
  },
  { onePerCentre: true },
);

/** Shared, as for the move up itself. */
async function lock({ db, actor }: Ctx<Tx>, ids: string[]): Promise<void> {
  await db
    .select({ id: users.id })
    .from(users)
    .where(and(inArray(users.id, ids), eq(users.centreId, actor.centreId)))
    .orderBy(users.id)
    .for('share');
}

/** The new learners and groups first, which refer to the old. */
async function takeBack(tx: Tx, id: string): Promise<void> {
  const news = sql`select id from learner_groups where previous_id in (
    select id from learner_groups where promotion_id = ${id}::uuid)`;
  await tx.execute(sql`delete from learners where group_id = any(array(${news}))`);
  await tx.execute(sql`delete from learner_groups where id = any(array(${news}))`);
  await tx.execute(sql`
    update learner_groups set year = null, ended_at = null, promotion_id = null, changed_before = null,
      changed_at = case when changed_at = ended_at then changed_before else changed_at end
    where promotion_id = ${id}::uuid`);
}
