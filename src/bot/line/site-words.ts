import { siteNames } from '../../ui/sentences/names.ts';
import { type Site, sites, siteWords } from '../../words/sites.ts';
import { pick } from './options.ts';
import { phraseAt, phraseTable, type Token, tokensOf } from './sentence.ts';

const phrasesFor = phraseTable(
  sites
    .flatMap((site) => siteWords[site].map((words) => ({ site, words: words.split(' ') })))
    .sort((a, b) => b.words.length - a.words.length),
);

/** The site that is called by the words from this place on, and by how many of them; none where they are no site. */
export function siteAt(words: readonly (Token | undefined)[], at: number): { site?: Site; count: number } {
  for (const { site, words: phrase } of phrasesFor(words[at])) {
    const count = phraseAt(words, at, phrase);
    if (count > 0) return { site, count };
  }
  return { count: 0 };
}

/** The site that all of these words name: as people call it, or by its key or whole name. */
export function siteNamed(words: string): Site | undefined {
  const tokens = tokensOf(words);
  const { site, count } = siteAt(tokens, 0);
  return count === tokens.length ? site : pick(siteNames, words);
}
