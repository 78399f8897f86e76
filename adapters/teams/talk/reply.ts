import type { Inbound, Reply, Sender } from '../../../src/bot/inbound.ts';
import type { Card, Image } from '../../../src/ui/card.ts';
import { teams as words } from '../../../src/ui/sentences/chat.ts';
import { isClosedToUs, type Said } from '../connect/api.ts';
import type { Interaction } from '../read/interaction.ts';
import { type AdapterContext, broken } from './adapter-context.ts';
import { offerFiles } from './file-out.ts';
import { directSurface, line, messagesOf, say } from './messages.ts';
import { ownChat, type Spot } from './own-chat.ts';

interface Manner {
  /** Whose files it brings; without one they are not offered. */
  sender?: Sender | undefined;
  /** The message that it takes the place of. */
  replace?: string | undefined;
}

/** Shows a card in a person's own chat with the bot, what it can't hold after it. @throws TeamsError */
export async function showCard(
  ctx: AdapterContext,
  spot: Spot,
  card: Card,
  { sender, replace }: Manner = {},
): Promise<void> {
  const { messages, whole } = messagesOf(card, directSurface(ctx));
  await say(spot, messages, replace);
  if (sender) await showRest(ctx, spot, sender, card, whole);
}

/** What of a card is not in its messages: the picture and the files. @throws TeamsError */
export async function showRest(
  ctx: AdapterContext,
  spot: Spot,
  sender: Sender,
  card: Card,
  whole?: string,
): Promise<void> {
  if (card.image) await spot.api.send(spot.conversation, picture(card.image));
  const files = [...(card.files ?? [])];
  if (whole !== undefined) files.push({ name: words.wholeName, type: 'text/csv', content: whole });
  await offerFiles(ctx, spot, sender, files);
}

/** Beside the card: in one, a picture would have to be on the web for all to see. */
const picture = ({ alt, png }: Image): Said => ({
  type: 'message',
  summary: alt,
  attachments: [{ contentType: 'image/png', contentUrl: `data:image/png;base64,${png}`, name: words.pictureName }],
});

/** In the person's own chat. @returns whether they have one @throws TeamsError */
export async function showAlone(
  ctx: AdapterContext,
  interaction: Interaction,
  card: Card,
  sender?: Sender,
): Promise<boolean> {
  try {
    const own = await ownChat(ctx, interaction);
    if (own) await showCard(ctx, own, card, { sender });
    return own !== undefined;
  } catch (error) {
    // It was taken out of their apps since.
    if (isClosedToUs(error)) return false;
    throw error;
  }
}

/** A reply as a card: a form as one that opens it. */
export async function cardOf(
  ctx: AdapterContext,
  inbound: Inbound | undefined,
  reply: Reply,
): Promise<Card | undefined> {
  if (reply.kind === 'card') return reply.card;
  return inbound && ctx.bot.later(inbound, reply.form);
}

/** Shows all that was answered in the person's own chat: what they waited for in a dialog, or at a press, came too late. */
export async function showLate(
  ctx: AdapterContext,
  interaction: Interaction,
  inbound: Promise<Inbound | undefined>,
  answer: Promise<Reply[]>,
): Promise<void> {
  try {
    const asked = await inbound.catch(() => undefined);
    for (const reply of await answer) {
      const card = await cardOf(ctx, asked, reply);
      const shown = !card || (await showAlone(ctx, interaction, card, asked?.sender));
      if (!shown) await ctx.apiAt(interaction.serviceUrl).send(interaction.conversation, line(words.noOwnChat));
    }
  } catch (error) {
    await tellBroken(ctx, interaction, error);
  }
}

/** Writes down what broke, and gives the person the number of it. */
export async function tellBroken(ctx: AdapterContext, interaction: Interaction, error: unknown): Promise<void> {
  const card = broken(ctx, error);
  // Where Teams takes that nowhere either, it is written down already.
  await showAlone(ctx, interaction, card).catch(() => {});
}
