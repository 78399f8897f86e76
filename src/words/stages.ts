import { type DataSite, dataSites } from './sites.ts';

/** The stages of Cambridge's curricula, by the site that holds their results. */
export const stagesOf: Record<DataSite, { first: number; last: number }> = {
  primary: { first: 1, last: 6 },
  'lower-secondary': { first: 7, last: 9 },
};

/** On which site a stage is taught; nothing behind the last. */
export const siteOfStage = (stage: number): DataSite | undefined =>
  dataSites.find((site) => stage >= stagesOf[site].first && stage <= stagesOf[site].last);

/** What a group is called a year later; or why its name does not tell that. */
export type NextName = { name: string } | { unclear: 'two-stages' | 'several-numbers' };

/** No school counts its years further than this. */
const highest = 13;

/** Longest name of a group, in characters. */
const maxGroupName = 100;

/** What a number behind one of these tells is no stage. */
const ofSomethingElse = /(?:set|room|group|block|band|lab|period|team)\s?$/i;

/** Behind what a number is that of a class, also where it is not the stage's own: `Grade 4`, `Y4`, and `4B`. */
const ofClass = /(?:^|year|yr|grade|gr|class|std|standard|form|level|(?<!\p{L})[gpsy])\.?\s?$/iu;

/** Whether a school may call a stage so: by itself, by one more or less, or, where secondary school begins anew, by `Form 1` for stage 7. */
const mayBe = (n: number, stage: number, before: string) =>
  n === stage || ((Math.abs(n - stage) === 1 || n === stage - 6) && ofClass.test(before));

/** `2025/26`, `2025-2026`, `25/26`, `2026`: of a year, and not of a stage. */
const years = /(?<!\d)(?:(20\d\d)(\s?[/–-]\s?)(20\d\d|\d\d)|(2\d|3\d)(\s?[/–-]\s?)(2\d|3\d|40)|(20\d\d))(?!\d)/g;

/** `3/4`, `3-4`, `3 & 4`, `3 and 4`: learners of two stages. */
const mixed = /(?<![\d.])(\d{1,2})\s?(?:[/&+–-]|and|to)\s?(\d{1,2})(?![\d.])/gi;

const numbers = /(?<![\d.,])\d{1,2}(?!\d)/g;

const romans = ['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X'];
const anyRoman = /(?<![\p{L}\d])[IVX]{1,4}(?![\p{L}\d])/gu;

/**
 * How a group is called once its learners are a stage further: `3B` is `4B`, `Year 4 Red 2025/26` is `Year 5 Red 2026/27`, and `VI-A`
 * is `VII-A`. The number is the one that is the group's stage, or the only one that may be, since some schools count otherwise.
 * A name without one stays.
 */
export function nextName(name: string, stage: number): NextName {
  const later = name.replaceAll(years, (all, from, dash, to, from2, dash2, to2, one) => {
    if (one) return String(Number(one) + 1);
    const [first, sign, second] = from ? [from, dash, to] : [from2, dash2, to2];
    const isNext = Number(String(second).slice(-2)) === (Number(String(first).slice(-2)) + 1) % 100;
    if (!isNext) return all;
    const plusOne = (year: string) => String(Number(year) + 1).slice(-year.length);
    return `${plusOne(first)}${sign}${plusOne(second)}`;
  });
  // Where the years stood, nothing is looked for.
  const blank = later.replaceAll(years, (year) => ' '.repeat(year.length));
  const two = [...blank.matchAll(mixed)].some(([, a, b]) => Number(b) === Number(a) + 1 && Number(b) <= highest);
  if (two) return { unclear: 'two-stages' };
  const found = [...blank.matchAll(numbers)].filter(
    ({ 0: n, index }) => mayBe(Number(n), stage, blank.slice(0, index)) && !ofSomethingElse.test(blank.slice(0, index)),
  );
  const roman = [...blank.matchAll(anyRoman)].find(([word]) => word === romans[stage - 1]);
  const its = found.find(([n]) => Number(n) === stage) ?? (found.length === 1 && !roman ? found[0] : undefined);
  if (its) return { name: put(later, its.index, its[0], nextNumber(its[0])) };
  if (roman) return { name: put(later, roman.index, roman[0], romans[stage] ?? roman[0]) };
  return found.length > 0 ? { unclear: 'several-numbers' } : { name: later };
}

const put = (text: string, at: number, was: string, now: string) =>
  (text.slice(0, at) + now + text.slice(at + was.length)).slice(0, maxGroupName);

/** `03` is followed by `04`. */
const nextNumber = (n: string) => String(Number(n) + 1).padStart(n.length, '0');

/**
 * The school year that has just ended, or is about to, where it is this day: `2025/26`, in the south of the world `2026`. A year that
 * runs with the calendar ends in December, all others between March and August.
 *
 * @param day `2026-09-03`
 */
export function yearEnding(day: string): string {
  const [year = 0, month = 0] = day.split('-').map(Number);
  if (month === 12) return String(year);
  if (month <= 2) return String(year - 1);
  return `${year - 1}/${String(year).slice(-2)}`;
}

/** A school year as it is written here: `2025-2026` is `2025/26`; nothing where it is none. */
export function readYear(typed: string): string | undefined {
  const [, from, to] = /^\s*((?:19|20)\d\d)(?:\s*[/–-]\s*((?:19|20)?\d\d))?\s*$/.exec(typed) ?? [];
  if (!from) return undefined;
  if (!to) return from;
  return Number(to.slice(-2)) === (Number(from) + 1) % 100 ? `${from}/${to.slice(-2)}` : undefined;
}
