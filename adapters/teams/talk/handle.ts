import type { Inbound, Reply } from '../../../src/bot/inbound.ts';
import { within } from '../../../src/lib/timeout.ts';
import { teams as say } from '../../../src/ui/sentences/chat.ts';
import type { Outcome } from '../../chat/answer.ts';
import { type Asked, cardOf } from '../../chat/inbound.ts';
import type { AdapterContext } from '../context.ts';
import type { Interaction } from '../read/interaction.ts';
import { line } from '../render/messages.ts';
import { receive } from './inbound.ts';
import { sayHere, showAlone, showHere, tellBroken, whereItIs } from './reply.ts';

/** Takes a message to the bot, and shows what it answers: in a channel nothing that names anyone. */
export async function handle(ctx: AdapterContext, interaction: Interaction, asked: Asked): Promise<void> {
  const { inbound, replies } = receive(ctx, interaction, asked);
  try {
    const working = await sayIfLong(ctx, interaction, replies);
    await showReplies(ctx, interaction, inbound, await replies, working);
  } catch (error) {
    await tellBroken(ctx, interaction, error);
  }
}

/** @returns the line that says that it takes a moment, where it does */
async function sayIfLong(
  ctx: AdapterContext,
  interaction: Interaction,
  replies: Promise<unknown>,
): Promise<string | undefined> {
  if (interaction.unseen) return undefined;
  const api = ctx.apiAt(interaction.serviceUrl);
  const begun = interaction.delivery.again ? Date.now() : interaction.at;
  if (await within(replies, begun + ctx.pace.typingAfterMs - Date.now())) return undefined;
  // That it can't be said is no reason not to answer.
  await api.send(interaction.conversation, { type: 'typing' }).catch(() => {});
  if (await within(replies, begun + ctx.pace.workingAfterMs - Date.now())) return undefined;
  return api.send(interaction.conversation, line(say.working)).catch(() => undefined);
}

/**
 * Shows what the bot answered as messages; a form as a card that opens it.
 *
 * @param working the line that the answer takes the place of
 * @throws Untold
 */
async function showReplies(
  ctx: AdapterContext,
  interaction: Interaction,
  inbound: Promise<Inbound | undefined>,
  replies: Reply[],
  working?: string,
): Promise<void> {
  let before = working;
  /** What the next message takes the place of. */
  const place = (pressed?: string) => {
    const message = before ?? pressed;
    before = undefined;
    return message;
  };
  let alone: Outcome | undefined;
  for (const reply of replies) {
    const card = await cardOf(ctx.bot, inbound, reply);
    if (!card) continue;
    const { to, replace } = { to: 'asker', replace: false, ...reply };
    if (interaction.kind === 'personal') {
      await showAlone(ctx, interaction, card, { inbound, replace: place(replace ? interaction.message : undefined) });
    } else if (to === 'place') {
      await showHere(ctx, interaction, card, place());
    } else {
      alone = await showAlone(ctx, interaction, card, { inbound });
    }
  }
  if (alone === undefined || (alone !== 'nowhere' && interaction.unseen)) return;
  // The same line, whatever was asked.
  await sayHere(ctx, interaction, await whereItIs(alone, inbound), place());
}
