import { audit, event } from '../audit/event.ts';
import { Refusal } from '../errors.ts';
import { sendLink } from '../passwords/links.ts';
import { allow } from '../policy.ts';
import { mutation } from '../use-case.ts';
import { asTarget, fullName, lockPerson, type Person } from './person.ts';

/**
 * Mails someone a link to choose a new password; the older link, if any, is void.
 *
 * @throws Refusal `is-suspended`; `is-invited` for someone who has no password yet; `person-unknown`, `not-allowed`
 */
export const sendReset = mutation('sendReset', 'reset.send', async (ctx, { id }: { id: string }): Promise<Person> => {
  const person = await lockPerson(ctx, id);
  allow(ctx, 'reset.send', asTarget(person));
  if (person.status === 'suspended') throw new Refusal('is-suspended', { userId: id, name: fullName(person) });
  if (person.status === 'invited') throw new Refusal('is-invited', { userId: id, name: fullName(person) });
  await sendLink(ctx, person, 'reset', ctx.correlationId);
  await audit(ctx, event(ctx, 'reset.send', id));
  return person;
});
