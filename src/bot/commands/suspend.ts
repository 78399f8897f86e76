import { showPerson } from '../../service/people/show.ts';
import { suspendPerson } from '../../service/people/suspend.ts';
import { suspend as say } from '../../ui/sentences/people.ts';
import { holdings as held } from '../../ui/sentences/progression.ts';
import { buttonTo } from '../buttons.ts';
import { command } from '../command.ts';
import { person, text } from '../inputs.ts';
import { namesOf } from '../people/names.ts';
import { suspendPlan } from '../people/plans.ts';
import { profileCard } from '../people/profile-card.ts';

export default command({
  verb: 'suspend',
  group: 'accounts',
  order: 20,
  label: 'Suspend',
  summary: 'Suspend a person’s account',
  examples: ['suspend ben@school.example', 'suspend Ben Okafor left in July'],
  may: 'user.suspend',
  inputs: {
    person: person({ label: 'Person' }),
    reason: text({ label: say.reason, hint: 'Kept in the audit trail.', max: 500, multiline: true, line: 'words' }),
  },
  title: 'Suspend an account',
  preview: (call, { person: p, reason }) => suspendPlan(call, p, reason),
  run: async (call, { person: p, reason }) => {
    await suspendPerson(call.ctx, { id: p.id, reason });
    const suspended = await showPerson(call.ctx, { id: p.id });
    const { holdings } = suspended;
    const { buttons: _, more, ...card } = profileCard(call, suspended);
    return {
      ...card,
      title: say.done(namesOf(p)),
      tone: 'good',
      text: [say.next(namesOf(p)), ...(holdings.length > 0 ? [held.still(namesOf(p), holdings)] : [])],
      buttons: [
        ...buttonTo(call, 'transfer', { person: p, onlyIf: holdings.length > 0 }),
        ...buttonTo(call, 'reactivate', { person: p }),
        ...buttonTo(call, 'show', { person: p }),
      ],
    };
  },
});
