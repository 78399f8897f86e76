import { splitName } from '../../words/whole-names.ts';
import type { Word } from '../line/parse.ts';
import { foldHead } from '../tables/heads.ts';
import { peopleDictionary } from './columns.ts';

/** Which of the words that someone to be added is typed with are their names. */

const joining = /^(?:and|&|\+|[,;]+)$/i;
/** Whether it stands between several. */
export const isJoining = ({ text, quoted }: Word) => !quoted && joining.test(text);

export const textsOf = (words: Word[]) => words.map(({ text }) => text);

export const namesOf = ({ firstName, lastName }: { firstName: string; lastName: string }) => ({ firstName, lastName });

/** A name as it was typed, without quotes. */
export const written = (words: Word[]) =>
  words
    .map(({ text, quoted, raw }) => (quoted ? text : raw))
    .join(' ')
    .replace(/^\((.*)\)$/, '$1')
    .replace(/;$/, '');

/** Most words of what an address is called. */
const maxLabel = 4;

/** The words without what an address is called: `Ada Noor E-mail: ada@school.example`. */
export function withoutLabels(words: Word[]): Word[] {
  const kept: Word[] = [];
  for (const word of words) {
    const most = word.text.includes('@') ? Math.min(maxLabel, kept.length) : 0;
    const counts = Array.from({ length: most }, (_, i) => most - i);
    const label = counts.find((n) => isLabel(textsOf(kept.slice(-n)).join(' ')));
    if (label) kept.splice(-label);
    kept.push(word);
  }
  return kept;
}

const isLabel = (text: string) =>
  /^e-?mail:?$/i.test(text) || (text.endsWith(':') && peopleDictionary.get(foldHead(text))?.has('email'));

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** What is said of a name and is none; and what may stand beside such a word. */
const labels = setOf(
  'name names surname forename email e-mail mail teacher teachers user users colleague account programme role',
);
const besideLabels = setOf('first last given family full new a an the our my is called named with and as');

/** The names in the words; what can't be of a name fits nowhere. */
export function readName(all: Word[], mailFirst: boolean): { firstName: string; lastName: string; unparsed: string[] } {
  // The dash of `Ada Noor - ada@school.example`.
  const isSign = (word: Word | undefined) => word !== undefined && !word.quoted && !/[\p{L}\p{N}]/u.test(word.text);
  let [from, to] = [0, all.length];
  while (from < to && (isSign(all[from]) || (all[from] && isJoining(all[from] as Word)))) from += 1;
  while (to > from && isSign(all[to - 1])) to -= 1;
  const words = all.slice(from, to);
  const plain = words.map(({ text, quoted }) => (quoted ? '' : text.toLowerCase().replace(/[:,.;]+$/, '')));
  const isNone = words.map(({ text, quoted }, i) => {
    if (quoted) return false;
    return labels.has(plain[i] ?? '') || text.includes(':') || !/\p{L}/u.test(text) || (i === 0 && plain[0] === 'new');
  });
  for (let i = 1; i < words.length; i += 1) isNone[i] ||= isNone[i - 1] === true && besideLabels.has(plain[i] ?? '');
  for (let i = words.length - 2; i >= 0; i -= 1)
    isNone[i] ||= isNone[i + 1] === true && besideLabels.has(plain[i] ?? '');
  // Of `Ada Noor and Bea Lind bea@school.example` it is Bea's.
  const and = words.findLastIndex(isJoining);
  for (let i = 0; i <= and; i += 1) isNone[i] = true;
  const names = words.filter((_, i) => !isNone[i]);
  const unparsed = words.filter((_, i) => isNone[i]).map(({ text }) => text);
  // In a list that commas part, which of two names is the first is not said.
  const isListed = mailFirst || /,$/.test(names.at(-1)?.raw ?? '');
  const two = written(names)
    .split(',')
    .filter((part) => part.trim() !== '');
  if (!isListed || two.length !== 2) return { ...namesOf(splitName(written(names))), unparsed };
  const [firstName = '', lastName = ''] = two.map((part) => part.trim());
  return { firstName, lastName, unparsed: [...unparsed, `${firstName}, ${lastName}`] };
}
