import { setTimeout as delay } from 'node:timers/promises';
import { NotTaken } from '../../src/bot/inbound.ts';
import { type HttpClient, HttpFailure } from '../../src/lib/http-client.ts';
import { everywhere as say } from '../../src/ui/sentences/chat.ts';
import { maxFileBytes } from '../../src/words/files.ts';

const timeoutMs = 20_000;

const isPicture = ({ name }: { name: string }) => /\.(png|jpe?g|gif|webp|heic|bmp|svg)$/i.test(name);

/**
 * The file that came with typed words. A picture beside them is nobody's business; of whatever else it is said what it is, by its
 * content, rather than that the words are carried out without it.
 *
 * @throws NotTaken
 */
export function fileBeside<F extends { name: string }>(files: F[], text: string): F | undefined {
  const [file, ...more] = files.filter((each) => text.trim() === '' || !isPicture(each));
  if (more.length > 0) throw new NotTaken(say.oneFile);
  return file;
}

/** What is in a file. No redirect is followed, so that the headers reach nobody else. @throws NotTaken */
export async function fetchFile(
  http: HttpClient,
  { name, url }: { name: string; url: string },
  notRead: string,
  headers: Record<string, string> = {},
): Promise<Uint8Array> {
  for (let left = 2; ; left -= 1) {
    const request = { method: 'GET', headers, maxBytes: maxFileBytes, signal: AbortSignal.timeout(timeoutMs) } as const;
    const answer = await http(url, request).catch((error: HttpFailure) => error);
    const problem = answer instanceof HttpFailure ? answer.problem : undefined;
    if (problem === 'too-large') throw new NotTaken(say.fileTooLarge(name));
    if (!(answer instanceof HttpFailure) && answer.status === 200) return answer.body;
    const mayHelp = answer instanceof HttpFailure ? problem === 'unreachable' : answer.status >= 500;
    if (left === 0 || !mayHelp) throw new NotTaken(notRead);
    await delay(300);
  }
}
