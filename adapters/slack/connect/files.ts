import type { HttpClient } from '../../../src/lib/http-client.ts';
import { type Api, SlackError } from './api.ts';

const timeoutMs = 20_000;

/** A file as text, or as its bytes. */
export interface Sent {
  name: string;
  content: string | Buffer;
}

/** Puts a file into a person's own chat with the bot: only the two of them can open it. @throws SlackError */
export async function sendFile(api: Api, http: HttpClient, user: string, { name, content }: Sent): Promise<void> {
  const bytes = new Uint8Array(Buffer.from(content));
  const channel = await directChannel(api, user);
  const { upload_url, file_id } = await api('files.getUploadURLExternal', {
    filename: name,
    length: bytes.length,
  });
  const request = { method: 'POST', body: bytes, signal: AbortSignal.timeout(timeoutMs) } as const;
  // Nobody sees it before it is said to be complete, so that it may be lost and sent anew.
  const sent = await http(String(upload_url), request).catch(() => undefined);
  if (sent?.status !== 200)
    throw new SlackError(
      'upload',
      'unreachable',
      !sent || sent.status === 429 || sent.status >= 500 ? 'not-now' : 'refused',
    );
  await api('files.completeUploadExternal', { files: [{ id: file_id, title: name }], channel_id: channel });
}

/** The id of a person's own chat with the bot. */
export async function directChannel(api: Api, user: string): Promise<string> {
  return ((await api('conversations.open', { users: user })).channel as { id: string }).id;
}
