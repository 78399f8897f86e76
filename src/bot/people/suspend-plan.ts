import type { Person } from '../../service/people/person.ts';
import { showPerson } from '../../service/people/show.ts';
import { suspend as say } from '../../ui/sentences/people.ts';
import { holdings as held } from '../../ui/sentences/progression.ts';
import { buttonTo, labelOf } from '../buttons.ts';
import type { Call, Plan } from '../command.ts';
import { namesOf, stateOf } from './names.ts';
import { planFor } from './person-plan.ts';

/** Suspending someone: what follows, and what they hold, with the way to hand it over. */
export async function suspendPlan(
  call: Call,
  p: Person,
  { reason, no }: { reason?: string | undefined; no?: Plan['no'] },
): Promise<Plan | undefined> {
  const { holdings } = await showPerson(call.ctx, { id: p.id });
  return planFor(call, 'user.suspend', p, p.status !== 'suspended', {
    title: say.ask(namesOf(p)),
    state: stateOf(p),
    text: [say.follows(namesOf(p)), ...(holdings.length > 0 ? [held.still(namesOf(p), holdings)] : []), say.undo],
    ...(reason && { facts: [{ label: say.reason, value: reason }] }),
    buttons: buttonTo(call, 'transfer', { person: p, onlyIf: holdings.length > 0 && !no }),
    yes: labelOf(call.registry, 'suspend'),
    danger: true,
    holds: holdings.map((h) => ({ ...h })),
    ...(no && { no }),
  });
}
