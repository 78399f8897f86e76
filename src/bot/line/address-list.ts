import type { Call } from '../command.ts';
import { findEach } from './find-person.ts';
import type { Named } from './look-up-names.ts';
import type { Word } from './parse.ts';
import { bullet, isInBrackets, joining, pieces } from './parts.ts';

/** Addresses by the dozen, as they are pasted: all are looked up at once, and none of them as a name. */

/** Fewer are read as people type them. */
const minAddresses = 20;
/** Most words of a name before an address in brackets. */
const maxName = 6;

const isAddress = ({ text, quoted }: Word) => !quoted && /^[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+$/.test(text);

/**
 * The addresses with which the words begin, and what follows the last of them. Between may stand what parts them, and the names of those
 * whose address is in brackets.
 *
 * @returns nothing where it is no such list
 */
export function addressesIn(typed: Word[]): { addresses: string[]; rest: Word[] } | undefined {
  // Those of a short line are not looked at.
  if (typed.length < minAddresses && !typed.some(({ raw }) => raw.length > minAddresses * 6)) return undefined;
  const words = typed.flatMap(pieces);
  const last = words.findLastIndex(isAddress);
  const addresses: string[] = [];
  let name = 0;
  for (const word of words.slice(0, last + 1)) {
    if (isAddress(word)) {
      if (name > 0 && !isInBrackets(word)) return undefined;
      addresses.push(word.text);
      name = 0;
    } else if (word.quoted || !(word.text === '' || joining.test(word.text) || bullet.test(word.text))) {
      name += 1;
      if (name > maxName) return undefined;
    }
  }
  return addresses.length > minAddresses ? { addresses, rest: words.slice(last + 1) } : undefined;
}

export async function lookUpAddresses(call: Call, addresses: string[]): Promise<Named[]> {
  const once = [...new Map(addresses.map((each) => [each.toLowerCase(), each])).values()];
  const found = await findEach(
    call,
    once.map((ref) => ({ ref, exact: true })),
  );
  return once.map((words, i) => ({ words, found: found[i] ?? { near: [] } }));
}
