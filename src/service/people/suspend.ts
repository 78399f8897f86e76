import { sql } from 'drizzle-orm';
import { prebuilt, type Values } from '../../../db/prebuilt.ts';
import { users } from '../../../db/schema/index.ts';
import { type LinkKind, linkKinds } from '../../words/links.ts';
import { fullName } from '../../words/people.ts';
import { addEvents, event, eventRows } from '../audit/event.ts';
import type { Ctx, Principal, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { anyOf } from '../ids.ts';
import { queueFound } from '../jobs.ts';
import { voidingLinks } from '../passwords/links.ts';
import { type Holding, holdingsOfEach } from '../progression/holdings.ts';
import { showingOf } from '../requests/copies.ts';
import { plansOf, type Scheduled } from '../scheduled/list.ts';
import { endingSessions } from '../sign-in/end-sessions.ts';
import { mutation, query } from '../use-case.ts';
import { lastOf, refuseLastCoordinator } from './last-coordinator.ts';
import { inLeaverOf } from './leaver.ts';
import type { Person } from './person.ts';
import { type ActOnEach, idsOf, lockEach, refusalsBy, type Verdict, verdictsOn } from './several.ts';

export const alreadySuspended = (p: Person): Refusal | undefined =>
  p.status === 'suspended' ? new Refusal('already-suspended', { userId: p.id, name: fullName(p) }) : undefined;

const suspending: ActOnEach = {
  act: 'user.suspend',
  async obstacles({ db }, people) {
    const done = refusalsBy(people, alreadySuspended);
    const others = people.filter(({ id }) => !done.has(id));
    return new Map([...done, ...(await lastOf(db, others))]);
  },
};

/** Someone who is to be suspended, what they hold, and what waits for its day already. */
export interface SuspendVerdict extends Verdict {
  holdings: Holding[];
  planned: Scheduled | undefined;
}

/** Says of each whether they can be suspended together with the others, in their order. Changes nothing. @throws Refusal `person-unknown` */
export const previewSuspend = query(
  'previewSuspend',
  'user.suspend',
  async (ctx, { ids }: { ids: string[] }): Promise<SuspendVerdict[]> => {
    const verdicts = await verdictsOn(ctx, suspending, ids);
    const [held, plans] = await Promise.all([holdingsOfEach(ctx.db, ctx.actor.centreId, ids), plansOf(ctx.db, ids)]);
    return verdicts.map((verdict) => {
      const { id } = verdict.person;
      return { ...verdict, holdings: held.get(id) ?? [], planned: plans.get(id) };
    });
  },
);

/**
 * Suspends accounts, all or none of them: no sign-in to any site, every session is over and every outstanding link void at once.
 * Sets off `mark_users`: the sites that it concerns are brought up to date.
 *
 * @throws Refusal of one: `already-suspended`, `last-coordinator`, `person-unknown`, `not-allowed`; of several: `not-allowed`, and
 *   `plan-changed` where one of them can't be suspended any more
 */
export const suspendPeople = mutation(
  'suspendPeople',
  'user.suspend',
  async (given, { ids, reason }: { ids: string[]; reason?: string }): Promise<Person[]> => {
    const people = await lockEach(given, suspending, ids);
    return suspendAll(await inLeaverOf(given, people), people, reason);
  },
  { onePerCentre: idsOf, people: idsOf },
);

/** The same for one. */
export async function suspendPerson(ctx: Ctx, { id, reason }: { id: string; reason?: string }): Promise<Person> {
  const [person] = await suspendPeople(ctx, { ids: [id], reason });
  if (!person) throw new Refusal('person-unknown', {});
  return person;
}

/**
 * Suspends someone, with no rights asked. Their row is held and they are not suspended; the centre is locked too.
 *
 * @throws Refusal `last-coordinator`
 */
export async function suspend(ctx: Ctx<Tx, Principal>, person: Person): Promise<void> {
  await refuseLastCoordinator(ctx.db, person);
  await suspendAll(ctx, [person]);
}

/** The same of several, none of whom is the last coordinator. */
export async function suspendAll(ctx: Ctx<Tx, Principal>, people: Person[], reason?: string): Promise<Person[]> {
  if (people.length === 0) return [];
  const userIds = people.map(({ id }) => id);
  const events = eventRows(
    ctx,
    userIds.map((id) => ({ ...event(ctx, 'user.suspend', id), reason: reason || null })),
  );
  await writeSuspension(ctx.db, { userIds, at: ctx.clock(), kinds: [...linkKinds], events });
  return people.map((p) => ({ ...p, status: 'suspended', suspendedFrom: p.status }));
}

interface Suspension {
  userIds: string[];
  at: Date;
  kinds: LinkKind[];
  events: string;
}

/** All that goes with it in one statement, since whoever is suspended is held until it is done: the account, its links and sessions, the trail, and who is told. */
const writeSuspension = prebuilt((db, given: Values<Suspension>) => {
  const { userIds, at, events } = given;
  const sessions = endingSessions(given);
  return db.execute(sql`
    with suspended as (
      update ${users} set status = 'suspended', suspended_from = status, suspended_at = ${at} where id = ${anyOf(userIds)}
    ), voided as (${voidingLinks(given)}), ${sessions.ctes}, written as (${addEvents(events)})
    ${queueFound(sessions.jobs, showingOf(userIds))}`);
});
