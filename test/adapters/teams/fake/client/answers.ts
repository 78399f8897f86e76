import { isObject } from '../../../../../src/lib/json.ts';
import { cardType, checkCard } from '../check-card.ts';
import type { CardJson, Delivery, Json, Message } from '../types.ts';
import type { World } from '../world.ts';
import { initialValues } from './inputs.ts';
import type { OpenDialog } from './seen.ts';

export const unreachable = 'Unable to reach app. Please try again.';
const wrong = 'Something went wrong. Please try again.';

/** Nothing in what a bot answers is documented to be as large. */
const hardLimit = 100 * 1_024;

interface Screen {
  toast: string[];
  dialog: OpenDialog | undefined;
}

/** Does with what the bot answered as the person's Teams would; what Teams would not take is noted. */
export function answers(world: World, personId: string, screen: Screen) {
  function bad(delivery: Delivery, words: string, toast?: string): Delivery {
    const { activity, body } = delivery;
    world.violations.push(
      `answer to ${activity.name ?? activity.type}: ${words}: ${JSON.stringify(body)?.slice(0, 300)}`,
    );
    if (toast) screen.toast.push(toast);
    return { ...delivery, problem: words };
  }

  const noteFor = (delivery: Delivery) => (words: string) =>
    void world.violations.push(`answer to ${delivery.activity.name}: ${words}`);

  /** What an execute gave: a view of the person's own, or a line. */
  function executed(delivery: Delivery, message: Message | undefined, automatic: boolean): Delivery {
    const say = (words: string) => void (automatic || screen.toast.push(words));
    if (delivery.problem) {
      say(unreachable);
      return delivery;
    }
    const { statusCode, type, value } = isObject(delivery.body) ? delivery.body : {};
    if (type === 'application/vnd.microsoft.card.adaptive' && statusCode === 200) {
      checkCard(world, value, 'message', noteFor(delivery));
      if (JSON.stringify(value).length * 2 > hardLimit) return bad(delivery, 'a card over 100 KB', wrong);
      message?.views.set(personId, value as CardJson);
      return delivery;
    }
    if (type === 'application/vnd.microsoft.activity.message' && statusCode === 200 && typeof value === 'string') {
      say(value);
      return delivery;
    }
    if (type === 'application/vnd.microsoft.error' && Number(statusCode) >= 400 && isObject(value)) {
      say(String(value.message));
      return { ...delivery, problem: `${statusCode} ${value.code}` };
    }
    return bad(delivery, 'nothing that an execute may be answered with', automatic ? undefined : wrong);
  }

  function show(delivery: Delivery, value: Json, from: Partial<OpenDialog>): Delivery {
    const { title, card, height, width } = value;
    for (const [name, size] of Object.entries({ height, width })) {
      const good =
        size === undefined || typeof size === 'number' || ['small', 'medium', 'large'].includes(String(size));
      if (!good) noteFor(delivery)(`${name} of a dialog: ${JSON.stringify(size)}`);
    }
    if (typeof title !== 'string' || title === '') noteFor(delivery)('a dialog without a title');
    if (!isObject(card) || card.contentType !== cardType) return bad(delivery, 'a dialog without a card', unreachable);
    checkCard(world, card.content, 'dialog', noteFor(delivery));
    if (JSON.stringify(delivery.body).length * 2 > hardLimit) return bad(delivery, 'a dialog over 100 KB', unreachable);
    screen.dialog = {
      conversationId: '',
      ...screen.dialog,
      ...from,
      title: String(title ?? ''),
      card: card.content as CardJson,
      message: undefined,
      values: initialValues(card.content),
      suggested: new Map(),
    };
    return delivery;
  }

  /** What fetching or submitting a dialog gave. */
  function tasked(delivery: Delivery, from: Partial<OpenDialog>, submitted: boolean): Delivery {
    if (delivery.problem) {
      screen.toast.push(unreachable);
      return delivery;
    }
    const body = isObject(delivery.body) ? delivery.body : {};
    const { task } = body;
    if (!isObject(task)) {
      if (body.composeExtension) return bad(delivery, 'a composeExtension result, which nothing here needs');
      if (!submitted) return bad(delivery, 'no dialog', unreachable);
      screen.dialog = undefined;
      return delivery;
    }
    if (task.type === 'continue' && isObject(task.value)) return show(delivery, task.value, from);
    if (task.type === 'message' && typeof task.value === 'string' && task.value !== '') {
      const { conversationId = '', title = world.botName, ...open } = screen.dialog ?? {};
      screen.dialog = {
        conversationId,
        title,
        ...open,
        ...from,
        card: undefined,
        message: task.value,
        values: {},
        suggested: new Map(),
      };
      return delivery;
    }
    return bad(delivery, `unknown task ${JSON.stringify(task.type)}`, unreachable);
  }

  /** What a search gave: fifteen at most. */
  function searched(delivery: Delivery, many: boolean): { title: string; value: string }[] {
    if (delivery.problem) return [];
    const { statusCode, type, value } = isObject(delivery.body) ? delivery.body : {};
    const results = isObject(value) ? value.results : undefined;
    if (statusCode === 204) return [];
    if (statusCode !== 200 || type !== 'application/vnd.microsoft.search.searchResponse' || !Array.isArray(results)) {
      bad(delivery, 'nothing that a search may be answered with');
      return [];
    }
    const note = noteFor(delivery);
    if (results.length > 15) note(`${results.length} answers to a search; Teams takes 15`);
    for (const each of results as Json[]) {
      if (typeof each.title !== 'string' || typeof each.value !== 'string') note(`a choice ${JSON.stringify(each)}`);
      else if (many && each.value.includes(',')) note(`the value ${each.value} holds a comma`);
    }
    return (results as { title: string; value: string }[]).slice(0, 15);
  }

  return { executed, tasked, searched };
}
