import { sql } from 'drizzle-orm';
import { prebuilt, type Values } from '../../../db/prebuilt.ts';
import { users } from '../../../db/schema/index.ts';
import { fullName } from '../../words/people.ts';
import { addEvents, event, eventRows } from '../audit/event.ts';
import type { Ctx, Principal, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { anyOf } from '../ids.ts';
import { queueFound } from '../jobs.ts';
import { showingOf } from '../requests/copies.ts';
import { plansOf, type Scheduled } from '../scheduled/list.ts';
import { mutation, query } from '../use-case.ts';
import { endingLeavers, inLeaverOf } from './leaver.ts';
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
  const userIds = people.map(({ id }) => id);
  const back = people.map((p) => ({ ...p, status: comesBackTo(p), suspendedFrom: null }));
  const events = eventRows(
    ctx,
    back.map(({ id, status }) => ({ ...event(ctx, 'user.reactivate', id), details: { to: status } })),
  );
  await writeReturn(ctx.db, { userIds, at: ctx.clock(), events });
  return back;
}

/** All that goes with it in one statement, as with the suspension: the account, the end of their leaving, the trail, and the cards of what they asked for. */
const writeReturn = prebuilt((db, { userIds, at, events }: Values<{ userIds: string[]; at: Date; events: string }>) =>
  db.execute(sql`
    with back as (
      update ${users} set status = case suspended_from when 'invited' then suspended_from else 'active' end,
        suspended_from = null, suspended_at = null
      where id = ${anyOf(userIds)}
    ), stays as (${endingLeavers({ userIds, at })}), written as (${addEvents(events)})
    ${queueFound(showingOf(userIds))}`),
);

const comesBackTo = ({ suspendedFrom }: Person): Person['status'] =>
  suspendedFrom === 'invited' ? 'invited' : 'active';
