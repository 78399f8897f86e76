import type { Entity, Incoming } from '../connect/incoming.ts';

const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** Undoes what Teams does to the signs of a text. */
function decoded(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(amp|lt|gt|quot|apos|nbsp));/gi, (whole, ten, sixteen, name) => {
    if (name) return named[String(name).toLowerCase()] ?? whole;
    const point = ten ? Number(ten) : Number.parseInt(sixteen, 16);
    return point > 0 && point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}

const mentionsIn = ({ entities }: Incoming): Entity[] =>
  (Array.isArray(entities) ? entities : []).filter((e) => e?.type === 'mention' && typeof e.mentioned?.id === 'string');

/** Whom a text mentions besides the bot, as Teams calls them towards it. */
export function mentionedIn(activity: Incoming): string[] {
  const ids = mentionsIn(activity).map(({ mentioned }) => mentioned?.id ?? '');
  return [...new Set(ids)].filter((id) => id !== activity.recipient.id && id.length < 300);
}

/** Whether it was said to the bot: in a channel that is so where it is mentioned. */
export const mentionsBot = (activity: Incoming): boolean =>
  mentionsIn(activity).some(({ mentioned }) => mentioned?.id === activity.recipient.id);

/** Between a mark and its text nothing else can stand, so that no one can type it. */
const mark = (index: number) => `\0${index}\0`;

/**
 * The words that were typed, without the bot's own name and the slash command's.
 *
 * @param whom what stands for a mention, by Teams' id of the person and the name as it was written, which is left where there is nothing
 */
export function wordsIn(activity: Incoming, whom: (id: string, written: string) => string | undefined): string {
  let text = (activity.text ?? '').replaceAll('\0', '');
  const places: string[] = [];
  for (const { text: written, mentioned } of mentionsIn(activity)) {
    if (!written || !mentioned) continue;
    const place = mark(places.length);
    if (!text.includes(written)) continue;
    text = text.replace(written, () => place);
    places.push(
      mentioned.id === activity.recipient.id ? '' : (whom(mentioned.id, plainName(written)) ?? plainName(written)),
    );
  }
  const words = decoded(text.replace(quoted, '').replace(/<\/?at\b[^<>]*>/gi, ''));
  const whole = places.reduce((all, place, index) => all.replace(mark(index), () => place), words);
  return whole
    .replace(/\u00a0/g, ' ')
    .replace(/^\s*[,:]/, '')
    .trim()
    .replace(/^(?:\/?staff|@staffroom)(?:\s+|$)|^\//i, '')
    .trim();
}

/** What someone answers to stands before their own words: as a mark, or whole. What they type of that kind comes as entities. */
const quoted = /<blockquote\b[^<>]*>[\s\S]*?<\/blockquote>|<\/?quoted\b[^<>]*>/gi;

const plainName = (written: string) => decoded(written.replace(/<\/?at\b[^<>]*>/gi, ''));
