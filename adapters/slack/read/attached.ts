import { isObject } from '../../../src/lib/json.ts';
import type { FileValue } from '../../../src/ui/form.ts';
import { slack as say } from '../../../src/ui/sentences/chat.ts';
import { isProblem, SlackError } from '../connect/api.ts';
import type { AdapterContext } from '../talk/handle.ts';
import { fetchFile } from './files.ts';
import type { Interaction } from './interaction.ts';

/** A file that came with a form or a message, still at Slack's. */
export interface Attached {
  id: string;
  fileName: string;
  /** Where it can be fetched with the bot's token. */
  url: string;
  /** In bytes, as Slack says. */
  size: number;
  isCsv: boolean;
}

/** A file that can't be taken; its message is a sentence for the person. */
export class NotTaken extends Error {}

const textOf = (value: unknown) => (typeof value === 'string' ? value : '');

/** The files that a payload lists. */
export function attachedIn(files: unknown): Attached[] {
  if (!Array.isArray(files)) return [];
  return files.filter(isObject).flatMap(({ id, name, mimetype, url_private_download, url_private, size }) => {
    if (typeof id !== 'string') return [];
    const fileName = textOf(name);
    return {
      id,
      fileName,
      url: textOf(url_private_download) || textOf(url_private),
      size: typeof size === 'number' ? size : 0,
      isCsv: mimetype === 'text/csv' || /\.csv$/i.test(fileName),
    };
  });
}

/** @throws NotTaken */
export async function fetchAttached(
  { tokens, isSlacks }: AdapterContext,
  interaction: Interaction,
  file: Attached,
): Promise<FileValue> {
  const { fileName, url, size } = file;
  try {
    // The token goes to nobody else, whatever the payload says.
    if (!isSlacks(url)) throw new SlackError('download', 'elsewhere');
    return { name: fileName, content: await fetchFile(url, await tokens.token(interaction), size) };
  } catch (error) {
    throw new NotTaken(isProblem(error, 'too_large') ? say.fileTooLarge(fileName) : say.fileNotRead(fileName));
  }
}

/** The CSV that came with typed words. A picture beside them is nobody's business. @throws NotTaken */
export async function fileBeside(
  ctx: AdapterContext,
  interaction: Interaction,
  text: string,
): Promise<FileValue | undefined> {
  const all = interaction.files ?? [];
  const [csv, ...more] = all.filter((f) => f.isCsv);
  if (more.length > 0) throw new NotTaken(say.oneFile);
  if (csv) return fetchAttached(ctx, interaction, csv);
  if (all[0] && text.trim() === '') throw new NotTaken(say.fileNotCsv(all[0].fileName));
  return undefined;
}
