import { atOnce, Full } from '../../lib/at-once.ts';
import { objectOf } from '../../lib/json.ts';
import { cleanFileName, sanitize } from '../../lib/text.ts';
import { Refusal } from '../../service/errors.ts';
import { consumeUsage } from '../../service/usage-limits.ts';
import { type FileValue, isFile } from '../../ui/form.ts';
import { field as say } from '../../ui/sentences/bot.ts';
import type { Call, Command, Raw } from '../command.ts';
import { type IncomingFile, NotTaken } from '../inbound.ts';
import { refuseOtherKinds } from '../tables/kind.ts';

/** Whether it is a file that its platform still has. No platform's JSON can say so. */
export const isIncoming = (value: unknown): value is IncomingFile => typeof objectOf(value).download === 'function';

function refuseTooLarge(max: number): never {
  throw new Refusal('file-unreadable', { why: say.fileTooLarge(max) });
}

/** The file, unless there is no table in what it is by its content. @throws Refusal `file-unreadable` */
function fileOf(name: string, bytes: Buffer, max: number): FileValue {
  if (bytes.length > max) refuseTooLarge(max);
  const called = cleanFileName(sanitize(name));
  refuseOtherKinds(called, bytes);
  return { name: called, base64: bytes.toString('base64') };
}

/**
 * A file, counted before anything of it is fetched or read.
 *
 * @param max the most bytes that whoever asks for it takes
 * @throws Refusal `limit-reached`, `file-unreadable`
 */
export async function readFile({ ctx }: Call, file: FileValue | IncomingFile, max: number): Promise<FileValue> {
  if (isIncoming(file) && (file.size ?? 0) > max) refuseTooLarge(max);
  await consumeUsage(ctx, 'files');
  if (!isIncoming(file)) return fileOf(file.name, Buffer.from(file.base64, 'base64'), max);
  try {
    return fileOf(file.name, Buffer.from(await file.download()), max);
  } catch (error) {
    if (error instanceof NotTaken) throw new Refusal('file-unreadable', { why: error.message });
    throw error;
  }
}

/** A file and what is made of it take some hundred megabytes while they are worked on. */
const few = atOnce({ atOnce: 3, waiting: 30 });

/** Work upon a file, in its turn. @throws Refusal `busy` */
export async function withFiles<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await few(work);
  } catch (error) {
    if (error instanceof Full) throw new Refusal('busy', {});
    throw error;
  }
}

/** Whether it was given a file. */
export const takesFile = ({ inputs }: Command, raw: Raw): boolean =>
  Object.entries(inputs).some(([name, input]) => input.file && (isFile(raw[name]) || isIncoming(raw[name])));

/**
 * What a command was given, its files read.
 *
 * @returns beside it why a file could not be had, by input; it is left out
 */
export async function readFiles(
  call: Call,
  command: Command,
  raw: Raw,
): Promise<{ raw: Raw; refused: Record<string, Refusal> }> {
  const read = { ...raw };
  const refused: Record<string, Refusal> = {};
  for (const [name, input] of Object.entries(command.inputs)) {
    const file = raw[name];
    const ask = input.file ? input.ask?.(call) : undefined;
    if (ask?.kind !== 'file' || !(isFile(file) || isIncoming(file))) continue;
    try {
      read[name] = await readFile(call, file, ask.max);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refused[name] = error;
      delete read[name];
    }
  }
  return { raw: read, refused };
}
