import { isObject } from '../../../src/lib/json.ts';
import { boundedText, type Incoming } from '../connect/incoming.ts';

const contentType = 'application/vnd.microsoft.teams.file.download.info';

/** A file that came with a message, still in the sender's own files. */
export interface Attached {
  name: string;
  /** Who made the address up is not known. */
  url: unknown;
}

export function filesIn({ attachments }: Incoming): Attached[] {
  const all: unknown[] = Array.isArray(attachments) ? attachments : [];
  return all.flatMap((each) => {
    if (!isObject(each) || each.contentType !== contentType || !isObject(each.content)) return [];
    const name = boundedText(each.name)?.slice(0, 200) ?? '';
    return [{ name, url: each.content.downloadUrl }];
  });
}

/**
 * Whether files came with a message in a channel or a group chat. Teams tells a bot there that there are some, by a mark in
 * the message's HTML, and neither what they are nor where. What it does pass on, a quoted message or a link's card, has a
 * mark too.
 */
export function hasUnsentFiles({ attachments }: Incoming): boolean {
  const all = (Array.isArray(attachments) ? attachments : []).filter(isObject);
  const texts = all.filter(({ contentType }) => contentType === 'text/html');
  const marks = texts.flatMap(({ content }) => String(content).match(/<attachment\s/gi) ?? []);
  return marks.length > all.length - texts.length;
}
