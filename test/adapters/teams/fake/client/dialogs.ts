import { isObject } from '../../../../../src/lib/json.ts';
import { invokeFrom } from '../activity.ts';
import { opensDialog } from '../check-card.ts';
import type { Deliver } from '../deliver.ts';
import type { Delivery, DialogView, Json, MessageView } from '../types.ts';
import type { World } from '../world.ts';
import type { answers } from './answers.ts';
import { checkValue, inputOf, merged, missing, searches } from './inputs.ts';
import { actionBy, unsent } from './press.ts';
import { dialogView, type OpenDialog } from './seen.ts';
import { actionsIn, unseen } from './words.ts';

const context = { theme: 'default' };

/** A person's one dialog: what is typed into it, searched in it, and sent from it. */
export function dialogs(
  world: World,
  deliver: Deliver,
  personId: string,
  screen: { dialog: OpenDialog | undefined },
  answered: ReturnType<typeof answers>,
) {
  function open(): OpenDialog {
    if (!screen.dialog) throw new Error('No dialog is open');
    return screen.dialog;
  }

  async function send(data: unknown, { conversationId, extension }: Pick<OpenDialog, 'conversationId' | 'extension'>) {
    const name = extension ? 'composeExtension/submitAction' : 'task/submit';
    const value = { ...extension, data, context };
    return answered.tasked(await deliver(invokeFrom(world, personId, conversationId, name, value)), {}, true);
  }

  return {
    send,
    dialog: (): DialogView | undefined => screen.dialog && dialogView(screen.dialog),
    close(): void {
      screen.dialog = undefined;
    },
    fill(values: Record<string, string>): void {
      const dialog = open();
      for (const [id, value] of Object.entries(values)) {
        checkValue(inputOf(dialog.card, id), value, dialog.suggested.get(id) ?? []);
        dialog.values[id] = value;
      }
    },
    async press(label?: string, nth = 0): Promise<Delivery> {
      const dialog = open();
      const below = isObject(dialog.card) ? actionsIn(dialog.card.actions) : [];
      const first = below.find(({ type }) => type === 'Action.Submit');
      const action = label === undefined ? first : actionBy(dialog.card, label, nth);
      if (!action) throw new Error(`“${dialog.title}” has no button to submit it`);
      if (action.type === 'Action.OpenUrl') return unsent(`opens ${action.url}`);
      if (action.type !== 'Action.Submit' || opensDialog(action)) {
        world.violations.push(`“${unseen(String(action.title))}” in a dialog does nothing: ${action.type}`);
        return unsent(`${action.type} does nothing in a dialog`);
      }
      const lacks = missing(dialog.card, dialog.values);
      if (lacks.length > 0) return unsent(`missing: ${lacks.join(', ')}`);
      return send(merged(action, dialog.values), dialog);
    },
    async suggest(inputId: string, words: string, where?: MessageView) {
      const card = where?.card ?? open().card;
      const input = inputOf(card, inputId);
      if (!searches(input)) throw new Error(`“${inputId}” doesn't search`);
      const query = input['choices.data'] as Json;
      if (query.type !== 'Data.Query') world.violations.push(`choices.data of ${inputId} is no Data.Query`);
      const value = { queryText: words, queryOptions: { skip: 0, top: 15 }, dataset: query.dataset };
      const at = where?.conversationId ?? open().conversationId;
      const delivery = await deliver(invokeFrom(world, personId, at, 'application/search', value, where?.id));
      const results = answered.searched(delivery, input.isMultiSelect === true);
      if (!where)
        screen.dialog?.suggested.set(inputId, [
          ...(screen.dialog.suggested.get(inputId) ?? []),
          ...results.map((each) => each.value),
        ]);
      return results;
    },
    /** An action command of the message extension opens its dialog. */
    async action(commandId: string, conversationId: string, commandContext: string, messagePayload?: Json) {
      const extension = { commandId, commandContext, ...(messagePayload ? { messagePayload } : {}) };
      const value = { ...extension, context };
      const delivery = await deliver(invokeFrom(world, personId, conversationId, 'composeExtension/fetchTask', value));
      return answered.tasked(delivery, { conversationId, extension }, false);
    },
  };
}
