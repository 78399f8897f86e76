import type { Found } from '../../service/people/find.ts';
import type { Person } from '../../service/people/person.ts';
import type { Call } from '../command.ts';
import { findEach, findWhom } from './find-person.ts';
import type { Word } from './parse.ts';
import { inOne, isExact, type Part } from './parts.ts';

/** Someone who is named, by which words, and who that is. */
export interface Named {
  words: string;
  found: Found;
}

/** Most words that a name has. */
const maxWords = 5;
/** Most words of someone who may be meant and is not found; more are a sentence. */
export const maxUnknown = 3;

export type Known = Map<string, Found>;

/** The words of a part before one that says by itself who is meant. */
function nameIn({ words }: Part): Word[] {
  const exact = words.findIndex(isExact);
  return (exact === -1 ? words : words.slice(0, exact)).slice(0, maxWords);
}

export const surnameFirstOf = (part: Part, next: Part) => `${inOne(next.words)} ${inOne(part.words)}`;

/** All that may name someone, in few statements. */
export async function lookUp(call: Call, parts: Part[], ends: boolean): Promise<Known> {
  const sought = new Map<string, { whole?: boolean; begun?: boolean }>();
  for (const [i, part] of parts.entries()) {
    for (const { text } of part.words.filter(isExact)) sought.set(text, {});
    const name = nameIn(part);
    // Only where people end, or what begins does, a name may be followed by other words.
    const shortest = i === 0 || i === parts.length - 1 ? 1 : name.length;
    for (let n = name.length; n >= shortest && n > 0; n -= 1)
      sought.set(inOne(name.slice(0, n)), howFound(part, n, ends));
    const next = parts[i + 1];
    if (next?.behind === 'comma' && isName(part) && isName(next))
      sought.set(surnameFirstOf(part, next), { whole: true });
  }
  return findAll(call, sought);
}

async function findAll(call: Call, sought: Map<string, { whole?: boolean; begun?: boolean }>): Promise<Known> {
  const found = await findEach(
    call,
    [...sought].map(([ref, how]) => ({ ...how, ref, near: false })),
  );
  return new Map([...sought.keys()].map((ref, i) => [ref, found[i] ?? { near: [] }]));
}

export const isName = ({ words }: Part) => words.length <= maxUnknown && !words.some(isExact);

/** One word names someone by any part of their name, but behind a comma, where a reason may begin. */
const howFound = ({ words, behind }: Part, n: number, ends: boolean) =>
  ends && n === words.length ? {} : n > 1 ? { begun: true } : behind === 'comma' ? { whole: true } : {};

const isFound = (found: Found | undefined): found is Exclude<Found, { near: Person[] }> =>
  found !== undefined && !('near' in found);

export async function lookedUp(call: Call, words: string): Promise<Named> {
  return { words, found: await findWhom(call, words) };
}

/** Who is known by these words, looked for anew where nobody is: with those who are called nearly so. */
export async function certain(call: Call, known: Known, words: string): Promise<Named> {
  const found = known.get(words);
  return isFound(found) ? { words, found } : lookedUp(call, words);
}

/** Words that are in the middle of many names, and behind a name begin something else. */
const little = new Set(
  'a an and as at by for from has he in is no not of off on or she the to was who will with'.split(' '),
);

/** As many words as still name someone; 0 where none do. */
export async function longestName(call: Call, known: Known, part: Part, ends: boolean): Promise<number> {
  const name = nameIn(part);
  const phrases = name.map((_, i) => inOne(name.slice(0, i + 1)));
  const missing = phrases.filter((phrase) => !known.has(phrase));
  if (missing.length > 0 && !isFound(known.get(inOne(name)))) {
    const more = await findAll(call, new Map(phrases.map((phrase, i) => [phrase, howFound(part, i + 1, ends)])));
    for (const [phrase, found] of more) known.set(phrase, found);
  }
  for (let n = name.length; n > 0; n -= 1) {
    if (!isFound(known.get(phrases[n - 1] ?? ''))) continue;
    // The *for* in `Ben Okafor for good` is not of his name.
    if (n > 1 && little.has(name[n - 1]?.text ?? '') && n < part.words.length) continue;
    return n;
  }
  return 0;
}
