import { previewResets, sendResets } from '../../service/people/send-link.ts';
import { reset as say } from '../../ui/sentences/people.ts';
import { command } from '../command.ts';
import { people } from '../inputs.ts';
import { linksSentCard } from '../people/links-sent.ts';
import { planForEach } from '../people/many.ts';
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
  often: 4,
  label: 'Send reset link',
  usage: 'reset <people>',
  summary: 'Send people a link to choose a new password',
  examples: ['reset ben@school.example', 'reset Ben Okafor', 'reset ben@school.example, Ada Noor'],
  may: 'reset.send',
  inputs: { people: people({ label: 'Person' }) },
  title: 'Reset a password',
  shortcut: 'on-message',
  preview: (call, { people: whom }) =>
    planForEach(call, whom, {
      one: (p) =>
        planFor(call, 'reset.send', p, p.status === 'active', {
          title: say.ask(namesOf(p)),
          text: [say.follows(namesOf(p), p.email)],
        }),
      verdicts: (ids) => previewResets(call.ctx, { ids }),
      card: (good) => ({ title: say.askSeveral(good.length), text: [say.followsSeveral] }),
      detail: ({ person }) => person.email,
    }),
  run: async (call, { people: whom }) => {
    const sent = await sendResets(call.ctx, { ids: whom.map(({ id }) => id) });
    return linksSentCard(call, sent, say);
  },
});
