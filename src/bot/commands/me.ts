import { maxName } from '../../service/people/details.ts';
import { editOwn } from '../../service/people/edit-own.ts';
import { readOwn } from '../../service/people/show.ts';
import { oneName, own as say } from '../../ui/sentences/people.ts';
import { maxEmail } from '../../words/email.ts';
import { fullName } from '../../words/people.ts';
import { command } from '../command.ts';
import { seen } from '../form-inputs.ts';
import { detail } from '../inputs.ts';
import { oneself } from '../line/find-person.ts';
import { accountCard } from '../people/account-card.ts';

/** One's own name and e-mail; `whoami` shows the account, and leads here. */
export default command({
  verb: 'me',
  aliases: [
    'change my details',
    'edit my details',
    'update my details',
    'change my name',
    'change my email',
    'change my e-mail',
    'change my address',
    'my name',
    'my email',
    'edit me',
    'edit myself',
    'rename me',
    'edit my profile',
    'edit my account',
  ],
  about: ['my name', 'my email', 'my details', 'married'],
  group: 'accounts',
  order: 85,
  often: 8,
  label: 'Change my details',
  usage: 'me',
  summary: 'Change my own name or e-mail',
  examples: ['me', 'me lastName:Okafor-Lee', 'me email:ben@school.example'],
  may: 'self.edit',
  inputs: {
    firstName: detail({ label: 'First name', max: maxName }),
    lastName: detail({ label: 'Last name', hint: oneName, max: maxName, mayBeEmpty: true }),
    email: detail({ label: 'E-mail', hint: say.emailHint, format: 'email', max: maxEmail }),
    seen: seen(),
  },
  title: say.title,
  submit: 'Save',
  prefill: async (call) => {
    const { firstName, lastName, email } = await oneself(call);
    return { firstName, lastName, email };
  },
  askAnyway: ({ firstName, lastName, email }) => [firstName, lastName, email].every((given) => given === undefined),
  run: async (call, { firstName, lastName, email }) => {
    const { emailToConfirm, emailWithdrawn } = await editOwn(call.ctx, { firstName, lastName, email });
    const own = await readOwn(call.ctx, {});
    const isNamed = firstName !== undefined || lastName !== undefined;
    return {
      ...accountCard(call, own),
      title: emailToConfirm && !isNamed ? say.waits : say.done,
      tone: emailToConfirm ? 'plain' : 'good',
      text: [
        ...(isNamed ? [say.name(fullName(own.person))] : []),
        ...(emailToConfirm ? [say.toConfirm(emailToConfirm)] : []),
        ...(emailWithdrawn ? [say.withdrawn(own.person.email)] : []),
      ],
    };
  },
});
