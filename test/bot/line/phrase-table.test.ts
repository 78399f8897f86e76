import { expect, test } from 'vitest';
import { sayingsOf } from '../../../src/bot/line/aliases.ts';
import { phraseAt, phraseTable, tokensOf } from '../../../src/bot/line/sentence.ts';
import { registry } from '../../kit/job-cards.ts';

test('a table leaves out no phrase that a word begins, however it is bent or joined', () => {
  const phrases = registry.all.flatMap(sayingsOf);
  const table = phraseTable(phrases);
  const bent = (word: string) => [word, `${word}s`, `${word}ed`, `${word.slice(0, -1)}ing`, `${word.slice(0, -1)}ies`];
  const words = phrases.flatMap(({ words }) => [...bent(words[0] ?? ''), ...bent(words.join(''))]);
  // All of a phrase but its first word, so that it is the first that decides.
  const rests = phrases.map(({ words }) => tokensOf(words.slice(1).join(' ')));
  for (const word of new Set([...words, '', 'a', 'I', 'Ünal', '<@U1>'])) {
    const [token] = tokensOf(word);
    const begun = phrases.filter(({ words }, i) => phraseAt([token, ...(rests[i] ?? [])], 0, words));
    expect(table(token)).toEqual(expect.arrayContaining(begun));
    expect(phrases.filter((each) => table(token).includes(each))).toEqual(table(token));
  }
});
