import type { Inbound, Reply } from '../../../src/bot/inbound.ts';
import { within } from '../../../src/lib/timeout.ts';
import { teams as words } from '../../../src/ui/sentences/chat.ts';
import type { Interaction } from '../read/interaction.ts';
import { type AdapterContext, type Asked, answered, inboundOf } from './adapter-context.ts';
import { channelSurface, line, messagesOf, say } from './messages.ts';
import type { Spot } from './own-chat.ts';
import { cardOf, showAlone, showCard, tellBroken } from './reply.ts';

/** How soon a person sees that something is being written, in milliseconds. */
const typingAfterMs = 1_500;
/** How soon they read that it takes a moment, in milliseconds: the three dots alone soon go. */
const workingAfterMs = 4_000;

/** Takes a message to the bot, and shows what it answers: in a channel nothing that names anyone. */
export async function handle(ctx: AdapterContext, interaction: Interaction, asked: Asked): Promise<void> {
  const inbound = inboundOf(ctx, interaction, asked);
  const answer = answered(ctx, inbound);
  try {
    const working = await keepCompany(ctx, interaction, answer);
    await report(ctx, interaction, inbound, await answer, working);
  } catch (error) {
    await tellBroken(ctx, interaction, error);
  }
}

/** @returns the line that says that it takes a moment, where it does */
async function keepCompany(
  ctx: AdapterContext,
  interaction: Interaction,
  answer: Promise<unknown>,
): Promise<string | undefined> {
  if (interaction.unseen) return undefined;
  const api = ctx.apiAt(interaction.serviceUrl);
  if (await within(answer, interaction.at + typingAfterMs - Date.now())) return undefined;
  // That it can't be said is no reason not to answer.
  await api.send(interaction.conversation, { type: 'typing' }).catch(() => {});
  if (await within(answer, interaction.at + workingAfterMs - Date.now())) return undefined;
  return api.send(interaction.conversation, line(words.working)).catch(() => undefined);
}

/**
 * Shows what the bot answered as messages; a form as a card that opens it.
 *
 * @param working the line that the answer takes the place of
 * @throws TeamsError
 */
async function report(
  ctx: AdapterContext,
  interaction: Interaction,
  inbound: Promise<Inbound | undefined>,
  replies: Reply[],
  working?: string,
): Promise<void> {
  const asked = await inbound.catch(() => undefined);
  const here: Spot = { api: ctx.apiAt(interaction.serviceUrl), conversation: interaction.conversation };
  let before = working;
  /** What the next message takes the place of. */
  const place = (pressed?: string) => {
    const message = before ?? pressed;
    before = undefined;
    return message;
  };
  let alone: boolean | undefined;
  for (const reply of replies) {
    const card = await cardOf(ctx, asked, reply);
    if (!card) continue;
    const { to, replace } = { to: 'asker', replace: false, ...reply };
    if (interaction.kind === 'personal') {
      await showCard(ctx, here, card, {
        sender: asked?.sender,
        replace: place(replace ? interaction.message : undefined),
      });
    } else if (to === 'place') {
      await say(here, messagesOf(card, channelSurface(ctx)).messages, place());
    } else {
      alone = await showAlone(ctx, interaction, card, asked?.sender);
    }
  }
  if (alone && interaction.unseen) return;
  // The same line, whatever was asked.
  if (alone !== undefined) await say(here, [line(alone ? words.inOwnChat : words.noOwnChat)], place());
}
