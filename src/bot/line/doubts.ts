import type { Found } from '../../service/people/find.ts';
import type { Person } from '../../service/people/person.ts';
import { everyday } from '../../words/everyday.ts';
import type { Call } from '../command.ts';
import { findEach } from './find-person.ts';
import { asTyped, type Word } from './parse.ts';
import { inOne, isExact, type Part, partsOf } from './parts.ts';
import { tokensOf } from './sentence.ts';
import { siteAt } from './site-words.ts';

/** What was typed for a reason, it seems, and may yet be someone or a day: it is asked about before anything is done. */

const months = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\\p{L}*';
const terms = '(?:days?|weeks?|months?|terms?|semesters?|years?|holidays?)';
/** A day as one begins a line with it: `1st`, `1 June`, `1/6`, `June 1`, `1 to 5 June`, `tomorrow`, `Friday`, `next week`, `end of term`. */
const beginsWithDay = new RegExp(
  [
    '(?:the )?\\d{1,2}(?:st|nd|rd|th)',
    `\\d{1,2} (?:of )?${months}`,
    '\\d{1,2} ?(?:to|until|till|-|–) ?\\d{1,2}(?!\\d)',
    '\\d{1,4}[-/.]\\d{1,2}',
    // Of `29 Feb 2027`, which is none.
    '(?:19|20)\\d\\d(?!\\d)',
    `${months} \\d`,
    'tomorrow|tonight|today',
    '(?:mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?(?!\\p{L})',
    `(?:next|this|(?:the )?(?:end|start|beginning) of(?: the| this| next)?) (?:\\p{L}+day|half|${terms}|${months})`,
  ]
    .map((each) => `^(?:${each})`)
    .join('|'),
  'iu',
);
/** Words that lead to one. */
const leadsToDay =
  /(?<!\p{L})(?:from|on|at|by|before|after|as of|as from|starting|beginning|effective|w\.?e\.?f\.?|until|till|to) /giu;
/** Behind those, a month alone too; and behind *in*, where a reason begins with it. */
const month =
  /^(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?:uary|ruary|ch|il|ust|ember|ober)?(?!\p{L})/iu;
/** For how long it is to be, which nothing here can be. */
const howLong = new RegExp(
  `(?<!\\p{L})for (?:an?|the|one|two|three|four|six|\\d{1,3}|some|several|a few) (?:(?:next|whole|rest of the) )?${terms}(?!\\p{L})`,
  'iu',
);

function dayIn(text: string): string | undefined {
  const first = beginsWithDay.exec(text)?.[0] ?? howLong.exec(text)?.[0];
  if (first) return first;
  const inMonth = /^in (?:the )?/i.exec(text)?.[0];
  if (inMonth && month.test(text.slice(inMonth.length))) return text;
  for (const { 0: lead, index } of text.matchAll(leadsToDay)) {
    const after = text.slice(index + lead.length);
    const day = beginsWithDay.exec(after) ?? (/^to /i.test(lead) ? null : month.exec(after));
    if (day) return lead + day[0];
  }
}

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/));

/** Words before someone who is meant too, or who is not; in other languages as well. */
const also = setOf(
  'with plus also or and/or nor not but except and as well along together including then y e o et ou und oder dan atau ve och og en и و 和 と',
);

/** What a reason of a word or two begins with, and no name does. */
const reasons = setOf(
  `left leaving leaves leaver retired retiring retirement resigned resigning resignation quit gone moved moving fired dismissed sacked
  misconduct sick ill illness leave maternity paternity sabbatical died deceased passed transferred transferring absent suspended investigation
  investigated safeguarding contract ended ending expired duplicate test testing security breach hacked compromised lost stolen phone laptop
  urgent urgently request requested duplicated wrong mistake error unknown former old new temporary temporarily access account already please`,
);

const peopleIn = (found: Found | undefined): Person[] =>
  !found || 'near' in found ? [] : 'one' in found ? [found.one] : found.several;

/** Most parts of a reason that are looked up. */
const maxParts = 6;
const maxName = 3;

/** Words before someone of whom a reason tells: *asked by ben@school.example*. */
const beforeOthers = setOf('for by to from of via per at');

const plain = (word: Word | undefined) => word?.text.toLowerCase().replace(/[.,;:!?]+$/, '') ?? '';
const isUsual = (word: Word | undefined) => everyday.has(plain(word)) || reasons.has(plain(word));

/** Whether the words go on with a name: `Ben Jackson`, where Ben is another; a word or two, or one with a capital. */
function maybeSurname([first, second, third]: Word[]): boolean {
  if (!first || first.quoted || isUsual(first) || !/^\p{L}/u.test(first.text)) return false;
  return /^\p{Lu}\p{Ll}/u.test(first.text) || third === undefined || isUsual(second);
}

/** The *from Test Maker* that a reason begins with: from there alone nobody is suspended. */
function ofSite(typed: string): string | undefined {
  const tokens = tokensOf(typed);
  const from = tokens[1]?.plain === 'the' ? 2 : 1;
  if (!/^(?:from|on|in|at)$/.test(tokens[0]?.plain ?? '') || siteAt(tokens, from).count === 0) return undefined;
  return tokens
    .slice(0, from + siteAt(tokens, from).count)
    .map(({ text }) => text)
    .join(' ');
}

interface Before {
  /** What stands between the people and the reason. */
  behind: Part['behind'];
  /** Those who are named already, if any could be. */
  named: Person[] | undefined;
  /** Whether the last of them is named by a part of their name alone. */
  isPart: boolean;
}

/**
 * The words of a reason that may be someone, a day or another command; nothing where none may, and of what is in quotes.
 *
 * @param before what was read of the line before it
 */
export async function doubtfulIn(call: Call, words: Word[], before: Before): Promise<string | undefined> {
  const { behind, named, isPart } = before;
  const [first] = words;
  if (!first || (words.length === 1 && first.quoted)) return undefined;
  const typed = asTyped(words).replace(/\s+/g, ' ');
  const day = dayIn(typed);
  if (day) return day;
  if (!named) return undefined;
  const site = ofSite(typed);
  if (site) return site;
  if (behind === 'and' || /^(?:and )?then /i.test(typed)) return typed;
  if (behind === 'nothing' && isPart && maybeSurname(words)) return first.text;
  const parts = partsOf(words, '', maxParts);
  const phrases = new Set<string>();
  const begins = (all: Word[]) => {
    for (let n = 1; n <= Math.min(maxName, all.length); n += 1) phrases.add(inOne(all.slice(0, n)));
  };
  const isLead = (word: Word) => also.has(plain(word)) || call.registry.get(plain(word)) !== undefined;
  for (const [i, part] of parts.entries()) {
    const from = part.words.findIndex((word) => !isLead(word));
    if (from > 0) begins(part.words.slice(from));
    if (i === 0) begins(part.words);
    if (part.words.length <= maxName) phrases.add(inOne(part.words));
    for (const [at, word] of part.words.entries())
      if (isExact(word) && !word.quoted && !beforeOthers.has(plain(part.words[at - 1]))) phrases.add(word.text);
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
