import { cancelAllScheduled } from '../../service/scheduled/cancel.ts';
import { previewCancelAll, type Scheduled } from '../../service/scheduled/list.ts';
import type { Button, Card } from '../../ui/card.ts';
import { scheduled as say } from '../../ui/sentences/scheduled.ts';
import { buttonTo } from '../buttons.ts';
import type { Call, Plan } from '../command.ts';
import { doneForEach, moreThan, shownOf } from './many.ts';
import { stateOf } from './names.ts';

/** Takes back what waits for its day, for one and for all who were planned in one go. */

export const cancelButton = (call: Call, id: string): Button[] =>
  buttonTo(call, 'scheduled', { label: say.cancel, input: { cancel: id } });

/** The same for all who were planned in one go with it, where it is not alone. */
export const cancelAllButton = (call: Call, { id, inOneGo }: Pick<Scheduled, 'id' | 'inOneGo'>): Button[] =>
  buttonTo(call, 'scheduled', {
    label: say.cancelAll(inOneGo),
    input: { cancel: id, all: 'plan' },
    onlyIf: inOneGo > 1,
  });

/** @throws Refusal `plan-gone` where nothing of it waits any more */
export async function cancelAllPlan(call: Call, id: string): Promise<Plan> {
  const plans = await previewCancelAll(call.ctx, { id });
  return {
    card: {
      title: say.askCancelAll(plans.length, plans[0]?.day ?? ''),
      text: [say.cancelAllFollows, ...moreThan(plans.length)],
      rows: shownOf(plans).map((each) => ({ title: each.name, state: say.will(each) })),
    },
    yes: say.cancelAll(plans.length),
    // Beside that, *Cancel* would be either of the two.
    no: { label: say.keep, action: { verb: 'scheduled', step: 'cancel' } },
    basis: plans.map((each) => each.id),
  };
}

export async function cancelAll(call: Call, id: string): Promise<Card> {
  const people = await cancelAllScheduled(call.ctx, { id });
  return doneForEach(call, people, {
    title: say.cancelledAll(people.length),
    text: [say.cancelAllFollows],
    row: (person) => ({
      state: stateOf(person),
      detail: person.email,
      buttons: buttonTo(call, 'show', { person }),
    }),
    buttons: buttonTo(call, 'scheduled'),
  });
}
