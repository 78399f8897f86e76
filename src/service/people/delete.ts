import { sql } from 'drizzle-orm';
import { prebuilt, type Values } from '../../../db/prebuilt.ts';
import { fullName } from '../../words/people.ts';
import { addEvents, event, eventRows } from '../audit/event.ts';
import type { Ctx, Principal, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { holdingsOfEach } from '../progression/holdings.ts';
import { closeRequests } from '../requests/close.ts';
import { endAllSessions } from '../sign-in/end-sessions.ts';
import { mutation, query } from '../use-case.ts';
import { erase } from './erase.ts';
import { endingLeavers, inLeaverOf } from './leaver.ts';
import type { Person } from './person.ts';
import { type ActOnEach, idsOf, lockEach, refusalsBy, type Verdict, verdictsOn } from './several.ts';

const deleting: ActOnEach = {
  act: 'user.delete',
  async obstacles({ db, actor }, people) {
    const held = await holdingsOfEach(
      db,
      actor.centreId,
      people.map(({ id }) => id),
    );
    return refusalsBy(people, (p) => {
      const who = { userId: p.id, name: fullName(p) };
      const holdings = held.get(p.id);
      if (p.status !== 'suspended') return new Refusal('suspend-first', who);
      return holdings && new Refusal('holds-data', { ...who, holdings });
    });
  },
};

/** Says of each whether they could be deleted now, in their order. Changes nothing. @throws Refusal `person-unknown` */
export const previewDelete = query(
  'previewDelete',
  'user.delete',
  (ctx, { ids }: { ids: string[] }): Promise<Verdict[]> => verdictsOn(ctx, deleting, ids),
);

/** The same for whoever has the right, of people who are held and may be deleted. */
export async function removeAll(ctx: Ctx<Tx, Principal>, people: Person[]): Promise<void> {
  const ids = people.map(({ id }) => id);
  await closeRequests(ctx, ids);
  await endAllSessions(ctx, ids);
  await erase(ctx.db, ids);
  const events = eventRows(
    ctx,
    ids.map((id) => event(ctx, 'user.delete', id)),
  );
  await writeEnd(ctx.db, { userIds: ids, at: ctx.clock(), events });
}

const writeEnd = prebuilt((db, given: Values<{ userIds: string[]; at: Date; events: string }>) =>
  db.execute(sql`with gone as (${endingLeavers(given)}) ${addEvents(given.events)}`),
);

/**
 * Deletes accounts that are suspended and hold nothing, all or none of them: what says who they were is erased, their ids stay for the
 * audit trail, and the e-mails are free again. That nobody is deleted who holds something is a foreign key too.
 * Sets off `mark_users`: the sites that it concerns are brought up to date.
 *
 * @returns who they were
 * @throws Refusal of one: `suspend-first`, `holds-data`, `person-unknown`, `not-allowed`; of several: `not-allowed`, and
 *   `plan-changed` where one of them can't be deleted any more
 */
export const deletePeople = mutation(
  'deletePeople',
  'user.delete',
  async (given, { ids }: { ids: string[] }): Promise<Person[]> => {
    const people = await lockEach(given, deleting, ids);
    await removeAll(await inLeaverOf(given, people), people);
    return people;
  },
  { people: idsOf },
);

/** The same for one. */
export async function deletePerson(ctx: Ctx, { id }: { id: string }): Promise<Person> {
  const [person] = await deletePeople(ctx, { ids: [id] });
  if (!person) throw new Refusal('person-unknown', {});
  return person;
}
