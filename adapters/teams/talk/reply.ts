import type { Inbound, Reply, Sender } from '../../../src/bot/inbound.ts';
import type { Card, Image } from '../../../src/ui/card.ts';
import { teams as say } from '../../../src/ui/sentences/chat.ts';
import { Untold } from '../../chat/delivery.ts';
import { broken, cardOf } from '../../chat/inbound.ts';
import { isClosedToUs, type Outgoing } from '../connect/api.ts';
import type { AdapterContext } from '../context.ts';
import type { Interaction } from '../read/interaction.ts';
import { line, messagesOf } from '../render/messages.ts';
import { directSurface } from '../render/surface.ts';
import { deliver } from './deliver.ts';
import { offerFiles } from './file-out.ts';
import { ownChat, type Spot } from './own-chat.ts';

interface How {
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
  { sender, replace }: How = {},
): Promise<void> {
  const { messages, whole } = messagesOf(card, directSurface(ctx));
  await deliver(spot, messages, replace);
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
  if (whole !== undefined) files.push({ name: say.wholeName, type: 'text/csv', content: whole });
  await offerFiles(ctx, spot, sender, files);
}

/** Beside the card: in one, a picture would have to be on the web for all to see. */
const picture = ({ alt, png }: Image): Outgoing => ({
  type: 'message',
  summary: alt,
  attachments: [{ contentType: 'image/png', contentUrl: `data:image/png;base64,${png}`, name: say.pictureName }],
});

/** In the person's own chat. @returns whether they have one @throws TeamsError */
export async function showAlone(
  ctx: AdapterContext,
  interaction: Interaction,
  card: Card,
  inbound?: Promise<Inbound | undefined>,
): Promise<boolean> {
  try {
    const own = await ownChat(ctx, interaction);
    if (own) await showCard(ctx, own, card, { sender: await askerOf(inbound) });
    return own !== undefined;
  } catch (error) {
    // It was taken out of their apps since.
    if (isClosedToUs(error)) return false;
    throw error;
  }
}

/** Who asked; nothing where that could not be told. */
export const askerOf = async (inbound: Promise<Inbound | undefined> | undefined): Promise<Sender | undefined> =>
  (await inbound?.catch(() => undefined))?.sender;

/** What is said of an answer to whoever has no chat of their own with the bot: people of other organisations can have none. */
export const noOwnChat = async (inbound: Promise<Inbound | undefined>): Promise<string> =>
  (await askerOf(inbound))?.standing === 'member' ? say.noOwnChat : say.notForOthers;

/** Shows all that was answered in the person's own chat: what they waited for in a dialog, or at a press, came too late. */
export async function showLate(
  ctx: AdapterContext,
  interaction: Interaction,
  inbound: Promise<Inbound | undefined>,
  replies: Reply[] | Promise<Reply[]>,
): Promise<void> {
  try {
    for (const reply of await replies) {
      const card = await cardOf(ctx.bot, inbound, reply);
      const shown = !card || (await showAlone(ctx, interaction, card, inbound));
      if (!shown)
        await ctx.apiAt(interaction.serviceUrl).send(interaction.conversation, line(await noOwnChat(inbound)));
    }
  } catch (error) {
    await tellBroken(ctx, interaction, error);
  }
}

/** Writes down what broke, and gives the person the number of it. @throws Untold where Teams takes that nowhere now either */
export async function tellBroken(ctx: AdapterContext, interaction: Interaction, error: unknown): Promise<void> {
  if (error instanceof Untold) throw error;
  await showAlone(ctx, interaction, broken(ctx.onBug, error)).catch(() => {
    throw new Untold();
  });
}

/** Waits for it, and tells the person where it breaks. */
export const orTell = (ctx: AdapterContext, interaction: Interaction, work: Promise<unknown>): Promise<void> =>
  work.then(
    () => {},
    (error) => tellBroken(ctx, interaction, error),
  );
