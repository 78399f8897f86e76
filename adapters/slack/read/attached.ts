import { isObject, stringOf } from '../../../src/lib/json.ts';

/** A file that came with a form or a message, still at Slack's. */
export interface Attached {
  name: string;
  /** Where it can be fetched with the bot's token. */
  url: string;
  /** In bytes, where Slack says. */
  size?: number;
}

/** The files that a payload lists. */
export function attachedIn(files: unknown): Attached[] {
  if (!Array.isArray(files)) return [];
  return files.filter(isObject).flatMap(({ id, name: given, size, url_private_download, url_private }) => {
    if (typeof id !== 'string') return [];
    const name = stringOf(given) ?? '';
    return {
      name,
      url: stringOf(url_private_download) || stringOf(url_private) || '',
      ...(typeof size === 'number' && { size }),
    };
  });
}
