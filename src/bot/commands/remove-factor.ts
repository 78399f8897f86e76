import { removeSecondFactor } from '../../service/second-factor/remove.ts';
import { secondFactor as say } from '../../ui/sentences/people.ts';
import { buttonTo } from '../buttons.ts';
import { command } from '../command.ts';
import { person } from '../inputs.ts';
import { namesOf } from '../people/names.ts';
import { planFor } from '../people/plans.ts';

export default command({
  verb: 'remove-factor',
  aliases: [
    'remove factor',
    'second factor',
    'two factor',
    'remove second factor',
    'reset second factor',
    '2fa',
    'mfa',
    'reset 2fa',
    'reset mfa',
    'remove 2fa',
    'authenticator',
  ],
  about: ['code', 'app', 'new phone', 'lost phone'],
  group: 'accounts',
  order: 65,
  label: 'Remove second factor',
  summary: 'Take away the second factor of someone who has lost it',
  examples: ['remove-factor ben@school.example', 'remove-factor Ben Okafor'],
  may: 'second-factor.remove',
  mayTo: (actor, target) => actor.id !== target.id,
  inputs: { person: person({ label: 'Person' }) },
  title: 'Remove a second factor',
  preview: (call, { person: p }) =>
    planFor(call, 'second-factor.remove', p, p.hasSecondFactor && p.id !== call.ctx.actor.id, {
      title: say.ask(namesOf(p)),
      text: [say.sure(namesOf(p)), say.follows(namesOf(p))],
      danger: true,
    }),
  run: async (call, { person: p }) => {
    await removeSecondFactor(call.ctx, { id: p.id });
    return {
      title: say.done(namesOf(p)),
      tone: 'good',
      text: [say.next(namesOf(p))],
      buttons: buttonTo(call, 'show', { person: p }),
    };
  },
});
