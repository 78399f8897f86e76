import type { Person } from '../../service/people/person.ts';
import { reactivatePeople } from '../../service/people/reactivate.ts';
import type { Card } from '../../ui/card.ts';
import { reactivate as say } from '../../ui/sentences/people.ts';
import { buttonTo } from '../buttons.ts';
import { type Call, command } from '../command.ts';
import { people } from '../inputs.ts';
import { buttonForEach, doneForEach } from '../people/many.ts';
import { namesOf, stateOf } from '../people/names.ts';
import { reactivateEachPlan } from '../people/plans.ts';
import { profileCard } from '../people/profile-card.ts';

export default command({
  verb: 'reactivate',
  aliases: [
    'activate',
    'enable',
    'unblock',
    'unlock',
    'unsuspend',
    'restore',
    'reinstate',
    'reopen',
    'bring back',
    'switch on',
    'turn on',
    'reactivate user',
    'reactivate account',
  ],
  about: ['back', 'returned', 'returning', 'suspended'],
  group: 'accounts',
  order: 30,
  label: 'Reactivate',
  usage: 'reactivate <people>',
  summary: 'Bring suspended accounts back',
  examples: ['reactivate ben@school.example', 'reactivate ben@school.example, Ada Noor'],
  may: 'user.reactivate',
  inputs: { people: people({ label: 'Person' }) },
  title: 'Reactivate an account',
  readsAhead: 'question',
  preview: (call, { people: whom }) => reactivateEachPlan(call, whom),
  run: async (call, { people: whom }) => {
    const back = await reactivatePeople(call.ctx, { ids: whom.map(({ id }) => id) });
    const [one, other] = back;
    return one && !other ? doneCard(call, one) : allDoneCard(call, back);
  },
});

function doneCard(call: Call, p: Person): Card {
  const invited = p.status === 'invited';
  return {
    ...profileCard(call, p),
    title: say.done(namesOf(p)),
    tone: 'good',
    text: [invited ? say.nextInvited(namesOf(p)) : say.next(namesOf(p))],
    buttons: [...buttonTo(call, 'invite', { person: p, onlyIf: invited }), ...buttonTo(call, 'show', { person: p })],
    more: [],
  };
}

async function allDoneCard(call: Call, back: Person[]): Promise<Card> {
  const isInvited = ({ status }: Person) => status === 'invited';
  const whom = back.filter(isInvited);
  const invited = whom.length;
  return doneForEach(call, back, {
    title: say.doneSeveral(back.length),
    text: [
      ...(invited < back.length ? [say.nextSeveral] : []),
      ...(invited > 0 ? [say.nextSeveralInvited(invited)] : []),
    ],
    row: (person) => ({
      state: stateOf(person),
      detail: person.email,
      buttons: [
        ...buttonTo(call, 'invite', { person, onlyIf: isInvited(person) }),
        ...buttonTo(call, 'show', { person }),
      ],
    }),
    buttons: await buttonForEach(call, 'invite', whom, { label: say.inviteAll(invited) }),
    undo: { verb: 'suspend' },
  });
}
