import { setTimeout as delay } from 'node:timers/promises';
import { decode } from '../../../src/lib/decode.ts';
import { type Api, SlackError } from '../connect/api.ts';

const timeoutMs = 20_000;
/** The largest file that is fetched, in bytes: more than any form takes, so that the form itself says what is too large. */
const largest = 16_000_000;

/** A file as text, or as its bytes. */
export interface Sent {
  name: string;
  content: string | Buffer;
}

/** Puts a file into a person's own chat with the bot: only the two of them can open it. @throws SlackError */
export async function sendFile(api: Api, user: string, { name, content }: Sent): Promise<void> {
  const bytes = new Uint8Array(Buffer.from(content));
  const channel = await directChannel(api, user);
  const { upload_url, file_id } = await api('files.getUploadURLExternal', {
    filename: name,
    length: bytes.length,
  });
  const sent = await fetch(String(upload_url), {
    method: 'POST',
    body: bytes,
    signal: AbortSignal.timeout(timeoutMs),
  }).catch(() => undefined);
  if (!sent?.ok) throw new SlackError('upload', 'unreachable');
  await api('files.completeUploadExternal', { files: [{ id: file_id, title: name }], channel_id: channel });
}

/** A file that was attached to a form, as text. @throws SlackError when it can't be fetched, or is larger than any form takes */
export async function fetchFile(url: string, token: string, size: number): Promise<string> {
  if (size > largest) throw new SlackError('download', 'too_large');
  for (let left = 2; ; left -= 1) {
    // The token goes to no other machine: where Slack redirects to is its login page.
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${token}` },
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    }).catch(() => undefined);
    if (response?.ok) return decode(new Uint8Array(await response.arrayBuffer()));
    if (left === 0) throw new SlackError('download', 'unreachable');
    await delay(300);
  }
}

/** The id of a person's own chat with the bot. */
export async function directChannel(api: Api, user: string): Promise<string> {
  return ((await api('conversations.open', { users: user })).channel as { id: string }).id;
}
