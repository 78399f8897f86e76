import { invitedPeople, previewInvitations, sendInvitations } from '../../service/people/send-link.ts';
import { invite as say } from '../../ui/sentences/people.ts';
import { command } from '../command.ts';
import { choice, optionalPeople } from '../inputs.ts';
import { linksSentCard } from '../people/links-sent.ts';
import { idsOf, planForEach } from '../people/many.ts';
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
  often: 10,
  label: 'Send invitation',
  usage: 'invite <people> | all',
  summary: 'Send the set-up mail again',
  examples: ['invite ben@school.example', 'invite ben@school.example, Ada Noor', 'invite all'],
  may: 'invite.send',
  inputs: {
    all: choice({
      label: 'Whom',
      hint: 'Or name people below.',
      options: { all: say.all },
      meaning: (words) => (/^(?:all|everyone|everybody|all of them)$/i.test(words) ? 'all' : undefined),
      asksIf: ({ given = {} }) => given.people === undefined,
      line: 'word',
    }),
    people: optionalPeople({ label: 'Person' }),
  },
  title: 'Send an invitation again',
  askAnyway: ({ all, people: whom = [] }) => !all && whom.length === 0,
  preview: async (call, { all, people: named = [] }) => {
    const { people: waiting, isCut } = all ? await invitedPeople(call.ctx, {}) : { people: [], isCut: false };
    // Who is named beside *all* is said to be left out, where they are.
    const whom = [...new Map([...waiting, ...named].map((p) => [p.id, p])).values()];
    if (whom.length === 0) return undefined;
    const plan = await planForEach(call, whom, {
      one: (p) =>
        planFor(call, 'invite.send', p, p.status === 'invited', {
          title: say.ask(namesOf(p)),
          text: [say.follows(p.email)],
        }),
      verdicts: (ids) => previewInvitations(call.ctx, { ids }),
      card: (good) => ({
        title: say.askSeveral(good.length),
        text: [...(isCut ? [say.first(good.length)] : []), say.followsSeveral],
      }),
      detail: ({ person }) => person.email,
    });
    // Yes is said to these, whoever is invited by then.
    return plan && { ...plan, input: { all: undefined, people: idsOf(whom), ...plan.input } };
  },
  run: async (call, { all, people: whom = [] }) => {
    if (all) return { title: say.nobody, tone: 'good', text: [say.nobodyElse] };
    const sent = await sendInvitations(call.ctx, { ids: whom.map(({ id }) => id) });
    return linksSentCard(call, sent, say);
  },
});
