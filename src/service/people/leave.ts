import { randomUUID } from 'node:crypto';
import { leavers } from '../../../db/schema/index.ts';
import { fullName } from '../../words/people.ts';
import type { Site } from '../../words/sites.ts';
import type { Ctx, Db, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { may, mayAtAll, NotAllowed } from '../policy.ts';
import { judgeHandover } from '../progression/check-transfer.ts';
import { handOver } from '../progression/hand-over.ts';
import { type Holding, holdingsOfEach, sameHoldings } from '../progression/holdings.ts';
import { plansOf, type Scheduled } from '../scheduled/list.ts';
import { mutation, query } from '../use-case.ts';
import { lastOf } from './last-coordinator.ts';
import { inLeaver } from './leaver.ts';
import { asTarget, findByIds, lockPeople, type Person } from './person.ts';
import { auditBeyond, refuseUnlessAll, type Verdict } from './several.ts';
import { suspendAll } from './suspend.ts';

/** Someone who leaves, and who is to hold what they hold; nobody, where that is said later, or there is nothing. */
export interface Leaving {
  id: string;
  to?: string;
  /** Gives whoever is to hold it access to the sites, where they have none. */
  grant?: boolean;
}

/** What would be done for someone who leaves, or why it can't be. Who is suspended already only hands over. */
export interface LeaveVerdict extends Verdict {
  to: Person | undefined;
  holdings: Holding[];
  /** The sites to which the other gets access by it. */
  granted: Site[];
  /** What waits for its day already. */
  planned: Scheduled | undefined;
}

/** Says of each whether they can leave so, together with the others, in their order. Changes nothing. @throws Refusal `person-unknown` */
export const previewLeave = query(
  'previewLeave',
  'user.suspend',
  async (ctx, { rows }: { rows: Leaving[] }): Promise<LeaveVerdict[]> => {
    if (!mayAtAll(ctx.actor, 'user.suspend')) throw new NotAllowed('user.suspend', null);
    const verdicts = await judgeLeaving(ctx, rows, await findByIds(ctx, idsIn(rows)));
    await auditBeyond(ctx, verdicts);
    const plans = await plansOf(
      ctx.db,
      rows.map(({ id }) => id),
    );
    return verdicts.map((verdict) => ({ ...verdict, planned: plans.get(verdict.person.id) }));
  },
);

/**
 * Suspends people and hands over what they hold, all of it or nothing, in as many statements whatever the amount and however many they are:
 * of who is suspended already the second alone. For one it begins their leaving, whose steps share one correlation id; several are held
 * together by that of the call.
 * Sets off `mark_users`: the sites that it concerns are brought up to date.
 *
 * @param input.seen what was agreed to for each, in their order: `plan-changed` where it is no longer what is held
 * @throws Refusal of one what stands in the way: `already-suspended`, `last-coordinator`, `same-person`, `receiver-leaves`,
 *   `receiver-not-active`, `receiver-without-access`; of several `plan-changed`; `person-unknown`, `not-allowed`
 */
export const leave = mutation(
  'leave',
  'user.suspend',
  async (given, { rows, seen }: { rows: Leaving[]; seen?: Holding[][] }): Promise<Person[]> => {
    const verdicts = await judgeLeaving(given, rows, await lockPeople(given, idsIn(rows)));
    refuseUnlessAll(verdicts);
    if (seen && verdicts.some(({ holdings }, i) => !sameHoldings(seen[i] ?? [], holdings)))
      throw new Refusal('plan-changed', {});
    const [one, other] = verdicts;
    const ctx = one && !other ? await begin(given, one.person) : given;
    return carryOutLeaving(ctx, verdicts);
  },
  { onePerCentre: ({ rows }) => rows.map(({ id }) => id), people: ({ rows }) => idsIn(rows) },
);

/** The same of people who are held, with no rights asked, as far as it was judged. */
export async function carryOutLeaving(ctx: Ctx<Tx>, verdicts: LeaveVerdict[]): Promise<Person[]> {
  const leaving = verdicts.map(({ person }) => person);
  await suspendAll(
    ctx,
    leaving.filter(({ status }) => status !== 'suspended'),
  );
  await handOver(
    ctx,
    verdicts.flatMap(({ person, to, holdings, granted }) =>
      to && holdings.length > 0 ? [{ from: person.id, to: to.id, holdings, granted }] : [],
    ),
  );
  return leaving.map((p) => ({ ...p, status: 'suspended', suspendedFrom: p.suspendedFrom ?? p.status }));
}

export const idsIn = (rows: Leaving[]) => [...new Set(rows.flatMap(({ id, to }) => (to ? [id, to] : [id])))];

type Judged = Omit<LeaveVerdict, 'planned'>;

export async function judgeLeaving(ctx: Ctx<Db>, rows: Leaving[], people: Person[]): Promise<LeaveVerdict[]> {
  const found = new Map(people.map((p) => [p.id, p]));
  const leaving = rows.flatMap(({ id }) => found.get(id) ?? []);
  if (leaving.length < rows.length) throw new Refusal('person-unknown', {});
  const ids = new Set(rows.map(({ id }) => id));
  const held = await holdingsOfEach(ctx.db, ctx.actor.centreId, [...ids]);
  const last = new Map(
    await lastOf(
      ctx.db,
      leaving.filter((p) => p.status !== 'suspended' && may(ctx.actor, 'user.suspend', asTarget(p))),
    ),
  );
  return rows.flatMap((row) => {
    const person = found.get(row.id);
    if (!person) return [];
    const judged: Judged = {
      person,
      to: row.to ? found.get(row.to) : undefined,
      holdings: held.get(row.id) ?? [],
      granted: [],
    };
    const refusal = whyNot(ctx, row, judged, ids) ?? last.get(row.id);
    return [{ ...judged, planned: undefined, ...(refusal ? { refusal } : { granted: granted(ctx, row, judged) }) }];
  });
}

function whyNot(ctx: Ctx<Db>, row: Leaving, judged: Judged, leaving: Set<string>): Refusal | undefined {
  const { person, to, holdings } = judged;
  if (!may(ctx.actor, 'user.suspend', asTarget(person))) return new NotAllowed('user.suspend', person.id);
  if (person.status === 'suspended' && (holdings.length === 0 || !row.to))
    return new Refusal('already-suspended', { userId: person.id, name: fullName(person) });
  if (!row.to) return undefined;
  if (!to) return new Refusal('person-unknown', {}, 'to');
  if (to.id !== person.id && holdings.length > 0 && leaving.has(to.id))
    return new Refusal('receiver-leaves', { name: fullName(to) }, 'to');
  try {
    granted(ctx, row, judged);
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** @throws Refusal where what is held can't go there */
const granted = (ctx: Ctx<Db>, { grant }: Leaving, { person, to, holdings }: Judged): Site[] =>
  to ? judgeHandover(ctx, [person, to], holdings, grant).granted : [];

/** From now on all steps of their leaving share one correlation id. */
async function begin(ctx: Ctx<Tx>, { id: userId, centreId }: Person): Promise<Ctx<Tx>> {
  await ctx.db
    .insert(leavers)
    .values({ id: randomUUID(), centreId, userId, startedAt: ctx.clock() })
    .onConflictDoNothing();
  return inLeaver(ctx, userId);
}
