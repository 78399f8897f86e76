import type { Call, Input } from '../command.ts';
import type { Word } from './parse.ts';
import { inOne } from './parts.ts';

/** What single inputs take from the words of a line. */

const polite =
  /^(?:please|pls|plz|kindly|thanks?|thx|ty|cheers)[.!,]*$|^(?:\p{Extended_Pictographic}|\p{EMod}|\p{Cf}|\p{M})+$/iu;
const politely = [
  'thank you',
  'thank u',
  'many thanks',
  'thanks a lot',
  'thanks in advance',
  'thank you very much',
].map((phrase) => phrase.split(' '));

/** What people say at the end of what was done before, and what changes nothing of it. */
const anew = [['again'], ['anew'], ['once', 'more'], ['one', 'more', 'time']];

/** The words without *again* at their end. */
export function withoutAgain(words: Word[]): Word[] {
  const said = anew.find((phrase) => endsWith(words, phrase));
  return said && words.length > said.length ? words.slice(0, -said.length) : words;
}

function endsWith(words: Word[], phrase: string[]): boolean {
  const last = words.slice(-phrase.length);
  return last.length === phrase.length && last.every((w, i) => !w.quoted && bare(w) === phrase[i]);
}

const bare = ({ text }: Word) => text.toLowerCase().replace(/[.!,]+$/, '');

const ofFile = new Set(
  `all of the these those them this everyone everybody people persons users accounts teachers staff in on from by with attached attachment file
  list spreadsheet sheet csv excel workbook here`.split(/\s+/),
);
const endsOfFile = new Set(
  'these those them this everyone everybody all people attached attachment file list spreadsheet sheet csv excel workbook'.split(
    ' ',
  ),
);

/** The words without those in front that only say that a file says who is meant: *everyone in the attached list*. */
export function withoutFileWords(words: Word[]): Word[] {
  const end = words.findIndex((word) => word.quoted || !ofFile.has(bare(word)));
  const said = end === -1 ? words : words.slice(0, end);
  return words.slice(said.findLastIndex((word) => endsOfFile.has(bare(word))) + 1);
}

/** The words without what is said out of politeness before and after them. */
export function parted(words: Word[]): { words: Word[]; polite: Word[] } {
  const isPolite = (word: Word | undefined) => word !== undefined && !word.quoted && polite.test(word.text);
  let from = 0;
  while (isPolite(words[from])) from += 1;
  let to = words.length;
  for (;;) {
    const said = politely.find((phrase) => endsWith(words.slice(from, to), phrase));
    if (!said && !(to > from && isPolite(words[to - 1]))) break;
    to -= said?.length ?? 1;
  }
  return { words: words.slice(from, to), polite: words.slice(to) };
}

/** The words without one that may stand before this input, where others follow. */
export const withoutLead = ({ ledBy = [] }: Input<unknown, unknown>, words: Word[]): Word[] => {
  const [first] = words;
  return first && words.length > 1 && !first.quoted && ledBy.includes(first.text.toLowerCase())
    ? words.slice(1)
    : words;
};

/** Whether such a word is all there is. */
export const isLeadAlone = ({ ledBy = [] }: Input<unknown, unknown>, [first, other]: Word[]): boolean =>
  first !== undefined && !other && !first.quoted && ledBy.includes(first.text.toLowerCase());

/** The most words that an option is called by (`site admin of Cambridge Primary support site`), and that a day has. */
const maxOption = 8;
const maxDay = 6;

/** `Cambridge Primary support site for the exams`: as many words as name what may be chosen, behind those that may lead to it. */
export function takeOption(
  call: Call,
  input: Input<unknown, unknown>,
  words: Word[],
): { count: number; skipped: number; value: string } {
  const { ask, schema, meaning, ledBy = [] } = input;
  const most = ask?.(call)?.kind === 'choice' ? maxOption : 1;
  for (let skipped = 0; skipped < words.length; skipped += 1) {
    for (let count = Math.min(words.length - skipped, most); count > 0; count -= 1) {
      const typed = inOne(words.slice(skipped, skipped + count)).replace(/[,;.?!]+$/, '');
      const value = meaning?.(typed) ?? (schema.safeParse(typed).success ? typed : undefined);
      if (value !== undefined) return { count, skipped, value };
    }
    if (!ledBy.includes(words[skipped]?.text.toLowerCase() ?? '')) break;
  }
  return { count: 0, skipped: 0, value: '' };
}

/** What stands before a day; the longest first. */
const dayLeads = [
  'with effect from',
  'w.e.f.',
  'w.e.f',
  'wef',
  'effective from',
  'starting from',
  'starting on',
  'as from',
  'as of',
].concat(['effective', 'starting', 'beginning', 'from', 'on']);

/** Whether the words begin as a day does, be it one or not. */
export const leadsToDay = (words: Word[]): boolean => dayLead(dayLeads, words) !== undefined;

const dayLead = (leads: readonly string[], words: Word[]): string | undefined => {
  const line = words.map(({ text, quoted }) => (quoted ? '"' : text.toLowerCase()));
  return leads.find((each) => `${line.join(' ')} `.startsWith(`${each} `));
};

/** What is no day to come: it is what happens anyhow. */
const atOnce = /^(?:now|immediately|asap|right now|right away|straight away|at once)$/i;

/**
 * The day that the words begin with; where the input has words of its own that lead to it, behind those alone.
 *
 * @param options.led whether it counts only behind a word that leads to it
 * @returns `day` is undefined where they say *now*
 */
export function takeDay(
  { schema, ledBy = [] }: Input<unknown, unknown>,
  words: Word[],
  { led = false } = {},
): { day: string | undefined; rest: Word[] } | undefined {
  const lead = dayLead(ledBy.length > 0 ? ledBy : dayLeads, words);
  const skipped = lead ? lead.split(' ').length : 0;
  if ((led || ledBy.length > 0) && !lead) return undefined;
  for (let count = Math.min(words.length - skipped, maxDay); count > 0; count -= 1) {
    const typed = words.slice(skipped, skipped + count);
    if (typed.some(({ quoted }) => quoted)) continue;
    const day = inOne(typed).replace(/[,;.]+$/, '');
    const isNow = atOnce.test(day);
    if (isNow || schema.safeParse(day).success)
      return { day: isNow ? undefined : day, rest: words.slice(skipped + count) };
  }
}
