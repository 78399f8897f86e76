import { fullName } from '../../words/people.ts';
import { audit, event } from '../audit/event.ts';
import { Refusal } from '../errors.ts';
import { sendLink } from '../passwords/links.ts';
import { mutation } from '../use-case.ts';
import { lockTarget, type Person } from './person.ts';

/**
 * Mails the set-up link again to someone who has not set a password yet; the older link is void.
 *
 * @throws Refusal `is-suspended`; `is-not-invited` for someone who has a password; `person-unknown`, `not-allowed`
 */
export const sendInvitation = mutation(
  'sendInvitation',
  'invite.send',
  async (ctx, { id }: { id: string }): Promise<Person> => {
    const person = await lockTarget(ctx, 'invite.send', id);
    if (person.status === 'suspended') throw new Refusal('is-suspended', { userId: id, name: fullName(person) });
    if (person.status === 'active') throw new Refusal('is-not-invited', { userId: id, name: fullName(person) });
    await sendLink(ctx, person, 'set-up', ctx.correlationId);
    await audit(ctx, event(ctx, 'invite.send', id));
    return person;
  },
);

/**
 * Mails someone a link to choose a new password; the older link, if any, is void.
 *
 * @throws Refusal `is-suspended`; `is-invited` for someone who has no password yet; `person-unknown`, `not-allowed`
 */
export const sendReset = mutation('sendReset', 'reset.send', async (ctx, { id }: { id: string }): Promise<Person> => {
  const person = await lockTarget(ctx, 'reset.send', id);
  if (person.status === 'suspended') throw new Refusal('is-suspended', { userId: id, name: fullName(person) });
  if (person.status === 'invited') throw new Refusal('is-invited', { userId: id, name: fullName(person) });
  await sendLink(ctx, person, 'reset', ctx.correlationId);
  await audit(ctx, event(ctx, 'reset.send', id));
  return person;
});
