import { sql } from 'drizzle-orm';
import { users } from '../../../db/schema/index.ts';
import { fullName } from '../../words/people.ts';
import { audit, event } from '../audit/event.ts';
import type { Ctx, Principal, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { isOneOf } from '../ids.ts';
import { queueShowOf } from '../requests/copies.ts';
import { plansOf, type Scheduled } from '../scheduled/list.ts';
import { mutation, query } from '../use-case.ts';
import { endLeaver, inLeaverOf } from './leaver.ts';
import type { Person } from './person.ts';
import { type ActOnEach, idsOf, lockEach, refusalsBy, type Verdict, verdictsOn } from './several.ts';

const reactivating: ActOnEach = {
  act: 'user.reactivate',
  obstacles: (_, people) =>
    refusalsBy(people, (p) =>
      p.status === 'suspended' ? undefined : new Refusal('not-suspended', { userId: p.id, name: fullName(p) }),
    ),
};

/** Someone who is to come back, and what waits for its day. */
export interface ReactivateVerdict extends Verdict {
  planned: Scheduled | undefined;
}

/** Says of each whether they can be reactivated, in their order. Changes nothing. @throws Refusal `person-unknown` */
export const previewReactivate = query(
  'previewReactivate',
  'user.reactivate',
  async (ctx, { ids }: { ids: string[] }): Promise<ReactivateVerdict[]> => {
    const verdicts = await verdictsOn(ctx, reactivating, ids);
    const plans = await plansOf(ctx.db, ids);
    return verdicts.map((verdict) => ({ ...verdict, planned: plans.get(verdict.person.id) }));
  },
);

/**
 * Brings suspended accounts back to what they were, all or none of them: active, or still invited (whose link was voided, and must be
 * sent again).
 * Sets off `mark_users`: the sites that it concerns are brought up to date.
 *
 * @throws Refusal of one: `not-suspended`, `person-unknown`, `not-allowed`; of several: `not-allowed`, and `plan-changed` where one of
 *   them can't be reactivated any more
 */
export const reactivatePeople = mutation(
  'reactivatePeople',
  'user.reactivate',
  async (given, { ids }: { ids: string[] }): Promise<Person[]> => {
    const people = await lockEach(given, reactivating, ids);
    return reactivateAll(await inLeaverOf(given, people), people);
  },
  { people: idsOf },
);

/** The same for one. */
export async function reactivatePerson(ctx: Ctx, { id }: { id: string }): Promise<Person> {
  const [person] = await reactivatePeople(ctx, { ids: [id] });
  if (!person) throw new Refusal('person-unknown', {});
  return person;
}

/** The same with no rights asked, of people who are held and suspended. */
export async function reactivateAll(ctx: Ctx<Tx, Principal>, people: Person[]): Promise<Person[]> {
  const ids = people.map(({ id }) => id);
  const back = people.map((p) => ({ ...p, status: comesBackTo(p), suspendedFrom: null }));
  await ctx.db
    .update(users)
    .set({
      status: sql`case ${users.suspendedFrom} when 'invited' then ${users.suspendedFrom} else 'active' end`,
      suspendedFrom: null,
      suspendedAt: null,
    })
    .where(isOneOf(users.id, ids));
  await endLeaver(ctx, ids);
  await queueShowOf(ctx.db, ids);
  await audit(
    ctx,
    ...back.map(({ id, status }) => ({ ...event(ctx, 'user.reactivate', id), details: { to: status } })),
  );
  return back;
}

const comesBackTo = ({ suspendedFrom }: Person): Person['status'] =>
  suspendedFrom === 'invited' ? 'invited' : 'active';
