import { reactivatePerson } from '../../service/people/suspend.ts';
import { reactivate as say } from '../../ui/sentences/people.ts';
import { buttonTo } from '../buttons.ts';
import { command } from '../command.ts';
import { person } from '../inputs.ts';
import { namesOf } from '../people/names.ts';
import { reactivatePlan } from '../people/plans.ts';
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
  summary: 'Bring a suspended account back',
  examples: ['reactivate ben@school.example'],
  may: 'user.reactivate',
  inputs: { person: person({ label: 'Person' }) },
  title: 'Reactivate an account',
  preview: (call, { person: p }) => reactivatePlan(call, p),
  run: async (call, { person: p }) => {
    const back = await reactivatePerson(call.ctx, { id: p.id });
    const invited = back.status === 'invited';
    return {
      ...profileCard(call, back),
      title: say.done(namesOf(p)),
      tone: 'good',
      text: [invited ? say.nextInvited(namesOf(p)) : say.next(namesOf(p))],
      buttons: [...buttonTo(call, 'invite', { person: p, onlyIf: invited }), ...buttonTo(call, 'show', { person: p })],
      more: [],
    };
  },
});
