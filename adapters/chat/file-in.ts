import { setTimeout as delay } from 'node:timers/promises';
import { decode } from '../../src/lib/decode.ts';
import type { FileValue } from '../../src/ui/form.ts';
import { everywhere as say } from '../../src/ui/sentences/chat.ts';
import { NotTaken } from './inbound.ts';

const timeoutMs = 20_000;
/** The largest file that is fetched: more than any form takes, so that the bot itself says what is too large. */
const maxBytes = 16_000_000;

/** The CSV among the files that came with typed words. A picture beside them is nobody's business. @throws NotTaken */
export function csvBeside<F extends { name: string; isCsv: boolean }>(files: F[], text: string): F | undefined {
  const [csv, ...more] = files.filter((file) => file.isCsv);
  if (more.length > 0) throw new NotTaken(say.oneFile);
  const [other] = files;
  if (!csv && other && text.trim() === '') throw new NotTaken(say.fileNotCsv(other.name));
  return csv;
}

/** A file, as text. No redirect is followed, so that the headers reach nobody else. @throws NotTaken */
export async function fetchFile(
  name: string,
  url: string,
  notRead: string,
  headers: Record<string, string> = {},
): Promise<FileValue> {
  for (let left = 2; ; left -= 1) {
    const request = { headers, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) } as const;
    const response = await fetch(url, request).catch(() => undefined);
    if (response?.ok) return { name, content: decode(await bytesOf(name, response, notRead)) };
    await response?.body?.cancel();
    if (left === 0 || (response && response.status < 500)) throw new NotTaken(notRead);
    await delay(300);
  }
}

/** Never more of it than we take, whatever it says of its own length. @throws NotTaken */
async function bytesOf(name: string, { headers, body }: Response, notRead: string): Promise<Uint8Array> {
  if (Number(headers.get('content-length')) > maxBytes) {
    await body?.cancel();
    throw new NotTaken(say.fileTooLarge(name));
  }
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const part of body ?? []) {
      size += part.length;
      if (size > maxBytes) throw new NotTaken(say.fileTooLarge(name));
      parts.push(part);
    }
  } catch (error) {
    throw error instanceof NotTaken ? error : new NotTaken(notRead);
  }
  return Buffer.concat(parts);
}
