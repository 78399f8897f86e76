import type { HttpClient } from '../../../src/lib/http-client.ts';
import { objectOf } from '../../../src/lib/json.ts';
import { bytesOf } from '../../../src/ui/file-bytes.ts';
import { teams as say } from '../../../src/ui/sentences/chat.ts';
import { tell } from '../../chat/answer.ts';
import type { Outgoing } from '../connect/api.ts';
import { boundedText } from '../connect/incoming.ts';
import type { AdapterContext } from '../context.ts';
import type { Interaction } from '../read/interaction.ts';
import { line } from '../render/messages.ts';
import { waysTo } from './deliver.ts';
import { senderOf } from './inbound.ts';
import { spotOf } from './own-chat.ts';
import { showAlone, whomOf } from './reply.ts';

const info = 'application/vnd.microsoft.teams.card.file.info';
const timeoutMs = 20_000;

/** What a person said to it: the file goes where Teams says, and the question becomes what has come of it. */
export async function answerConsent(ctx: AdapterContext, interaction: Interaction, value: unknown): Promise<void> {
  const { action, context, uploadInfo } = objectOf(value);
  const { staffroomFile: id, name } = objectOf(context);
  if (action !== 'accept') return become(ctx, interaction, say.fileDeclined(nameIn(name)));
  const file = await ctx.bot.kept(await senderOf(ctx, interaction), String(id));
  // Below the question, which stays: it may be there again in a minute.
  if (!file) return void (await showAlone(ctx, interaction, { title: say.fileAway }));
  const { uploadUrl, contentUrl, uniqueId, fileType } = objectOf(uploadInfo);
  const sent = ctx.holdsFiles(uploadUrl) && (await put(ctx.http, uploadUrl, bytesOf(file)));
  if (!sent) return void (await showAlone(ctx, interaction, { title: say.fileNotSent(file.name) }));
  await become(ctx, interaction, say.fileSaved(file.name), {
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
async function become(
  ctx: AdapterContext,
  interaction: Interaction,
  words: string,
  message: Outgoing = line(words),
): Promise<void> {
  const ways = waysTo(async () => spotOf(ctx, interaction), [message], interaction.message);
  await tell(ctx.inbox, { to: whomOf(interaction), card: { title: words }, delivery: interaction.delivery, ways });
}
