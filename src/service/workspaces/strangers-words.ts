import { oneLine, shorten } from '../../lib/text.ts';

/** Longest name that is repeated, in characters. */
const max = 80;

/**
 * What strangers call themselves or their workspace, as a mail and a card may repeat it: on one line, not long, without what turns
 * the direction of words, and with a space in what mail programs would make a link of.
 *
 * @returns nothing where there is nothing to see
 */
export function strangersWords(called: string | undefined): string | null {
  const visible = (called ?? '').slice(0, 10 * max).replace(/[\p{Cf}]/gu, '');
  return shorten(oneLine(visible).replace(/([:/@.])(?=\S)/g, '$1 '), max) || null;
}
