import type { Person } from '../../service/people/person.ts';
import { reactivate as say } from '../../ui/sentences/people.ts';
import { labelOf } from '../buttons.ts';
import type { Call, Plan } from '../command.ts';
import { namesOf, stateOf } from './names.ts';
import { planFor } from './person-plan.ts';

/** Bringing someone back, and what they come back to. */
export function reactivatePlan(call: Call, p: Person, no?: Plan['no']): Promise<Plan | undefined> {
  const sites = p.access.map((a) => a.site);
  return planFor(call, 'user.reactivate', p, p.status === 'suspended', {
    title: say.ask(namesOf(p)),
    state: stateOf(p),
    text: [p.suspendedFrom === 'invited' ? say.followsInvited(namesOf(p)) : say.follows(namesOf(p), sites)],
    yes: labelOf(call.registry, 'reactivate'),
    ...(no && { no }),
  });
}
