import { sendInvitation } from '../../service/people/send-link.ts';
import { invite as say } from '../../ui/sentences/people.ts';
import { buttonTo } from '../buttons.ts';
import { command } from '../command.ts';
import { person } from '../inputs.ts';
import { namesOf } from '../people/names.ts';
import { planFor } from '../people/plans.ts';

export default command({
  verb: 'invite',
  aliases: [
    'resend',
    'reinvite',
    'invitation',
    'send invitation',
    'send invite',
    'resend invitation',
    'resend invite',
    'welcome mail',
    'set up mail',
    'invite again',
    'invite user',
  ],
  about: ['not get the mail', 'no mail', 'never got the mail', 'set up'],
  group: 'accounts',
  order: 70,
  label: 'Send invitation',
  summary: 'Send the set-up mail again',
  examples: ['invite ben@school.example'],
  may: 'invite.send',
  inputs: { person: person({ label: 'Person' }) },
  title: 'Send an invitation again',
  preview: (call, { person: p }) =>
    planFor(call, 'invite.send', p, p.status === 'invited', {
      title: say.ask(namesOf(p)),
      text: [say.follows(p.email)],
    }),
  run: async (call, { person: p }) => {
    await sendInvitation(call.ctx, { id: p.id });
    return {
      title: say.done(namesOf(p)),
      tone: 'good',
      text: [say.next(p.email)],
      buttons: buttonTo(call, 'show', { person: p }),
    };
  },
});
