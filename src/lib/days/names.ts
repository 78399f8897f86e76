import { plainDigits } from '../digits.ts';
import { eachInTurns } from '../turns.ts';

/** The words of written days, in the languages of most schools, as the platform's own calendar data has them. */

const languages =
  'en es es-PE fr fr-CA de de-AT pt it nl ar ar-JO ar-MA hi ur bn ne si ta te ml mr th vi id ms zh ja ko my km ru uk kk uz ka az tr pl hr cs hu ro bg el fa sw he'.split(
    ' ',
  );

/** Words that people put between, of which the data of the common calendar knows nothing: Thailand's eras are `พ.ศ.` and `ค.ศ.`. */
const moreFillers = ['of', 'the', 'on', 'พศ', 'คศ'];

export interface Names {
  /** By name; 0 for one that is another month in another language (`listopad`). */
  months: Map<string, number>;
  /** By name, from 1 for Monday: several where languages differ. */
  weekdays: Map<string, Set<number>>;
  fillers: Set<string>;
  /** Words beside a number that is a month: `9月`, `tháng 9`. */
  monthAfter: Set<string>;
  monthBefore: Set<string>;
}

/** The words and numbers of a text, folded: without letter case, accents and the dots of abbreviations. */
const wordsOf = (text: string): string[] => fold(text).match(/\d+|[\p{L}\p{M}]+/gu) ?? [];

/** Digits of every script as 0 to 9, full-width letters as plain ones, without letter case, accents and what can't be seen. */
export const fold = (text: string): string =>
  plainDigits(text)
    .replace(/\p{Cf}/gu, '')
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .replaceAll('ı', 'i')
    // `ม.ค.`, `a.m.`
    .replace(/(\p{L}\p{M}*)\.(?=\p{L})/gu, '$1');

let english: Names | undefined;
let all: Names | undefined;

export function englishNames(): Names {
  english ??= emptyNames();
  if (english.months.size === 0) addLanguage(english, 'en');
  return english;
}

/** Made by the first that asks: it takes some 50 ms, and few starts need it. */
export function allNames(): Names {
  if (all) return all;
  const made = emptyNames();
  for (const language of languages) addLanguage(made, language);
  all = made;
  return made;
}

/** Makes them beforehand, others having their turn between two languages: {@link allNames} has them from then on. */
export async function learnNames(): Promise<void> {
  if (all) return;
  const made = emptyNames();
  await eachInTurns(languages, (language) => addLanguage(made, language));
  all = made;
}

const emptyNames = (): Names => ({
  months: new Map(),
  weekdays: new Map(),
  fillers: new Set(moreFillers),
  monthAfter: new Set(),
  monthBefore: new Set(),
});

const asked: Intl.DateTimeFormatOptions[] = [
  { year: 'numeric', month: 'long', day: 'numeric', weekday: 'long' },
  { month: 'short', day: 'numeric', weekday: 'short' },
];
/** Where a month by itself has another form than one beside a day. */
const alone: Intl.DateTimeFormatOptions[] = [{ month: 'long' }, { month: 'short' }];
const withForms = new Set(['pl', 'hr', 'cs', 'ru', 'uk', 'kk', 'el']);

function addLanguage(made: Names, language: string): void {
  for (const options of withForms.has(language) ? [...asked, ...alone] : asked) {
    const format = new Intl.DateTimeFormat(`${language}-u-ca-gregory-nu-latn`, { ...options, timeZone: 'UTC' });
    for (let month = 1; month <= 12; month++) {
      const at = dayOnWeekday(month);
      const parts = format.formatToParts(at);
      for (const [i, { type, value }] of parts.entries()) {
        // `9月` is one part in one language and two in another.
        const beside = /^\d+$/.test(value) ? (parts[i + 1]?.value ?? '') : '';
        // In Hebrew `in` is written in one with the month, in Chinese the sign for a day with the weekday.
        const glued = `${endOf(parts[i - 1])}${value}${beginningOf(parts[i + 1])}`;
        for (const name of new Set([value + beside, ...(beside ? [] : [glued])])) {
          if (type === 'month') addMonth(made, wordsOf(name), month);
          if (type === 'weekday') addWeekday(made, wordsOf(name), at.getUTCDay() || 7);
        }
        if (type === 'literal') for (const word of wordsOf(value)) made.fillers.add(word);
      }
    }
  }
}

type Part = Intl.DateTimeFormatPart | undefined;
const endOf = (part: Part) => (part?.type === 'literal' ? (/[\p{L}\p{M}]+$/u.exec(part.value)?.[0] ?? '') : '');
const beginningOf = (part: Part) => (part?.type === 'literal' ? (/^[\p{L}\p{M}]+/u.exec(part.value)?.[0] ?? '') : '');

/** A day of the month, on the next day of the week for each: twelve months have all seven. */
function dayOnWeekday(month: number): Date {
  const first = new Date(Date.UTC(2026, month - 1, 15));
  return new Date(Date.UTC(2026, month - 1, 15 + ((month + 7 - first.getUTCDay()) % 7)));
}

function addMonth({ months, monthAfter, monthBefore, fillers }: Names, words: string[], month: number): void {
  const at = words.indexOf(String(month));
  if (at >= 0) {
    if (words[at + 1]) monthAfter.add(words[at + 1] as string);
    if (words[at - 1]) monthBefore.add(words[at - 1] as string);
    return;
  }
  if (words.some((w) => /\d/.test(w))) return;
  const name = words.join(' ');
  const before = months.get(name);
  months.set(name, before === undefined || before === month ? month : 0);
  for (const rest of words.slice(2)) fillers.add(rest);
}

/** Of `segunda-feira` the first word tells the day. */
function addWeekday({ weekdays, fillers }: Names, [name, ...rest]: string[], weekday: number): void {
  if (!name) return;
  const days = weekdays.get(name) ?? new Set();
  weekdays.set(name, days.add(weekday));
  for (const word of rest) fillers.add(word);
}

/** The month that a word is, from 1; an English one by its first letters, too. */
export function monthNamed({ months }: Names, word: string): number | undefined {
  const full = word.length >= 3 ? englishMonths.findIndex((m) => m.startsWith(word)) + 1 : 0;
  return full || months.get(word) || undefined;
}

const englishMonths = 'january february march april may june july august september october november december'.split(
  ' ',
);
