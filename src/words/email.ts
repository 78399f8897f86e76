import { domainToASCII, domainToUnicode } from 'node:url';

/** A sign that nobody can see: what Unicode says is not shown (Hangul fillers too), blanks but the usual one, empty Braille. */
export const unseenSigns =
  /[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\u00a0\u1680\u2000-\u200a\u2028-\u2029\u202f\u205f\u2800\u3000]/u;

/** Longest address, in characters: RFC 5321 takes 256 with the brackets around it. */
export const maxEmail = 254;

/** The vowels of Hindi and Thai are marks, and of their words; an accent that makes no letter of its own with what it stands on is not. */
const form =
  /^(?=[^@]*[\p{L}\p{N}])[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~.-]{1,64}@((?:[\p{L}\p{N}](?:(?:(?![\u0300-\u036f])[\p{L}\p{M}\p{N}-]){0,61}(?![\u0300-\u036f])[\p{L}\p{M}\p{N}])?\.)+\p{L}[\p{L}\p{M}]{1,62})$/u;

/**
 * Whether it is one address, as people write it: nothing that a mail server would have to guess at, no display name, no
 * line breaks. Narrower than the standards: quoted local parts and addresses without a dot in the domain are none, as
 * every school's own are without them; nor is one with letters that some systems take for others, or that can't be seen.
 */
export function isEmail(text: string): boolean {
  const domain = text.length <= maxEmail ? form.exec(text)?.[1] : undefined;
  return (
    domain !== undefined &&
    !/^[.']|\.\.|\.@/.test(text) &&
    !unseenSigns.test(text) &&
    !hasLookAlikes(text) &&
    isDomain(domain)
  );
}

/** Whether mail servers can be asked for it: as they write it, no part is longer than 63 letters. */
function isDomain(domain: string): boolean {
  if (!/xn--|[^ -~]/i.test(domain)) return true;
  const isShort = domainToASCII(domain)
    .split('.')
    .every((part) => part.length <= 63);
  return isShort && readableDomain(domain) !== undefined;
}

/**
 * A domain as people read it: `xn--mnchen-3ya.example` is `münchen.example`. Nothing where it is none, or where a part that begins with `xn--`
 * stands for no letters beyond ASCII: Node 24 leaves such a part as it is, 22 reads some of them as plain letters, which is another domain.
 */
export function readableDomain(domain: string): string | undefined {
  const written = domainToASCII(domain);
  const readable = domainToUnicode(written);
  const parts = readable.split('.');
  const isWhole = written.split('.').every((part, i) => !part.startsWith('xn--') || /[^ -~]/.test(parts[i] ?? ''));
  return readable !== '' && isWhole ? readable : undefined;
}

/**
 * Whether some system reads another address in it: a Kelvin sign is a k in small letters, a dotless i an I in capitals, an
 * ß two of them, and full-width letters are plain ones once they are normalised.
 */
const hasLookAlikes = (text: string): boolean => text !== text.normalize('NFKC') || lookAlikeIn(text) !== undefined;

/** The first letter that is another one, or several, in small letters or in capitals. */
export const lookAlikeIn = (text: string): string | undefined =>
  [...text].find((c) => c > '\x7f' && hasAscii(c.toLowerCase() + c.toUpperCase()));

const hasAscii = (text: string) => [...text].some((c) => c <= '\x7f');

/**
 * An e-mail as it is compared with others: A to Z in small letters, all else as it is. Further letters have no small ones
 * that PostgreSQL and JavaScript, in every locale, agree on. `foldedEmail` in db/schema is the same in SQL.
 */
export const foldEmail = (email: string): string => email.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
