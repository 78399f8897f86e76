import type { Inbound, Reply } from '../../../src/bot/inbound.ts';
import type { Card } from '../../../src/ui/card.ts';
import { teams as words } from '../../../src/ui/sentences/chat.ts';
import { within } from '../../chat/pending.ts';
import { isObject } from '../read/incoming.ts';
import type { Deed } from '../read/interaction.ts';
import { eventIn } from '../read/message.ts';
import { cardPages, isShort, wordsOf } from '../render/card.ts';
import { answered, broken, type Desk, inboundOf } from './adapter-context.ts';
import { channelSurface, directSurface, messagesOf, say } from './messages.ts';
import { cardOf, showAlone, showLate, tellBroken } from './speak.ts';

/** What an invoke is answered; without a body an open dialog closes. */
export interface Answer {
  body?: object;
  /** What is still to be done after that. */
  rest?: Promise<void>;
}

/** How long an invoke may take, in milliseconds, of the five seconds that Teams waits. */
export const invokeMs = 4_000;

/** What is left of it. */
export const leftOf = (deed: Deed): number => deed.at + invokeMs - Date.now();

/** A press whose answer Teams shows the presser alone; and the look at a card that each sees as their own. */
export async function execute(desk: Desk, deed: Deed, value: unknown): Promise<Answer> {
  const { action, trigger } = isObject(value) ? value : {};
  const isLook = trigger === 'automatic';
  const pressed = eventIn(isObject(action) ? action.data : undefined);
  // Whatever else can be pressed gets an answer too.
  const event = pressed ?? { type: 'press' as const, action: { verb: 'help', step: 'run' as const } };
  const inbound = inboundOf(desk, deed, { event, again: isLook && event.action.step === 'run' });
  const answer = answered(desk, inbound);
  const inTime = await within(answer, leftOf(deed));
  if (isLook) return { body: inTime ? await ownView(desk, deed, answer) : unchanged };
  if (!inTime) return { body: told(words.workingOwn), rest: showLate(desk, deed, inbound, answer) };
  try {
    return await toPress(desk, deed, await inbound.catch(() => undefined), await answer);
  } catch (error) {
    return { body: told(wordsOf(broken(desk, error))) };
  }
}

const told = (value: string) => ({ statusCode: 200, type: 'application/vnd.microsoft.activity.message', value });

/** The card that all see stays as it is. */
const unchanged = {
  statusCode: 500,
  type: 'application/vnd.microsoft.error',
  value: { code: 'Unchanged', message: words.unknown },
};

/** Nobody asked: so there is a card in the card's place, or nothing. */
async function ownView(desk: Desk, deed: Deed, answer: Promise<Reply[]>): Promise<object> {
  const replies = await answer.catch((error) => {
    broken(desk, error);
    return [];
  });
  const [reply] = replies;
  return (reply?.kind === 'card' && reply.replace && inPlace(desk, deed, reply.card)) || unchanged;
}

async function toPress(desk: Desk, deed: Deed, inbound: Inbound | undefined, replies: Reply[]): Promise<Answer> {
  const [reply, ...others] = replies;
  if (!reply) return { body: told(words.taken) };
  const rest = others.length > 0 ? showLate(desk, deed, Promise.resolve(inbound), Promise.resolve(others)) : undefined;
  const body = await toReply(desk, deed, inbound, reply);
  return { ...body, rest: Promise.all([body.rest, rest]).then(() => {}) };
}

async function toReply(desk: Desk, deed: Deed, inbound: Inbound | undefined, reply: Reply): Promise<Answer> {
  if (reply.kind === 'card') {
    const { card, replace, to } = reply;
    const replaced = replace && !card.files?.length && !card.image && inPlace(desk, deed, card);
    if (replaced) return { body: replaced };
    if (isShort(card)) return { body: told(wordsOf(card)) };
    if (to === 'place') {
      const spot = { api: desk.apiAt(deed.serviceUrl), conversation: deed.conversation };
      await say(spot, messagesOf(card, channelSurface(desk)).messages);
      return { body: told(wordsOf({ title: card.title })) };
    }
  }
  const card = await cardOf(desk, inbound, reply);
  const shown = card ? showAlone(desk, deed, card, inbound?.sender) : Promise.resolve(false);
  // Where Teams itself is slow, it is on its way all the same.
  const alone = !(await within(shown, leftOf(deed))) || (await shown);
  const rest = shown.then(
    () => {},
    (error) => tellBroken(desk, deed, error),
  );
  return { body: told(alone ? words.inOwnChat : words.noOwnChat), rest };
}

/** The card as the presser's own view of the one with the button; nothing where one message can't hold it. */
function inPlace(desk: Desk, deed: Deed, card: Card): object | undefined {
  const surface = deed.kind === 'personal' ? directSurface(desk) : channelSurface(desk);
  const { cards, whole } = cardPages(card, surface);
  if (cards.length !== 1 || whole !== undefined) return undefined;
  return { statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: cards[0] };
}
