import type { Command } from '../command.ts';
import { sayingsOf } from './aliases.ts';
import { phraseAt, type Token } from './sentence.ts';

/** What people say before what is not to be done, and before the second of *don’t delete or suspend Ben*. */
const denials = [
  /^(?:(?:you|but|so|and) )?(?:please )?(?:dont|do not|never|not) (?:you )?(?:ever |yet |please )?(?:(?:want|mean|intend|wish|like) (?:you )?to )?(?:to )?(?:\S+ (?:or|and|nor) )?$/,
  // Of *I don’t* a wish alone: *I don’t log in* tells what goes wrong.
  /(?:^| )(?:i|we) (?:dont|do not|didnt|did not|never|wouldnt|would not) (?:want|mean|intend|wish|like) (?:you )?to (?:\S+ (?:or|and|nor) )?$/,
  /(?:^| )(?:(?:should|must|please|to) ?not |shouldnt |mustnt )(?:to )?(?:be )?(?:\S+ (?:or|and|nor) )?$/,
];

/** Whether a sentence says not to do this: *don’t suspend Ben*. That something can’t be done (*I can’t log in*) says no such thing. */
export function isDenied(command: Command, tokens: readonly Token[]): boolean {
  const sayings = sayingsOf(command);
  return tokens.some((_, at) => {
    if (!sayings.some(({ words }) => phraseAt(tokens, at, words) > 0)) return false;
    const before = tokens.slice(0, at).map(({ plain }) => `${plain} `);
    return denials.some((denial) => denial.test(before.join('')));
  });
}
