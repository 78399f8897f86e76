import type { Deliver } from '../deliver.ts';
import { viewClosed, viewSubmission } from '../payloads/interactive.ts';
import { inOneLine, SlackError } from '../slack-error.ts';
import type { Delivery, ShownView, View } from '../types.ts';
import { stackOf } from '../views.ts';
import { personOf, type World } from '../world.ts';
import type { acts } from './acts.ts';
import { applyAnswer } from './answered.ts';
import { clientErrors } from './client-checks.ts';
import { type FieldValue, held } from './fill.ts';
import { byField } from './find.ts';
import { shownView } from './seen.ts';

/** A person's modals: what is typed into them, and sending or closing them. */
export function modals(
  world: World,
  deliver: Deliver,
  personId: string,
  acting: ReturnType<typeof acts>,
  failed: (delivery: Delivery) => Delivery,
) {
  let errors: Record<string, string> = {};

  function top(): View {
    const view = stackOf(world, personId).at(-1);
    if (!view) throw new Error('No modal is open');
    return view;
  }
  const shown = () => shownView(top(), stackOf(world, personId).length - 1);

  function put(view: View, name: string, value: FieldValue): void {
    const { block, element } = byField(view.blocks, name);
    const { block_id: blockId = '' } = block;
    const { action_id: actionId = '' } = element;
    const suggested = acting.suggestedFor(blockId, actionId);
    const filling = { world, personId, teamId: personOf(world, personId).teamId, suggested };
    view.state.values[blockId] = { ...view.state.values[blockId], [actionId]: held(filling, element, value) };
  }

  return {
    modal: (): ShownView | undefined => (stackOf(world, personId).length > 0 ? shown() : undefined),
    modalErrors: () => errors,
    fill(values: Record<string, FieldValue>, where?: View): void {
      for (const [name, value] of Object.entries(values)) put(where ?? top(), name, value);
    },
    /** Puts something in and sends it at once, where the field is one that tells the app. */
    async tick(name: string, value: FieldValue): Promise<Delivery> {
      const view = top();
      put(view, name, value);
      const found = byField(view.blocks, name);
      if (found.block.type === 'input' && !found.block.dispatch_action) return unsent('no dispatch_action');
      return acting.sendHeld(shown(), found);
    },
    async submit(): Promise<Delivery> {
      const view = top();
      if (!view.submit) throw new Error(`“${view.title?.text}” has no button to submit it`);
      errors = clientErrors(view);
      if (Object.keys(errors).length > 0) return unsent('invalid_input');
      const payload = viewSubmission(world, personOf(world, personId), view);
      const delivery = failed(await deliver('interactive', payload));
      if (delivery.problem) return delivery;
      try {
        errors = applyAnswer(world, personId, view, delivery.body);
        return delivery;
      } catch (error) {
        if (!(error instanceof SlackError)) throw error;
        world.violations.push(inOneLine('view_submission', error));
        return failed({ ...delivery, problem: 'trouble_connecting' });
      }
    },
    /** Closes the top one; all of them where it says `clear_on_close`, or with the X. */
    async closeModal({ all = false }: { all?: boolean } = {}): Promise<Delivery[]> {
      const stack = stackOf(world, personId);
      const closed = all || top().clear_on_close ? stack.splice(0).reverse() : stack.splice(-1);
      errors = {};
      const told = closed.filter((each) => each.notify_on_close);
      const person = personOf(world, personId);
      return Promise.all(
        told.map(async (each) =>
          failed(await deliver('interactive', viewClosed(world, person, each, closed.length > 1))),
        ),
      );
    },
  };
}

function unsent(problem: string): Delivery {
  return { sent: false, kind: 'interactive', payload: {}, status: 0, body: undefined, ms: 0, problem };
}
