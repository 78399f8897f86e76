import { openings } from '../../words/everyday.ts';
import { plainWidth } from './parse.ts';

/** What was typed, as words that can be held against what people usually say. */
export interface Token {
  /** As it was typed, without the signs around it. */
  text: string;
  /** In small letters, without accents, apostrophes, hyphens and a possessive's *s*. */
  plain: string;
  /** Where it begins in the text. */
  at: number;
}

/** More words than these are no sentence that is understood. */
const maxTokens = 60;

const edges = /^[^\p{L}\p{N}<]+|[^\p{L}\p{N}>]+$/gu;

const plainOf = (text: string) => {
  // Most words have nothing that is to be taken off.
  if (/^[a-z\d.@]*$/i.test(text)) return text.toLowerCase();
  return plainWidth(text)
    .normalize('NFD')
    .replace(/[\p{M}\p{Cf}]/gu, '')
    .toLowerCase()
    .replace(/['’ʼ`]s$/, '')
    .replace(/['’ʼ`‐‑‒–—-]/g, '');
};

/** The words of a text; mentions and e-mails are one each. */
export function tokensOf(text: string): Token[] {
  const pieces = [...text.slice(0, 4_000).matchAll(/<[^<>]{1,300}>|[^\s/—]+/g)].slice(0, maxTokens);
  return pieces.flatMap(({ 0: piece, index }) => {
    const word = piece.replace(edges, '');
    return word === '' ? [] : [{ text: word, plain: plainOf(word), at: index }];
  });
}

/** Whether a word is this one, or a form of it: *suspended*, *removing*, *copies*. */
function isForm(word: string, of: string): boolean {
  if (word === of) return true;
  if (of.length < 3 || word.length <= of.length - 1) return false;
  const last = of.at(-1) ?? '';
  const [stem, rest] = word.startsWith(of) ? [of, word.slice(of.length)] : [of.slice(0, -1), word.slice(of.length - 1)];
  if (stem === of) return ['s', 'es', 'd', 'ed', 'ing', 'er', `${last}ed`, `${last}ing`].includes(rest);
  if (!word.startsWith(stem)) return false;
  return (last === 'e' && rest === 'ing') || (last === 'y' && (rest === 'ies' || rest === 'ied'));
}

/** How many of the words from this place on are the phrase; 0 where they are not. *login* is *log in* too. */
export function phraseAt(tokens: readonly (Token | undefined)[], at: number, phrase: readonly string[]): number {
  const first = tokens[at];
  // No form of a word begins with another letter; of most phrases this is all that has to be looked at.
  if (!first || first.plain[0] !== phrase[0]?.[0]) return 0;
  if (phrase.length > 1 && isForm(first.plain, phrase.join(''))) return 1;
  return phrase.every((word, i) => isForm(tokens[at + i]?.plain ?? '', word)) ? phrase.length : 0;
}

/** So many letters any form of a word has in common with it: of *copy* and *copies* all but the last one. */
const key = (word: string) => word.slice(0, 2);

/**
 * Phrases, to be held against words: a line is held against all that people say for all commands.
 *
 * @returns for a word those phrases that it may begin, in their order; the others it does not
 */
export function phraseTable<P extends { readonly words: readonly string[] }>(
  phrases: readonly P[],
): (first: Token | undefined) => readonly P[] {
  const table = new Map<string, P[]>();
  for (const phrase of phrases)
    for (const begins of new Set([key(phrase.words[0] ?? ''), key(phrase.words.join(''))]))
      table.set(begins, [...(table.get(begins) ?? []), phrase]);
  return (first) => (first && table.get(key(first.plain))) ?? [];
}

const openingsFor = phraseTable(openings.map((words) => ({ words })));

/** The same without what people say before what they want: *could you please*. */
export function withoutOpening(tokens: Token[]): Token[] {
  let from = 0;
  for (;;) {
    const begun = openingsFor(tokens[from]);
    const taken = begun.find(({ words }) => words.every((word, i) => tokens[from + i]?.plain === word));
    if (!taken) return tokens.slice(from);
    from += taken.words.length;
  }
}
