import type { Person } from '../../service/people/person.ts';
import { showPerson } from '../../service/people/show.ts';
import { previewSuspend, suspendPeople } from '../../service/people/suspend.ts';
import { scheduleSuspend } from '../../service/scheduled/plan.ts';
import type { Card } from '../../ui/card.ts';
import { suspend as say } from '../../ui/sentences/people.ts';
import { holdings as held } from '../../ui/sentences/progression.ts';
import { buttonTo } from '../buttons.ts';
import { type Call, command } from '../command.ts';
import { day, people, reason } from '../inputs.ts';
import { doneForEach, shownOf } from '../people/many.ts';
import { namesOf } from '../people/names.ts';
import { suspendDetail, suspendEachPlan } from '../people/plans.ts';
import { profileCard } from '../people/profile-card.ts';
import { laterDay, plannedCard, suspendLaterPlan } from '../people/scheduled-cards.ts';

export default command({
  verb: 'suspend',
  aliases: [
    'deactivate',
    'disable',
    'block',
    'remove',
    'ban',
    'lock',
    'lock out',
    'freeze',
    'kick',
    'kick out',
    'switch off',
    'turn off',
    'suspend user',
    'suspend account',
    'suspend person',
  ],
  about: ['left', 'access'],
  group: 'accounts',
  order: 20,
  often: 5,
  label: 'Suspend',
  usage: 'suspend <people> [on <day>] [reason]',
  summary: 'Suspend people’s accounts',
  examples: [
    'suspend ben@school.example',
    'suspend Ben Okafor left in July',
    'suspend ben@school.example, Ada Noor',
    'suspend ben@school.example on 1 June',
  ],
  may: 'user.suspend',
  inputs: {
    people: people({ label: 'People' }),
    on: day({ label: 'On', hint: 'Left empty: now.', line: 'day', towards: 'future' }),
    reason: reason({ label: say.reason, hint: 'Kept in the audit trail.', max: 500 }),
  },
  title: 'Suspend an account',
  readsAhead: 'question',
  preview: async (call, { people: whom, on, reason: why }) => {
    const later = laterDay(call, on);
    if (later) return suspendLaterPlan(call, whom, later, why);
    return suspendEachPlan(call, whom, why);
  },
  run: async (call, { people: whom, on, reason: why }) => {
    const later = laterDay(call, on);
    const ids = whom.map(({ id }) => id);
    if (later) return plannedCard(call, whom, await scheduleSuspend(call.ctx, { ids, day: later, reason: why }), later);
    const suspended = await suspendPeople(call.ctx, { ids, reason: why });
    const [one, other] = suspended;
    return one && !other ? doneCard(call, one) : allDoneCard(call, suspended);
  },
});

async function doneCard(call: Call, p: Person): Promise<Card> {
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
}

async function allDoneCard(call: Call, people: Person[]): Promise<Card> {
  const shown = await previewSuspend(call.ctx, { ids: shownOf(people).map(({ id }) => id) });
  const holdingsOf = new Map(shown.map(({ person, holdings }) => [person.id, holdings]));
  return doneForEach(call, people, {
    title: say.doneSeveral(people.length),
    text: [say.nextSeveral],
    row: (person) => {
      const holdings = holdingsOf.get(person.id) ?? [];
      return {
        detail: suspendDetail({ person, holdings }),
        buttons: [
          ...buttonTo(call, 'transfer', { person, onlyIf: holdings.length > 0 }),
          ...buttonTo(call, 'reactivate', { person }),
          ...buttonTo(call, 'show', { person }),
        ],
      };
    },
    undo: { verb: 'reactivate' },
  });
}
