import type { HttpClient } from '../../../src/lib/http-client.ts';
import type { Card } from '../../../src/ui/card.ts';
import { bytesOf } from '../../../src/ui/file-bytes.ts';
import { slack as say } from '../../../src/ui/sentences/chat.ts';
import { type Api, SlackError } from './api.ts';
import { kindOfUpload } from './failures.ts';

const timeoutMs = 20_000;

/** A file as text, or as its bytes. */
export interface Sent {
  name: string;
  content: string | Buffer;
}

/** What of a card goes beside its message. A picture too: in a message it would have to be on the web for all to see. */
export const filesOf = ({ image, files = [] }: Card): Sent[] => [
  ...(image ? [{ name: say.pictureName, content: Buffer.from(image.png, 'base64') }] : []),
  ...files.map((file) => ({ name: file.name, content: bytesOf(file) })),
];

/** Puts a file into a person's own chat with the bot: only the two of them can open it. @throws SlackError */
export async function sendFile(api: Api, http: HttpClient, channel: string, { name, content }: Sent): Promise<void> {
  const bytes = new Uint8Array(Buffer.from(content));
  const { upload_url, file_id } = await api('files.getUploadURLExternal', {
    filename: name,
    length: bytes.length,
  });
  const request = { method: 'POST', body: bytes, signal: AbortSignal.timeout(timeoutMs) } as const;
  const sent = await http(String(upload_url), request).catch(() => undefined);
  if (sent?.status !== 200) throw new SlackError('upload', 'unreachable', kindOfUpload(sent?.status));
  await api('files.completeUploadExternal', { files: [{ id: file_id, title: name }], channel_id: channel });
}

/** The id of a person's own chat with the bot. */
export async function directChannel(api: Api, user: string): Promise<string> {
  return ((await api('conversations.open', { users: user })).channel as { id: string }).id;
}
