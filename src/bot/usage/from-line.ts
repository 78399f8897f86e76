import { programmeNamed } from '../../words/programmes.ts';
import type { Raw } from '../command.ts';
import type { Word } from '../line/parse.ts';
import { phraseAt, type Token, tokensOf } from '../line/sentence.ts';
import { siteAt } from '../line/site-words.ts';

/** What people say of whose usage they want, the longest first. */
const sayings: readonly (readonly [phrase: string, means: Raw])[] = [
  ['by programme', { by: 'programme' }],
  ['by program', { by: 'programme' }],
  ['per programme', { by: 'programme' }],
  ['not lately', { who: 'not-lately' }],
  ['not recently', { who: 'not-lately' }],
  ['came lately', { who: 'came' }],
  ['came recently', { who: 'came' }],
  ['never came', { who: 'never' }],
  ['never come', { who: 'never' }],
  ['not come', { who: 'never' }],
  ['never signed in', { who: 'never' }],
  ['not signed in', { who: 'never' }],
  ['never', { who: 'never' }],
  ['came', { who: 'came' }],
  ['lately', { who: 'came' }],
  ['everyone', { who: 'all' }],
  ['all', { who: 'all' }],
  ['weekly off', { weekly: false }],
  ['weekly on', { weekly: true }],
  ['weekly', { weekly: true }],
  ['csv', { csv: true }],
];
const phrases = sayings.map(([saying, means]) => [saying.split(' '), means] as const);

/** Words beside these that change nothing of what they say. */
const beside = new Set(
  'the a of on in at to for who whom has have people person those site sites is are was their use uses used it'.split(
    ' ',
  ),
);

/** Most words that a programme is called by. */
const maxProgramme = 4;

/** Reads `usage primary never`; what is neither a site, a programme nor one of the sayings, or a second of its kind, is not understood. */
export function usageFromLine(_words: string[], keys: Record<string, string>, typed: Word[]): Raw {
  const words = typed.map(({ text, quoted }) =>
    quoted ? { text, plain: '', at: 0 } : (tokensOf(text)[0] ?? { text, plain: '', at: 0 }),
  );
  const found: Raw = {};
  const left: string[] = [];
  for (let at = 0; at < words.length; ) {
    const { count, means } = meaningAt(words, at);
    const isSecond = Object.entries(means).some(
      ([kind, value]) => kind in keys || (kind in found && found[kind] !== value),
    );
    if (count > 0 && !isSecond) Object.assign(found, means);
    else if (isSecond || !beside.has(words[at]?.plain ?? '')) {
      left.push(...typed.slice(at, at + Math.max(count, 1)).map(({ text }) => text));
    }
    at += Math.max(count, 1);
  }
  return { ...found, ...keys, ...(left.length > 0 && { unparsed: left.join(' ') }) };
}

/** What people call those who never came, which are all that can be reminded. */
const allOfThem = new Set('all about everybody everyone of teachers them'.split(' '));

/** Reads `remind everyone who never came to primary` the same way; of anyone but those who never came nothing is understood. */
export function remindFromLine(words: string[], keys: Record<string, string>, typed: Word[]): Raw {
  const named = typed.filter(({ text, quoted }) => quoted || !allOfThem.has(text.toLowerCase()));
  const { who, ...found } = usageFromLine(words, keys, named);
  const isOther = (who !== undefined && who !== 'never') || ['by', 'weekly', 'csv'].some((key) => key in found);
  return isOther ? { ...keys, unparsed: words.join(' ') } : found;
}

function meaningAt(words: readonly Token[], at: number): { count: number; means: Raw } {
  for (const [phrase, means] of phrases) {
    const count = phraseAt(words, at, phrase);
    if (count > 0) return { count, means };
  }
  const { count, site } = siteAt(words, at);
  if (site) return { count, means: { site } };
  for (let n = Math.min(maxProgramme, words.length - at); n > 0; n -= 1) {
    const named = words
      .slice(at, at + n)
      .map(({ text }) => text)
      .join(' ');
    const programme = named.length > 3 ? programmeNamed(named) : undefined;
    if (programme) return { count: n, means: { programme } };
  }
  return { count: 0, means: {} };
}
