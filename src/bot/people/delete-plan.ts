import { previewDelete } from '../../service/people/delete.ts';
import type { Person } from '../../service/people/person.ts';
import { deletion as say } from '../../ui/sentences/progression.ts';
import type { Call, Plan } from '../command.ts';
import { namesOf, stateOf } from './names.ts';
import { planFor } from './person-plan.ts';

/** Deleting someone; refused at once where a step is missing. */
export async function deletePlan(call: Call, p: Person, no?: Plan['no']): Promise<Plan | undefined> {
  await previewDelete(call.ctx, { id: p.id });
  return planFor(call, 'user.delete', p, true, {
    title: say.ask(namesOf(p)),
    state: stateOf(p),
    text: [say.follows(namesOf(p)), say.forGood],
    yes: say.yes,
    danger: true,
    ...(no && { no }),
  });
}
