import type { Sender } from '../../../src/bot/inbound.ts';
import type { HttpClient } from '../../../src/lib/http-client.ts';
import { objectOf } from '../../../src/lib/json.ts';
import type { File } from '../../../src/ui/card.ts';
import { teams as say } from '../../../src/ui/sentences/chat.ts';
import type { Outgoing } from '../connect/api.ts';
import { boundedText } from '../connect/incoming.ts';
import type { AdapterContext } from '../context.ts';
import type { Interaction } from '../read/interaction.ts';
import { line } from '../render/messages.ts';
import { deliver } from './deliver.ts';
import { senderOf } from './inbound.ts';
import { type Spot, spotOf } from './own-chat.ts';

/**
 * Files go the way that Teams has for bots: the person is asked, and their own OneDrive takes the file. Until then it is
 * kept for them alone; the question carries no more than its number.
 */

const consent = 'application/vnd.microsoft.teams.card.file.consent';
const info = 'application/vnd.microsoft.teams.card.file.info';
const timeoutMs = 20_000;

/** Asks a person, in their own chat, to take these. @throws TeamsError */
export async function offerFiles(
  ctx: AdapterContext,
  { api, conversation }: Spot,
  sender: Sender,
  files: File[],
): Promise<void> {
  for (const file of files) {
    const id = await ctx.bot.keep(sender, file);
    await api.send(conversation, id === undefined ? line(say.fileNotSent(file.name)) : question(file, id));
  }
}

function question({ name, content }: File, id: string): Outgoing {
  const context = { staffroomFile: id, name };
  return {
    type: 'message',
    summary: name,
    attachments: [
      {
        contentType: consent,
        name,
        content: {
          description: say.fileOffered(name),
          sizeInBytes: Buffer.byteLength(content),
          acceptContext: context,
          declineContext: context,
        },
      },
    ],
  };
}

/** What a person said to it: the file goes where Teams says, and the question becomes what has come of it. */
export async function answerConsent(ctx: AdapterContext, interaction: Interaction, value: unknown): Promise<void> {
  const { action, context, uploadInfo } = objectOf(value);
  const { staffroomFile: id, name } = objectOf(context);
  if (action !== 'accept') return become(ctx, interaction, line(say.fileDeclined(nameIn(name))));
  const file = await ctx.bot.kept(await senderOf(ctx, interaction), String(id));
  // Below the question, which stays: it may be there again in a minute.
  const tellBelow = (words: string) => deliver(spotOf(ctx, interaction), [line(words)]);
  if (!file) return tellBelow(say.fileAway);
  const { uploadUrl, contentUrl, uniqueId, fileType } = objectOf(uploadInfo);
  const sent = ctx.holdsFiles(uploadUrl) && (await put(ctx.http, uploadUrl, Buffer.from(file.content)));
  if (!sent) return tellBelow(say.fileNotSent(file.name));
  await become(ctx, interaction, {
    type: 'message',
    summary: file.name,
    attachments: [{ contentType: info, contentUrl, name: file.name, content: { uniqueId, fileType } }],
  });
}

const nameIn = (name: unknown) => boundedText(name)?.slice(0, 200) ?? '';

async function put(http: HttpClient, url: string, bytes: Buffer): Promise<boolean> {
  const sent = await http(url, {
    method: 'PUT',
    headers: {
      'content-type': 'application/octet-stream',
      'content-range': `bytes 0-${bytes.length - 1}/${bytes.length}`,
    },
    body: bytes,
    signal: AbortSignal.timeout(timeoutMs),
  }).catch(() => undefined);
  return sent !== undefined && sent.status >= 200 && sent.status < 300;
}

/** In the question's place, so that it is not answered twice. */
const become = (ctx: AdapterContext, interaction: Interaction, message: Outgoing): Promise<void> =>
  deliver(spotOf(ctx, interaction), [message], interaction.message);
