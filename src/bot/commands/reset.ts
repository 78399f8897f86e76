import { sendReset } from '../../service/people/send-link.ts';
import { reset as say } from '../../ui/sentences/people.ts';
import { buttonTo } from '../buttons.ts';
import { command } from '../command.ts';
import { person } from '../inputs.ts';
import { namesOf } from '../people/names.ts';
import { planFor } from '../people/plans.ts';

export default command({
  verb: 'reset',
  aliases: [
    'password',
    'forgot password',
    'forgotten password',
    'new password',
    'change password',
    'password reset',
    'send link',
    'reset link',
    'reset password',
    'reset password for',
    'reset password of',
    'reset my password',
    'reset the password',
    'reset the password of',
    'reset the password for',
    'reset link for',
    'reset for',
  ],
  about: ['forgot', 'forgotten', 'log in', 'log on', 'sign in', 'locked out', 'link expired'],
  group: 'accounts',
  order: 60,
  label: 'Send reset link',
  summary: 'Send someone a link to choose a new password',
  examples: ['reset ben@school.example', 'reset Ben Okafor'],
  may: 'reset.send',
  inputs: { person: person({ label: 'Person' }) },
  title: 'Reset a password',
  shortcut: 'on-message',
  preview: (call, { person: p }) =>
    planFor(call, 'reset.send', p, p.status === 'active', {
      title: say.ask(namesOf(p)),
      text: [say.follows(namesOf(p), p.email)],
    }),
  run: async (call, { person: p }) => {
    await sendReset(call.ctx, { id: p.id });
    return {
      title: say.done(namesOf(p)),
      tone: 'good',
      text: [say.next(p.email)],
      buttons: buttonTo(call, 'show', { person: p }),
    };
  },
});
