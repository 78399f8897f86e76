import type { Inbound, Reply } from '../../../src/bot/inbound.ts';
import { teams as words } from '../../../src/ui/sentences/chat.ts';
import { within } from '../../chat/pending.ts';
import type { Deed } from '../read/interaction.ts';
import { type Asked, answered, type Desk, inboundOf } from './adapter-context.ts';
import { channelSurface, line, messagesOf, say } from './messages.ts';
import type { Spot } from './own-chat.ts';
import { cardOf, showAlone, showCard, tellBroken } from './speak.ts';

/** How soon a person sees that something is being written, in milliseconds. */
const typingAfterMs = 1_500;
/** How soon they read that it takes a moment, in milliseconds: the three dots alone soon go. */
const workingAfterMs = 4_000;

/** Takes a message to the bot, and shows what it answers: in a channel nothing that names anyone. */
export async function handle(desk: Desk, deed: Deed, asked: Asked): Promise<void> {
  const inbound = inboundOf(desk, deed, asked);
  const answer = answered(desk, inbound);
  try {
    const working = await keepCompany(desk, deed, answer);
    await report(desk, deed, inbound, await answer, working);
  } catch (error) {
    await tellBroken(desk, deed, error);
  }
}

/** @returns the line that says that it takes a moment, where it does */
async function keepCompany(desk: Desk, deed: Deed, answer: Promise<unknown>): Promise<string | undefined> {
  if (deed.unseen) return undefined;
  const api = desk.apiAt(deed.serviceUrl);
  if (await within(answer, deed.at + typingAfterMs - Date.now())) return undefined;
  // That it can't be said is no reason not to answer.
  await api.send(deed.conversation, { type: 'typing' }).catch(() => {});
  if (await within(answer, deed.at + workingAfterMs - Date.now())) return undefined;
  return api.send(deed.conversation, line(words.working)).catch(() => undefined);
}

/**
 * Shows what the bot answered as messages; a form as a card that opens it.
 *
 * @param working the line that the answer takes the place of
 * @throws TeamsError
 */
async function report(
  desk: Desk,
  deed: Deed,
  inbound: Promise<Inbound | undefined>,
  replies: Reply[],
  working?: string,
): Promise<void> {
  const asked = await inbound.catch(() => undefined);
  const here: Spot = { api: desk.apiAt(deed.serviceUrl), conversation: deed.conversation };
  let before = working;
  /** What the next message takes the place of. */
  const place = (pressed?: string) => {
    const message = before ?? pressed;
    before = undefined;
    return message;
  };
  let alone: boolean | undefined;
  for (const reply of replies) {
    const card = await cardOf(desk, asked, reply);
    if (!card) continue;
    const { to, replace } = { to: 'asker', replace: false, ...reply };
    if (deed.kind === 'personal') {
      await showCard(desk, here, card, { sender: asked?.sender, replace: place(replace ? deed.message : undefined) });
    } else if (to === 'place') {
      await say(here, messagesOf(card, channelSurface(desk)).messages, place());
    } else {
      alone = await showAlone(desk, deed, card, asked?.sender);
    }
  }
  if (alone && deed.unseen) return;
  // The same line, whatever was asked.
  if (alone !== undefined) await say(here, [line(alone ? words.inOwnChat : words.noOwnChat)], place());
}
