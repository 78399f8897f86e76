import type { Found } from '../../service/people/find.ts';
import type { Person } from '../../service/people/person.ts';
import type { Call } from '../command.ts';
import { findEach } from './find-person.ts';
import { asTyped, type Word } from './parse.ts';
import { inOne, isExact, type Part, partsOf } from './parts.ts';

/** What was typed for a reason, it seems, and may yet be someone or a day: it is asked about before anything is done. */

/** A day as one begins a line with it: `1st`, `1 June`, `1/6`, `2027` (of `29 Feb 2027`, which is none), `June 1`, `tomorrow`, `Friday`, `next week`, `the end of term`. */
const beginsWithDay =
  /^(?:(?:the )?\d{1,2}(?:st|nd|rd|th)|\d{1,2} (?:of )?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\p{L}*|\d{1,4}[-/.]\d{1,2}|(?:19|20)\d\d(?!\d)|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\p{L}* \d|tomorrow|tonight|today|(?:mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?(?!\p{L})|(?:next|this|the (?:end|start|beginning) of(?: the)?) (?:week|month|term|semester|year|half|\p{L}+day|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\p{L}*)/iu;
/** Words that lead to one. */
const leadsToDay = /(?<!\p{L})(?:from|on|as of|as from|starting|beginning|effective|until|till|by|before|after|at) /giu;
/** Behind those, a month alone too. */
const month =
  /^(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?:uary|ruary|ch|il|ust|ember|ober)?(?!\p{L})/iu;

function dayIn(text: string): string | undefined {
  const first = beginsWithDay.exec(text)?.[0];
  if (first) return first;
  for (const { 0: lead, index } of text.matchAll(leadsToDay)) {
    const after = text.slice(index + lead.length);
    const day = beginsWithDay.exec(after) ?? month.exec(after);
    if (day) return lead + day[0];
  }
}

/** Before someone who is meant too. */
const also = /^(?:with|plus|also)$/i;

const peopleIn = (found: Found | undefined): Person[] =>
  !found || 'near' in found ? [] : 'one' in found ? [found.one] : found.several;

/** Most parts of a reason that are looked up. */
const maxParts = 6;
const maxName = 3;

/**
 * The words of a reason that may be someone or a day; nothing where none may, and of what is in quotes.
 *
 * @param behind what stands between the people and the reason
 * @param named those who are named already, if any could be
 */
export async function doubtfulIn(
  call: Call,
  words: Word[],
  behind: Part['behind'],
  named: Person[] | undefined,
): Promise<string | undefined> {
  const [first] = words;
  if (!first || (words.length === 1 && first.quoted)) return undefined;
  const typed = asTyped(words).replace(/\s+/g, ' ');
  const day = dayIn(typed);
  if (day) return day;
  if (!named) return undefined;
  if (behind === 'and') return typed;
  const parts = partsOf(words).slice(0, maxParts);
  const phrases = new Set<string>();
  for (const [i, part] of parts.entries()) {
    const [one, other] = part.words;
    const isToo = also.test(one?.text ?? '');
    for (const word of [one, isToo ? other : undefined])
      if (word && isExact(word) && !word.quoted) phrases.add(word.text);
    if (isToo) phrases.add(inOne(part.words.slice(1, 1 + maxName)));
    for (let n = 1; i === 0 && n <= Math.min(maxName, part.words.length); n += 1)
      phrases.add(inOne(part.words.slice(0, n)));
    if (part.words.length <= maxName) phrases.add(inOne(part.words));
  }
  const asked = [...phrases];
  const found = await findEach(
    call,
    asked.map((ref) => ({ ref, whole: true })),
  );
  const isOther = ({ id }: Person) => !named.some((p) => p.id === id);
  const someone = asked.find((_, i) => peopleIn(found[i]).some(isOther));
  if (someone !== undefined) return someone;
  // `ben, clera`: someone who is nearly called so may be meant.
  const [part] = parts;
  if (behind !== 'comma' || !part || part.words.length > maxName) return undefined;
  // In a list of names another is likelier than a reason.
  if (named.length > 1) return inOne(part.words);
  const [near] = await findEach(call, [{ ref: inOne(part.words) }]);
  return near && 'near' in near && near.near.length > 0 ? inOne(part.words) : undefined;
}
