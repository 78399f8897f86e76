import { and, eq, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import { learnerGroups, users } from '../../../db/schema/index.ts';
import { sha256 } from '../../lib/hash.ts';
import { dayIn } from '../../lib/time.ts';
import { type DataSite, dataSites } from '../../words/sites.ts';
import { nextName, readYear, siteOfStage, stagesOf, yearEnding } from '../../words/stages.ts';
import { readCentre } from '../centre/centre.ts';
import type { Ctx, Db } from '../context.ts';
import { Refusal } from '../errors.ts';
import { fullNameOf } from '../people/columns.ts';
import { asTarget, readPerson } from '../people/person.ts';
import { may, mayAtAll, NotAllowed } from '../policy.ts';
import { shownName } from './groups.ts';

/** Whose groups are to move up a year, and on which site; all where it is not said. */
export interface PromotionInput {
  id?: string;
  site?: DataSite;
  /** The school year that ends: `2025/26`. The one that has just ended, where it is not said. */
  year?: string;
}

/** A group as it is now. */
export interface StandingGroup {
  id: string;
  site: DataSite;
  ownerId: string;
  owner: string;
  name: string;
  /** With a number where its owner has another of this name. */
  shown: string;
  stage: number;
  subject: string;
  learners: number;
}

/** A group whose learners go on in a new one. */
interface MovesUp extends StandingGroup {
  next: string;
  /** Its owner has another group that is called so: they stay apart. */
  clashes: boolean;
}

/**
 * Why a group stays as it is: it moved up not long ago, or was new after others of its owner had; its stage is none of its site's;
 * its name tells two stages, or several numbers of which none is known for the stage; or it is not the actor's to move.
 */
export type WhyLeft = 'moved-up' | 'new' | 'stage' | 'two-stages' | 'several-numbers' | 'not-allowed';

export interface LeftGroup extends StandingGroup {
  why: WhyLeft;
}

export interface PromotionPlan {
  year: string;
  timeZone: string;
  up: MovesUp[];
  /** Of the last stage of their site: they become history, and nothing goes on from them. */
  leaving: StandingGroup[];
  left: LeftGroup[];
  /** All that was agreed to, in short. */
  digest: string;
  /** When the last of those left out had moved up. */
  lastAt?: Date;
}

/** Nobody moves up twice within half a year: schools begin late, and early, but never so. In milliseconds. */
const between = 183 * 86_400_000;

/** Where someone may move groups up at all. @throws NotAllowed where there is no such site */
async function scopeOf(ctx: Ctx<Db>, { id, site }: PromotionInput): Promise<SQL[]> {
  const asked = site ? [site] : [...dataSites];
  if (id) {
    const target = asTarget(await readPerson(ctx, id));
    const sites = asked.filter((s) => may(ctx.actor, 'data.promote', target, s));
    if (sites.length === 0) throw new NotAllowed('data.promote', id);
    return [eq(learnerGroups.ownerId, id), inArray(learnerGroups.site, sites)];
  }
  if (!mayAtAll(ctx.actor, 'data.promote')) throw new NotAllowed('data.promote', null);
  // A site admin sees the groups of their own sites alone.
  const isTeacher = ctx.actor.role === 'teacher';
  const sites = asked.filter((s) => !isTeacher || ctx.actor.siteAdminOf.includes(s));
  if (sites.length === 0) throw new NotAllowed('data.promote', null);
  return [inArray(learnerGroups.site, sites)];
}

/** The groups of now, by owner, site and stage; with when others of the same owner and site moved up last. */
async function readStanding(ctx: Ctx<Db>, scope: SQL[]) {
  const { db, actor } = ctx;
  const ended = sql`(
    select owner_id, site, max(ended_at) as at from ${learnerGroups}
    where centre_id = ${actor.centreId} and year is not null group by owner_id, site) as ended`;
  return db
    .select({
      id: learnerGroups.id,
      site: sql<DataSite>`${learnerGroups.site}`,
      ownerId: learnerGroups.ownerId,
      owner: fullNameOf<string>(),
      role: users.role,
      name: learnerGroups.name,
      shown: shownName,
      stage: learnerGroups.stage,
      subject: learnerGroups.subject,
      learners: learnerGroups.learners,
      createdAt: learnerGroups.createdAt,
      previousId: learnerGroups.previousId,
      lastEnded: sql<Date | null>`ended.at`.mapWith(learnerGroups.createdAt),
    })
    .from(learnerGroups)
    .innerJoin(users, eq(users.id, learnerGroups.ownerId))
    .leftJoin(ended, sql`ended.owner_id = ${learnerGroups.ownerId} and ended.site = ${learnerGroups.site}`)
    .where(and(eq(learnerGroups.centreId, actor.centreId), isNull(learnerGroups.year), ...scope))
    .orderBy(
      users.sortName,
      learnerGroups.ownerId,
      learnerGroups.site,
      learnerGroups.stage,
      sql`lower(${learnerGroups.name})`,
      learnerGroups.id,
    );
}

type Read = Awaited<ReturnType<typeof readStanding>>[number];

/**
 * Works out which groups move up, which leave, and which stay as they are and why. Changes nothing, and takes two or three statements however many
 * there are.
 *
 * @throws Refusal `nothing-to-promote`; `already-promoted` where all that there is moved up not long ago; `year-malformed`,
 *   `person-unknown`, `not-allowed`
 */
export async function planPromotion(ctx: Ctx<Db>, input: PromotionInput): Promise<PromotionPlan> {
  const scope = await scopeOf(ctx, input);
  const { timeZone } = await readCentre(ctx.db, ctx.actor.centreId);
  const now = ctx.clock();
  const year = input.year === undefined ? yearEnding(dayIn(now, timeZone)) : readYear(input.year);
  if (!year) throw new Refusal('year-malformed', {}, 'year');
  const standing = await readStanding(ctx, scope);
  const plan: PromotionPlan = { year, timeZone, up: [], leaving: [], left: [], digest: '' };
  for (const g of standing) {
    const { createdAt, previousId, lastEnded, role, ...group } = g;
    const verdict = judge(ctx, g, now);
    if ('why' in verdict) plan.left.push({ ...group, why: verdict.why });
    else if ('leaves' in verdict) plan.leaving.push(group);
    else plan.up.push({ ...group, next: verdict.next, clashes: false });
  }
  const lastAt = Math.max(...standing.map(({ lastEnded }) => lastEnded?.getTime() ?? 0));
  if (lastAt > 0) plan.lastAt = new Date(lastAt);
  markClashes(plan);
  plan.digest = digestOf(plan);
  if (plan.up.length + plan.leaving.length === 0) refuse(plan);
  return plan;
}

function judge(ctx: Ctx<Db>, g: Read, now: Date): { why: WhyLeft } | { leaves: true } | { next: string } {
  const target = { id: g.ownerId, centreId: ctx.actor.centreId, role: g.role };
  if (!may(ctx.actor, 'data.promote', target, g.site)) return { why: 'not-allowed' };
  const isRecent = (at: Date | null) => at !== null && now.getTime() - at.getTime() < between;
  if (g.previousId && isRecent(g.createdAt)) return { why: 'moved-up' };
  if (isRecent(g.lastEnded) && g.lastEnded && g.createdAt >= g.lastEnded) return { why: 'new' };
  if (siteOfStage(g.stage) !== g.site) return { why: 'stage' };
  if (g.stage === stagesOf[g.site].last) return { leaves: true };
  const next = nextName(g.name, g.stage);
  return 'unclear' in next ? { why: next.unclear } : { next: next.name };
}

/** Marks whose new name another group of the same owner has, that stays or had another name before. */
function markClashes({ up, left }: PromotionPlan): void {
  const key = (g: StandingGroup, name: string) => [g.ownerId, g.site, name.toLowerCase()].join('\n');
  const before = new Map<string, Set<string>>();
  for (const g of left) before.set(key(g, g.name), new Set(['']));
  for (const g of up) {
    const there = before.get(key(g, g.next)) ?? new Set();
    before.set(key(g, g.next), there.add(g.name.toLowerCase()));
  }
  for (const g of up) g.clashes = (before.get(key(g, g.next))?.size ?? 0) > 1;
}

const digestOf = ({ year, up, leaving }: PromotionPlan) =>
  sha256(
    JSON.stringify([year, up.map((g) => [g.id, g.ownerId, g.next, g.learners]), leaving.map((g) => [g.id, g.ownerId])]),
  ).toString('base64url');

/** @throws Refusal that says why there is nothing to do; nothing where what is left out tells it better */
function refuse({ left, lastAt, timeZone }: PromotionPlan): void {
  if (left.length === 0) throw new Refusal('nothing-to-promote', {});
  if (left.every(({ why }) => why === 'not-allowed')) throw new NotAllowed('data.promote', left[0]?.ownerId ?? null);
  if (lastAt && left.every(({ why }) => why === 'moved-up' || why === 'new'))
    throw new Refusal('already-promoted', { at: lastAt, timeZone });
}
