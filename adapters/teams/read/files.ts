import { isObject } from '../../../src/lib/json.ts';
import { boundedText, type Incoming } from '../connect/incoming.ts';

const contentType = 'application/vnd.microsoft.teams.file.download.info';

/** A file that came with a message, still in the sender's own files. */
export interface Attached {
  name: string;
  /** Who made the address up is not known. */
  url: unknown;
  isCsv: boolean;
}

export function filesIn({ attachments }: Incoming): Attached[] {
  const all: unknown[] = Array.isArray(attachments) ? attachments : [];
  return all.flatMap((each) => {
    if (!isObject(each) || each.contentType !== contentType || !isObject(each.content)) return [];
    const name = boundedText(each.name)?.slice(0, 200) ?? '';
    return [{ name, url: each.content.downloadUrl, isCsv: /\.csv$/i.test(name) }];
  });
}

/**
 * Whether files came with a message in a channel or a group chat. Teams tells a bot there that there are some, in the
 * message's HTML, and neither what they are nor where; a message that is quoted is marked the same way.
 */
export function hasUnsentFiles({ attachments }: Incoming): boolean {
  const all = (Array.isArray(attachments) ? attachments : []).filter(isObject);
  if (all.some(({ contentType }) => /messageReference$/i.test(String(contentType)))) return false;
  return all.some(({ contentType, content }) => contentType === 'text/html' && /<attachment\s/i.test(String(content)));
}
