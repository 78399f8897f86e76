import { eq } from 'drizzle-orm';
import { users } from '../../../db/schema/index.ts';
import { linkKinds } from '../../words/links.ts';
import { fullName } from '../../words/people.ts';
import { audit, event } from '../audit/event.ts';
import type { Ctx, Db, Principal, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { voidLinks } from '../passwords/links.ts';
import { may, mayAtAll, NotAllowed } from '../policy.ts';
import { type Holding, holdingsOfEach } from '../progression/holdings.ts';
import { queueShowOf } from '../requests/copies.ts';
import { plansOf, type Scheduled } from '../scheduled/list.ts';
import { endSessions } from '../sign-in/end-sessions.ts';
import { auditRefusal, mutation, query } from '../use-case.ts';
import { lastCoordinators, refuseLastCoordinator } from './last-coordinator.ts';
import { endLeaver, inLeaver } from './leaver.ts';
import { asTarget, findByIds, lockPeople, lockTarget, type Person } from './person.ts';

/** Someone who is to be suspended, and why they can't be, where they can't. */
export interface SuspendVerdict {
  person: Person;
  holdings: Holding[];
  /** What waits for its day already. */
  planned: Scheduled | undefined;
  refusal?: Refusal;
}

/** Says of each whether they can be suspended together with the others, in their order. Changes nothing. @throws Refusal `person-unknown` */
export const previewSuspend = query(
  'previewSuspend',
  'user.suspend',
  async (ctx, { ids }: { ids: string[] }): Promise<SuspendVerdict[]> => {
    if (!mayAtAll(ctx.actor, 'user.suspend')) throw new NotAllowed('user.suspend', null);
    const found = await findByIds(ctx, ids);
    const people = ids.flatMap((id) => found.find((p) => p.id === id) ?? []);
    if (people.length < ids.length) throw new Refusal('person-unknown', {});
    const [refusals, held, plans] = await Promise.all([
      refusalsOf(ctx, people),
      holdingsOfEach(ctx.db, ctx.actor.centreId, ids),
      plansOf(ctx.db, ids),
    ]);
    for (const refusal of refusals.values()) if (refusal instanceof NotAllowed) await auditRefusal(ctx, refusal);
    return people.map((person) => ({
      person,
      holdings: held.get(person.id) ?? [],
      planned: plans.get(person.id),
      refusal: refusals.get(person.id),
    }));
  },
);

/** Why some of these can't be suspended, by their ids; of who can there is nothing. */
async function refusalsOf(ctx: Ctx<Db>, people: Person[]): Promise<Map<string, Refusal>> {
  const refusals = new Map<string, Refusal>();
  for (const person of people) {
    const { id, status } = person;
    if (!may(ctx.actor, 'user.suspend', asTarget(person))) refusals.set(id, new NotAllowed('user.suspend', id));
    else if (status === 'suspended')
      refusals.set(id, new Refusal('already-suspended', { userId: id, name: fullName(person) }));
  }
  const last = await lastCoordinators(
    ctx.db,
    people.filter(({ id }) => !refusals.has(id)),
  );
  for (const person of last)
    refusals.set(
      person.id,
      last.length > 1
        ? new Refusal('last-coordinators', {})
        : new Refusal('last-coordinator', { name: fullName(person) }),
    );
  return refusals;
}

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
    const people = await lockPeople(given, ids);
    const [refusal] = (await refusalsOf(given, people)).values();
    const isOne = ids.length === 1;
    if (people.length < ids.length) throw new Refusal('person-unknown', {});
    if (refusal) throw isOne || refusal instanceof NotAllowed ? refusal : new Refusal('plan-changed', {});
    const done: Person[] = [];
    // Of several all is under one correlation id, also of one who is about to leave.
    for (const person of people)
      done.push(await suspend(isOne ? await inLeaver(given, person.id) : given, person, reason));
    return done;
  },
  { onePerCentre: true },
);

/** The same for one. */
export async function suspendPerson(ctx: Ctx, { id, reason }: { id: string; reason?: string }): Promise<Person> {
  const [person] = await suspendPeople(ctx, { ids: [id], reason });
  if (!person) throw new Refusal('person-unknown', {});
  return person;
}

/** Suspends, with no rights asked. The person's row is locked and they are not suspended; the centre is locked too. */
export async function suspend(ctx: Ctx<Tx, Principal>, person: Person, reason?: string): Promise<Person> {
  const { id } = person;
  await refuseLastCoordinator(ctx.db, person);
  await ctx.db
    .update(users)
    .set({ status: 'suspended', suspendedFrom: person.status, suspendedAt: ctx.clock() })
    .where(eq(users.id, id));
  await voidLinks(ctx, id, [...linkKinds]);
  await endSessions(ctx, id);
  await queueShowOf(ctx.db, id);
  await audit(ctx, { ...event(ctx, 'user.suspend', id), reason: reason || null });
  return { ...person, status: 'suspended', suspendedFrom: person.status };
}

/**
 * Brings a suspended account back to what it was: active, or still invited (whose link was voided, and must be sent
 * again).
 * Sets off `mark_users`: the sites that it concerns are brought up to date.
 *
 * @throws Refusal `not-suspended`, `person-unknown`, `not-allowed`
 */
export const reactivatePerson = mutation(
  'reactivatePerson',
  'user.reactivate',
  async (given, { id }: { id: string }): Promise<Person> => {
    const person = await lockTarget(given, 'user.reactivate', id);
    const ctx = await inLeaver(given, id);
    if (person.status !== 'suspended') throw new Refusal('not-suspended', { userId: id, name: fullName(person) });
    return reactivate(ctx, person);
  },
);

/** The same for whoever has the right, of someone who is held and suspended. */
export async function reactivate(ctx: Ctx<Tx, Principal>, person: Person): Promise<Person> {
  const { id } = person;
  const status = person.suspendedFrom === 'invited' ? 'invited' : 'active';
  await ctx.db.update(users).set({ status, suspendedFrom: null, suspendedAt: null }).where(eq(users.id, id));
  await endLeaver(ctx, id);
  await queueShowOf(ctx.db, id);
  await audit(ctx, { ...event(ctx, 'user.reactivate', id), details: { to: status } });
  return { ...person, status, suspendedFrom: null };
}
