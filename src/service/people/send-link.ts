import { fullName } from '../../words/people.ts';
import { event } from '../audit/event.ts';
import { Refusal } from '../errors.ts';
import { followMany } from '../mail/bulk.ts';
import { sendLinks } from '../passwords/links.ts';
import { may, mayAtAll, NotAllowed } from '../policy.ts';
import { mutation, query } from '../use-case.ts';
import { asTarget, findInvited, type Person } from './person.ts';
import { type ActOnEach, idsOf, lockEach, type Verdict, verdictsOn } from './several.ts';

interface Sending extends ActOnEach {
  act: 'invite.send' | 'reset.send';
  link: 'set-up' | 'reset';
}

/** Sends a link to those who have this status. @param otherwise why it can't be sent to an active, or an invited, person */
const sending = (
  what: Pick<Sending, 'act' | 'link'>,
  status: Person['status'],
  otherwise: 'is-not-invited' | 'is-invited',
): Sending => ({
  ...what,
  obstacles: (_, people) =>
    new Map(
      people
        .filter((p) => p.status !== status)
        .map((p) => {
          const code = p.status === 'suspended' ? 'is-suspended' : otherwise;
          return [p.id, new Refusal(code, { userId: p.id, name: fullName(p) })];
        }),
    ),
});

const inviting = sending({ act: 'invite.send', link: 'set-up' }, 'invited', 'is-not-invited');
const resetting = sending({ act: 'reset.send', link: 'reset' }, 'active', 'is-invited');

/** Most people of one go. */
const maxInvited = 2_000;

/** Who has not set a password yet, of those whom the actor may invite, the longest first: at most 2,000, and whether there are more. */
export const invitedPeople = query(
  'invitedPeople',
  'invite.send',
  async (ctx, _: object): Promise<{ people: Person[]; isCut: boolean }> => {
    if (!mayAtAll(ctx.actor, 'invite.send')) throw new NotAllowed('invite.send', null);
    const found = await findInvited(ctx, maxInvited + 1);
    const people = found.filter((p) => may(ctx.actor, 'invite.send', asTarget(p)));
    return { people: people.slice(0, maxInvited), isCut: found.length > maxInvited };
  },
);

/** Says of each whether the invitation can be sent to them again, in their order. Changes nothing. @throws Refusal `person-unknown` */
export const previewInvitations = query(
  'previewInvitations',
  'invite.send',
  (ctx, { ids }: { ids: string[] }): Promise<Verdict[]> => verdictsOn(ctx, inviting, ids),
);

/** Says the same of a link to choose a new password. */
export const previewResets = query(
  'previewResets',
  'reset.send',
  (ctx, { ids }: { ids: string[] }): Promise<Verdict[]> => verdictsOn(ctx, resetting, ids),
);

/**
 * Mails the set-up link again to people who have not set a password yet, to all or none of them; the older links are void.
 *
 * @throws Refusal of one: `is-suspended`, `is-not-invited`, `person-unknown`, `not-allowed`; of several: `not-allowed`, and `plan-changed`
 *   where it can't go to one of them any more
 */
export const sendInvitations = mutation(
  'sendInvitations',
  'invite.send',
  (ctx, { ids }: { ids: string[] }) => send(ctx, inviting, ids),
  { people: idsOf },
);

/** Mails people a link to choose a new password in the same way. @throws Refusal the same, but of one `is-invited` who has no password yet */
export const sendResets = mutation(
  'sendResets',
  'reset.send',
  (ctx, { ids }: { ids: string[] }) => send(ctx, resetting, ids),
  { people: idsOf },
);

async function send(given: Parameters<typeof lockEach>[0], what: Sending, ids: string[]): Promise<Person[]> {
  const people = await lockEach(given, what, ids);
  const events = people.map(({ id }) => event(given, what.act, id));
  await sendLinks(given, people, what.link, given.correlationId, { events });
  await followMany(given, people.length);
  return people;
}
