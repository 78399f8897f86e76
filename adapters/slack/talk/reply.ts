import type { Card } from '../../../src/ui/card.ts';
import { slack as say } from '../../../src/ui/sentences/chat.ts';
import { type Answer, tell, type Way } from '../../chat/answer.ts';
import { Untold } from '../../chat/delivery.ts';
import { inOrder, isKind } from '../../chat/failure.ts';
import { broken, notShown } from '../../chat/inbound.ts';
import { type Api, SlackError } from '../connect/api.ts';
import { directChannel, filesOf, sendFile } from '../connect/files.ts';
import { marked, markOfPart } from '../connect/marks.ts';
import type { AdapterContext } from '../context.ts';
import type { Interaction } from '../read/interaction.ts';
import { cardMessages, type SlackMessage } from '../render/card.ts';
import { speechAt } from '../render/speech.ts';

/** Shows a card to the one who asked, its files in their own chat; by the queue where Slack takes it nowhere now. @throws Untold */
export async function showCard(
  ctx: AdapterContext,
  interaction: Interaction,
  card: Card,
  replace = false,
): Promise<void> {
  const said = await withFiles(ctx, interaction, card);
  const { messages, whole } = cardMessages(said, speechAt(interaction.origin));
  const ways = waysOf(ctx, interaction, messages, replace);
  const { delivery } = interaction;
  const outcome = await tell(ctx.inbox, { to: whomOf(interaction), card: said, delivery, ways });
  if (whole !== undefined && outcome === 'shown') await handOverWhole(ctx, interaction, whole);
}

const whomOf = ({ team, user }: Interaction): Answer['to'] => ({ workspace: team, person: user });

/** The card with a line for each of its files that says where it is. @throws Untold */
export async function withFiles(
  ctx: AdapterContext,
  interaction: Interaction,
  { image, files = [], ...card }: Card,
): Promise<Card> {
  const beside: Card[] = [
    ...(image ? [{ title: say.pictureName, image }] : []),
    ...files.map((file) => ({ title: file.name, files: [file] })),
  ];
  const lines: string[] = [];
  for (const each of beside) lines.push(await handOver(ctx, interaction, each));
  return lines.length === 0 ? card : { ...card, text: [...(card.text ?? []), ...lines] };
}

/** What was too long to be shown. @throws Untold */
export async function handOverWhole(ctx: AdapterContext, interaction: Interaction, content: string): Promise<void> {
  const file = { name: say.wholeName, type: 'text/plain', content } as const;
  await handOver(ctx, interaction, { title: file.name, files: [file] });
}

/** @param card a file and nothing else */
async function handOver(
  { tokens, http, inbox }: AdapterContext,
  interaction: Interaction,
  card: Card,
): Promise<string> {
  const api = tokens.api(interaction);
  const { delivery } = interaction;
  const send = async () => {
    const channel = await directChannel(api, interaction.user);
    for (const file of filesOf(card)) await sendFile(api, http, channel, file);
  };
  try {
    const outcome = await tell(inbox, { to: whomOf(interaction), card, delivery, ways: [{ show: send }] });
    if (outcome !== 'nowhere') return outcome === 'shown' ? say.fileSent(card.title) : say.fileLater(card.title);
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
  }
  return say.fileNotSent(card.title);
}

/**
 * So that the one who asked sees it, alone: by the payload's own address, else as a message for them only, else in their own
 * chat.
 */
function waysOf(ctx: AdapterContext, interaction: Interaction, messages: SlackMessage[], replace: boolean): Way[] {
  const { user, origin, message: pressed } = interaction;
  const { thread, channel, respond } = origin;
  const api = ctx.tokens.api(interaction);
  const said = (message: SlackMessage) => (thread ? { ...message, thread_ts: thread } : message);
  const inPlace = (index: number) => replace && index === 0;
  const each = (send: (message: SlackMessage, index: number) => Promise<unknown>) =>
    inOrder(messages.map((message, index) => () => send(message, index)));
  const mark = (key: string, index: number) => ({ metadata: marked(markOfPart(key, index)) });
  if (origin.own && channel) {
    const post = (key: string, message: SlackMessage, index: number) =>
      api('chat.postMessage', { channel, ...message, ...mark(key, index) });
    const beside: Way = { show: (key) => each((m, index) => post(key, m, index)), ownFrom: 0 };
    const inThread: Way = { show: (key) => each((m, index) => post(key, said(m), index)) };
    // A thread may be closed.
    const anew = thread ? [inThread, beside] : [beside];
    if (!replace || !pressed) return anew;
    const change = (key: string) =>
      each(async (m, index) => (inPlace(index) ? replaced(api, pressed, m) : post(key, said(m), index)));
    return [{ show: change, ...(!thread && { ownFrom: 1 }) }, ...anew];
  }
  // What all can see never makes place for what is for one person's eyes.
  const takesPlace = (index: number) => inPlace(index) && pressed?.onlyForOne === true;
  return [
    ...(respond
      ? [
          {
            show: () => each((m, index) => ctx.respond(respond, takesPlace(index) ? m : said(m), takesPlace(index))),
          },
        ]
      : []),
    ...(channel ? [{ show: () => each((m) => api('chat.postEphemeral', { channel, user, ...said(m) })) }] : []),
    {
      async show(key) {
        const own = await directChannel(api, user);
        await each((message, index) => api('chat.postMessage', { channel: own, ...message, ...mark(key, index) }));
      },
      ownFrom: 0,
    },
  ];
}

/** Changes a message. @returns false where it is not there any more, too old, or not ours to change @throws SlackError */
export async function changed(
  api: Api,
  { channel, ts }: { channel: string; ts: string },
  message: SlackMessage,
): Promise<boolean> {
  try {
    await replaced(api, { channel, ts }, message);
    return true;
  } catch (error) {
    if (isKind(error, 'refused', 'gone')) return false;
    throw error;
  }
}

const replaced = (api: Api, { channel, ts }: { channel: string; ts: string }, message: SlackMessage) =>
  api('chat.update', { channel, ts, ...message });

/**
 * Says that it takes a moment, by the first way there is.
 *
 * @returns the line's time stamp, where it is one that can be changed later @throws SlackError
 */
export async function showLine(
  ctx: AdapterContext,
  interaction: Interaction,
  message: SlackMessage,
): Promise<string | undefined> {
  const { user, origin } = interaction;
  const { thread, channel, respond } = origin;
  const api = ctx.tokens.api(interaction);
  const said = thread ? { ...message, thread_ts: thread } : message;
  if (origin.own && channel) return String((await api('chat.postMessage', { channel, ...said })).ts);
  if (respond) await ctx.respond(respond, said, false);
  else if (channel) await api('chat.postEphemeral', { channel, user, ...said });
  return undefined;
}

/**
 * Writes down what broke, and gives the person the number of it.
 *
 * @throws Untold where neither Slack nor the queue takes that now
 */
export async function tellBroken(ctx: AdapterContext, interaction: Interaction, error: unknown): Promise<void> {
  if (error instanceof Untold) throw error;
  await showCard(ctx, interaction, (error instanceof SlackError ? notShown : broken)(ctx.onBug, error));
}
