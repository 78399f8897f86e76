import type { Person } from '../../service/people/person.ts';
import { talk } from '../../ui/sentences/bot.ts';
import type { Call, Resolved } from '../command.ts';
import { findEach, findWhom } from './find-person.ts';
import type { Named } from './look-up-names.ts';
import { parseLine } from './parse.ts';
import { partsOf } from './parts.ts';
import { readWhom } from './read-whom.ts';

/** All whom these words name: each by an id, or as on a line, several in one text too. */
export async function findWhomAll(call: Call, references: string[]): Promise<Resolved<Person[]>> {
  const ids = references.filter((ref) => ref.startsWith('id:'));
  const byId = await findEach(
    call,
    ids.map((ref) => ({ ref })),
  );
  const typed = references.filter((ref) => !ref.startsWith('id:')).join('\n');
  const { words } = parseLine(`x ${typed}`, []);
  const read = await readWhom(call, words, { verb: '', until: [], several: true, ends: true });
  // What was not taken for anyone's name is nobody's.
  const over = read.rest.map(({ text }) => text).join(' ');
  const named = [
    ...ids.map((id, i): Named => ({ words: id, found: byId[i] ?? { near: [] } })),
    ...read.named,
    ...(over === '' ? [] : [{ words: over, found: { near: [] } }]),
  ];
  // Commas alone name nobody, and that is not the same as no one on purpose.
  return together(named.length > 0 ? named : [{ words: references.join(' '), found: { near: [] } }]);
}

/** The one whom these words name; where several are named, each of them, for someone to choose from. */
export async function findOnly(call: Call, words: string): Promise<Resolved<Person>> {
  const found = await findWhom(call, words);
  if (!('near' in found) || partsOf(parseLine(`x ${words}`, []).words, '', 2).length < 2) return found;
  const all = await findWhomAll(call, [words]);
  return 'one' in all && all.one.length > 1 ? { named: all.one } : found;
}

/** Most of whom each who is not known is asked about. */
const maxAskedAbout = 20;

/** For people to read: an id says nothing to them. */
const withoutId = (words: string) => (words.startsWith('id:') ? talk.goneAccount : words);

/** All who are named, each once; else who is not known, beside the others. */
export function together(named: Named[]): Resolved<Person[]> {
  const missing = named.filter(({ found }) => !('one' in found));
  // Of many nobody wants to be asked about one after another; nor at all about who was chosen, and has been deleted since.
  const isAsked = named.length <= maxAskedAbout && missing.some(({ words }) => !words.startsWith('id:'));
  if (!isAsked && missing.length > 0 && missing.length < named.length) {
    const known = together(named.filter(({ found }) => 'one' in found));
    return { ...known, missing: missing.map(({ words }) => ({ words: withoutId(words) })) };
  }
  const at = named.findIndex(({ found }) => !('one' in found));
  const unclear = named[at];
  if (!unclear || 'one' in unclear.found) {
    const people = named.flatMap(({ found }) => ('one' in found ? [found.one] : []));
    return { one: [...new Map(people.map((p) => [p.id, p])).values()] };
  }
  const others = named.toSpliced(at, 1);
  return {
    ...unclear.found,
    words: unclear.words,
    others: others.map(({ words, found }) => ('one' in found ? `id:${found.one.id}` : words)),
    known: others.flatMap(({ found }) => ('one' in found ? [found.one] : [])),
  };
}
