import { isObject } from '../../../../../src/lib/json.ts';
import { activityFrom, channelDataOf, invokeFrom } from '../activity.ts';
import { opensDialog } from '../check-card.ts';
import type { Deliver } from '../deliver.ts';
import type { Activity, Delivery, Json, MessageView } from '../types.ts';
import { conversationOf, type World } from '../world.ts';
import type { answers } from './answers.ts';
import { checkValue, initialValues, inputOf, merged, missing, searches } from './inputs.ts';
import { actionsIn, labelsOf, unseen } from './words.ts';

type At = Pick<MessageView, 'id' | 'conversationId'>;

const theme = { theme: 'default' };

/** @throws Error where nothing to press says that */
export function actionBy(card: unknown, label: string, nth = 0): Json {
  const found = actionsIn(card).filter(({ title }) => unseen(String(title ?? '')) === label)[nth];
  if (!found) throw new Error(`Nothing to press says “${label}”; there is: ${labelsOf(card).join(' | ')}`);
  if (found.isEnabled === false) throw new Error(`“${label}” can't be pressed`);
  return found;
}

/** What goes nowhere: the person's own Teams does it, or would not send it. */
export function unsent(problem: string, activity: Json = {}): Delivery {
  return { sent: false, activity: activity as Activity, status: 0, body: undefined, ms: 0, problem };
}

/** Presses on messages, by one person. */
export function presses(
  world: World,
  deliver: Deliver,
  personId: string,
  screen: { toast: string[] },
  answered: ReturnType<typeof answers>,
) {
  async function submit({ id, conversationId }: At, value: unknown): Promise<Delivery> {
    const conversation = conversationOf(world, conversationId);
    const delivery = await deliver(
      activityFrom(world, personId, conversationId, {
        value,
        replyToId: id,
        channelData: channelDataOf(world, conversation, 'message'),
      }),
    );
    if (delivery.problem) screen.toast.push('Something went wrong. Please try again.');
    return delivery;
  }

  async function fetch({ id, conversationId }: At, data: unknown): Promise<Delivery> {
    const value = { data, context: theme };
    const delivery = await deliver(invokeFrom(world, personId, conversationId, 'task/fetch', value, id));
    return answered.tasked(delivery, { conversationId, extension: undefined }, false);
  }

  async function execute({ id, conversationId }: At, action: Json, trigger: 'manual' | 'automatic'): Promise<Delivery> {
    const { verb, data, id: actionId, title } = action;
    const value = {
      action: {
        type: 'Action.Execute',
        ...(title ? { title } : {}),
        ...(actionId ? { id: actionId } : {}),
        verb,
        data,
      },
      trigger,
    };
    const message = world.messages.find((each) => each.id === id);
    const delivery = await deliver(invokeFrom(world, personId, conversationId, 'adaptiveCard/action', value, id));
    return answered.executed(delivery, message, trigger === 'automatic');
  }

  return {
    submit,
    fetch,
    execute,
    async press(message: MessageView, label: string, values: Record<string, string> = {}, nth = 0): Promise<Delivery> {
      const action = actionBy(message.card, label, nth);
      for (const [id, value] of Object.entries(values)) {
        const input = inputOf(message.card, id);
        checkValue(input, value, searches(input) ? [value] : []);
      }
      const filled = { ...initialValues(message.card), ...values };
      if (action.type === 'Action.OpenUrl') return unsent(`opens ${action.url}`);
      const lacks = missing(message.card, filled);
      if (lacks.length > 0) return unsent(`missing: ${lacks.join(', ')}`);
      const data = merged(action, filled);
      if (action.type === 'Action.Execute') return execute(message, { ...action, data }, 'manual');
      if (action.type !== 'Action.Submit') return unsent(`${action.type} is done by Teams itself`);
      return opensDialog(action) ? fetch(message, data) : submit(message, data);
    },
    /** Whether this card refreshes itself for that person. */
    refreshes(card: unknown, userId: string, members: number): Json | undefined {
      const refresh = isObject(card) && isObject(card.refresh) ? card.refresh : undefined;
      if (!refresh || !isObject(refresh.action)) return undefined;
      const { userIds } = refresh;
      const named = Array.isArray(userIds) ? userIds.includes(userId) : members <= 60;
      return named ? refresh.action : undefined;
    },
  };
}
