import type { Card } from '../../../src/ui/card.ts';
import { slack as say, speech } from '../../../src/ui/sentences/chat.ts';
import { Untold } from '../../chat/delivery.ts';
import { isKind } from '../../chat/failure.ts';
import { broken } from '../../chat/inbound.ts';
import { type Api, isProblem, SlackError } from '../connect/api.ts';
import { directChannel, type Sent, sendFile } from '../connect/files.ts';
import type { AdapterContext } from '../context.ts';
import type { Interaction } from '../read/interaction.ts';
import { cardMessages, type SlackMessage } from '../render/card.ts';

/** Shows a card to the one who asked, its files in their own chat. @throws SlackError where Slack takes it nowhere */
export async function showCard(
  ctx: AdapterContext,
  interaction: Interaction,
  card: Card,
  replace = false,
): Promise<void> {
  const said = interaction.origin.thread ? speech.slackThread : speech.slack;
  const { messages, whole } = cardMessages(await withFiles(ctx, interaction, card), said);
  for (const [index, message] of messages.entries())
    await replyEphemeral(ctx, interaction, message, replace && index === 0);
  if (whole !== undefined) await handOverWhole(ctx, interaction, whole);
}

/**
 * The card with a line for each of its files that says where it is, once it is there. A picture goes the same way: in a
 * message it would have to be on the web for all to see.
 */
export async function withFiles(
  ctx: AdapterContext,
  interaction: Interaction,
  { image, ...card }: Card,
): Promise<Card> {
  const lines = [];
  if (image)
    lines.push(await handOver(ctx, interaction, { name: say.pictureName, content: Buffer.from(image.png, 'base64') }));
  for (const file of card.files ?? []) lines.push(await handOver(ctx, interaction, file));
  return lines.length === 0 ? card : { ...card, text: [...(card.text ?? []), ...lines] };
}

/** What was too long to be shown. */
export async function handOverWhole(ctx: AdapterContext, interaction: Interaction, whole: string): Promise<void> {
  await handOver(ctx, interaction, { name: say.wholeName, content: whole });
}

async function handOver({ tokens, http }: AdapterContext, interaction: Interaction, file: Sent): Promise<string> {
  try {
    await sendFile(tokens.api(interaction), http, interaction.user, file);
    return say.fileSent(file.name);
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    return say.fileNotSent(file.name);
  }
}

/**
 * Says it so that the one who asked sees it, alone: by the payload's own address, else as a message for them only, else in
 * their own chat.
 *
 * @returns the message's time stamp, where it is one that can be changed later
 */
export async function replyEphemeral(
  { respond, tokens }: AdapterContext,
  interaction: Interaction,
  message: SlackMessage,
  replace = false,
): Promise<string | undefined> {
  const { user, origin, message: pressed } = interaction;
  const { thread } = origin;
  const api = tokens.api(interaction);
  const said = thread ? { ...message, thread_ts: thread } : message;
  if (origin.own && origin.channel) {
    if (replace && pressed && (await changed(api, pressed, message))) return pressed.ts;
    return (await api('chat.postMessage', { channel: origin.channel, ...said })).ts as string;
  }
  // What all can see never makes place for what is for one person's eyes.
  const inPlace = replace && pressed?.onlyForOne === true;
  if (origin.respond && (await respond(origin.respond, inPlace ? message : said, inPlace))) return undefined;
  if (origin.channel && (await postEphemeral(api, origin.channel, user, said))) return undefined;
  return postTo(api, user, message);
}

/** @returns false where it is not there any more, or not ours to change: then it is said anew */
async function changed(api: Api, { channel, ts }: { channel: string; ts: string }, message: SlackMessage) {
  try {
    await api('chat.update', { channel, ts, ...message });
    return true;
  } catch (error) {
    if (isProblem(error, 'message_not_found', 'cant_update_message')) return false;
    throw error;
  }
}

async function postEphemeral(api: Api, channel: string, user: string, message: SlackMessage): Promise<boolean> {
  try {
    await api('chat.postEphemeral', { channel, user, ...message });
    return true;
  } catch (error) {
    if (error instanceof SlackError) return false;
    throw error;
  }
}

/** Writes to a person's own chat with the bot. @returns the message's time stamp */
async function postTo(api: Api, user: string, message: SlackMessage): Promise<string> {
  return (await api('chat.postMessage', { channel: await directChannel(api, user), ...message })).ts as string;
}

/** Writes down what broke, and gives the person the number of it. @throws Untold where Slack takes that nowhere now either */
export async function tellBroken(ctx: AdapterContext, interaction: Interaction, error: unknown): Promise<void> {
  if (error instanceof Untold) throw error;
  await showCard(ctx, interaction, broken(ctx.onBug, error)).catch((untold) => {
    if (!isKind(untold, 'gone')) throw new Untold();
  });
}
