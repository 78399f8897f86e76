import { isSameSecret } from '../../lib/hash.ts';
import { type Keys, macsOf } from '../keys/derived.ts';

/** Crockford's base 32: no I, L, O or U, so that nothing is mistaken for another when read aloud. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Five bits each: 40 bits, of which five tries find nothing. */
const length = 8;

/** How long a code is good for from when its mail leaves, in milliseconds. */
export const codeTtlMs = 10 * 60_000;

/** Most wrong tries at one code. */
export const maxTries = 5;

/**
 * The code of a row: derived from its id, so that it is stored nowhere and a mail that is sent again has the same.
 *
 * @returns eight letters and digits in two fours: `K7QM-2X9P`
 */
export function workspaceCode(keys: Keys, id: string): string {
  return codesOf(keys, id)[0];
}

const codesOf = (keys: Keys, id: string) => macsOf(keys, `workspace-code:${id}`, inLetters);

function inLetters(mac: Buffer): string {
  // Of 256 values 32 are an even share.
  const letters = [...mac.subarray(0, length)].map((byte) => alphabet.charAt(byte % alphabet.length)).join('');
  return `${letters.slice(0, length / 2)}-${letters.slice(length / 2)}`;
}

/** Whether what was typed is the code, however it was typed: small letters, spaces, an O for a nought. */
export function isCode(keys: Keys, id: string, typed: string): boolean {
  return codesOf(keys, id).some((code) => isSameSecret(plain(typed), plain(code)));
}

const plain = (code: string) =>
  code
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
