import type { Command } from '../command.ts';
import { sayingsOf } from './aliases.ts';
import { phraseAt, type Token } from './sentence.ts';

const wish = '(?:(?:want|mean|intend|wish|like) (?:you )?to )';
/** What people say before what is not to be done. Of *I don’t* a wish alone: *I don’t log in* tells what goes wrong. */
const denials = [
  `^(?:(?:you|but|so|and) )?(?:please )?(?:dont|do not|never|not) (?:you )?(?:ever |yet |please )?${wish}?(?:to )?`,
  `(?:^| )(?:i|we) (?:dont|do not|didnt|did not|never|wouldnt|would not) ${wish}`,
  '(?:^| )(?:(?:should|must|please|to) ?not |shouldnt |mustnt )(?:to )?(?:be )?',
];
/** Behind those: the first of *don’t delete or suspend Ben*. */
const denied = new RegExp(`(?:${denials.join('|')})(?:\\S+ (?:or|and|nor) )?$`);

/** Whether a sentence says not to do this: *don’t suspend Ben*. That something can’t be done (*I can’t log in*) says no such thing. */
export function isDenied(command: Command, tokens: readonly Token[]): boolean {
  const sayings = sayingsOf(command);
  const before = (at: number) => tokens.slice(0, at).map(({ plain }) => `${plain} `);
  return tokens.some(
    (_, at) => sayings.some(({ words }) => phraseAt(tokens, at, words) > 0) && denied.test(before(at).join('')),
  );
}
