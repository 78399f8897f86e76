import { fullName } from '../../words/people.ts';
import { audit, event } from '../audit/event.ts';
import type { Ctx, Db, Principal, Tx } from '../context.ts';
import { isDeadlock, retryOnce } from '../database-errors.ts';
import { Refusal } from '../errors.ts';
import { allow } from '../policy.ts';
import { holdingsOf } from '../progression/holdings.ts';
import { closeRequests } from '../requests/close.ts';
import { endAllSessions } from '../sign-in/end-sessions.ts';
import { mutation, query } from '../use-case.ts';
import { erase } from './erase.ts';
import { endLeaver, inLeaver } from './leaver.ts';
import { asTarget, lockPerson, type Person, readPerson } from './person.ts';

async function refuse(ctx: Ctx<Db>, person: Person): Promise<void> {
  allow(ctx, 'user.delete', asTarget(person));
  const { id: userId } = person;
  const name = fullName(person);
  if (person.status !== 'suspended') throw new Refusal('suspend-first', { userId, name });
  const holdings = await holdingsOf(ctx.db, person.centreId, userId);
  if (holdings.length > 0) throw new Refusal('holds-data', { userId, name, holdings });
}

/** Whether someone could be deleted now. @throws what {@link deletePerson} throws */
export const previewDelete = query('previewDelete', 'user.delete', async (ctx, { id }: { id: string }) => {
  const person = await readPerson(ctx, id);
  await refuse(ctx, person);
  return person;
});

const deleteOnce = mutation('deletePerson', 'user.delete', async (given, { id }: { id: string }): Promise<Person> => {
  const person = await lockPerson(given, id);
  const ctx = await inLeaver(given, id);
  await refuse(ctx, person);
  await remove(ctx, id);
  return person;
});

/** The same for whoever has the right, of someone who is held and may be deleted. */
export async function remove(ctx: Ctx<Tx, Principal>, id: string): Promise<void> {
  await closeRequests(ctx, id);
  await endAllSessions(ctx, [id]);
  await erase(ctx.db, id);
  await endLeaver(ctx, [id]);
  await audit(ctx, event(ctx, 'user.delete', id));
}

/**
 * Deletes an account that is suspended and holds nothing: what says who it was is erased, its id stays for the audit
 * trail, and the e-mail is free again. That nobody is deleted who holds something is a foreign key too.
 * Sets off `mark_users`: the sites that it concerns are brought up to date.
 *
 * @throws Refusal `suspend-first`, `holds-data`, `person-unknown`, `not-allowed`
 */
export function deletePerson(ctx: Ctx, input: { id: string }): Promise<Person> {
  // A mail of theirs was sent at this moment, and marks first the mail and then the person, we the other way round.
  return retryOnce(() => deleteOnce(ctx, input), isDeadlock);
}
