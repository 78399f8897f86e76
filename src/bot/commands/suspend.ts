import { suspendPerson } from '../../service/people/suspend.ts';
import { suspend as say } from '../../ui/sentences/people.ts';
import { command } from '../command.ts';
import { person, text } from '../inputs.ts';
import { about, profileCard, stateOf, who } from '../people-cards.ts';
import { planFor } from '../person-plan.ts';

export default command({
  verb: 'suspend',
  label: 'Suspend',
  summary: 'Suspend a person’s account',
  examples: ['suspend ben@school.example', 'suspend Ben Okafor left in July'],
  may: 'user.suspend',
  inputs: {
    person: person({ label: 'Person' }),
    reason: text({ label: 'Reason', hint: 'Kept in the audit trail.', max: 500, line: 'words' }),
  },
  title: 'Suspend an account',
  submit: 'Continue',
  preview: (call, { person: p, reason }) =>
    planFor(call, 'user.suspend', p, p.status !== 'suspended', {
      title: say.ask(who(p)),
      state: stateOf(p),
      text: [say.follows(who(p)), say.undo],
      ...(reason && { facts: [{ label: 'Reason', value: reason }] }),
      yes: 'Suspend',
      danger: true,
    }),
  run: async (call, { person: p, reason }) => {
    const suspended = await suspendPerson(call.ctx, { id: p.id, ...(reason && { reason }) });
    const { buttons: _, more, ...card } = profileCard(call, suspended);
    return {
      ...card,
      title: say.done(who(p)),
      text: [say.next(who(p))],
      buttons: [
        { label: 'Reactivate', action: about('reactivate', p) },
        { label: 'Show profile', action: about('show', p) },
      ],
    };
  },
});
