import { setTimeout as delay } from 'node:timers/promises';
import { decode } from '../../../src/lib/decode.ts';
import { isObject } from '../../../src/lib/json.ts';
import type { FileValue } from '../../../src/ui/form.ts';
import { teams as say } from '../../../src/ui/sentences/chat.ts';
import { type AdapterContext, NotTaken } from '../talk/adapter-context.ts';
import { type Incoming, textOf } from './incoming.ts';

const contentType = 'application/vnd.microsoft.teams.file.download.info';
const timeoutMs = 20_000;
/** The largest file that is fetched, in bytes: more than any form takes, so that the bot itself says what is too large. */
const largest = 16_000_000;

/** The CSV that came with typed words. A picture beside them is nobody's business. @throws NotTaken */
export async function fileBeside(
  { holdsFiles }: AdapterContext,
  activity: Incoming,
  words: string,
): Promise<FileValue | undefined> {
  const all = filesIn(activity);
  const [csv, ...more] = all.filter(({ name }) => /\.csv$/i.test(name));
  if (more.length > 0) throw new NotTaken(say.oneFile);
  if (!csv) {
    if (all[0] && words === '') throw new NotTaken(say.fileNotCsv(all[0].name));
    return undefined;
  }
  const { name, url } = csv;
  // Who made the address up is not known.
  if (!holdsFiles(url)) throw new NotTaken(say.fileNotRead(name));
  return { name, content: decode(await fetchFile(name, url)) };
}

function filesIn({ attachments }: Incoming): { name: string; url: unknown }[] {
  const all: unknown[] = Array.isArray(attachments) ? attachments : [];
  return all.flatMap((each) =>
    isObject(each) && each.contentType === contentType && isObject(each.content)
      ? [{ name: textOf(each.name)?.slice(0, 200) ?? '', url: each.content.downloadUrl }]
      : [],
  );
}

/** @throws NotTaken */
async function fetchFile(name: string, url: string): Promise<Uint8Array> {
  for (let left = 2; ; left -= 1) {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) }).catch(() => {});
    if (response?.ok) return bytesOf(name, response);
    await response?.body?.cancel();
    if (left === 0 || (response && response.status < 500)) throw new NotTaken(say.fileNotRead(name));
    await delay(300);
  }
}

/** Never more of it than we take, whatever it says of its own length. @throws NotTaken */
async function bytesOf(name: string, { headers, body }: Response): Promise<Uint8Array> {
  if (Number(headers.get('content-length')) > largest) {
    await body?.cancel();
    throw new NotTaken(say.fileTooLarge(name));
  }
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const part of body ?? []) {
      size += part.length;
      if (size > largest) throw new NotTaken(say.fileTooLarge(name));
      parts.push(part);
    }
  } catch (error) {
    throw error instanceof NotTaken ? error : new NotTaken(say.fileNotRead(name));
  }
  return Buffer.concat(parts);
}
