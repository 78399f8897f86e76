/** Longest address, in characters: RFC 5321 takes 256 with the brackets around it. */
export const maxEmail = 254;

const form =
  /^[^\s\p{Cc}\p{Cf}\p{Z}@<>(),;:"\\[\]]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}]{2,63}$/u;

/**
 * Whether it is one address, as people write it: nothing that a mail server would have to guess at, no display name, no
 * line breaks. Narrower than the standards: quoted local parts and addresses without a dot in the domain are none, as
 * every school's own are without them; nor is one with letters that some systems take for others.
 */
export const isEmail = (text: string): boolean =>
  text.length <= maxEmail && form.test(text) && !/^\.|\.\.|\.@/.test(text) && !hasLookAlikes(text);

/**
 * Whether some system reads another address in it: a Kelvin sign is a k in small letters, a dotless i an I in capitals, an
 * ß two of them, and full-width letters are plain ones once they are normalised.
 */
const hasLookAlikes = (text: string): boolean =>
  text !== text.normalize('NFKC') || [...text].some((c) => c > '\x7f' && hasAscii(c.toLowerCase() + c.toUpperCase()));

const hasAscii = (text: string) => [...text].some((c) => c <= '\x7f');

/**
 * An e-mail as it is compared with others: A to Z in small letters, all else as it is. Further letters have no small ones
 * that PostgreSQL and JavaScript, in every locale, agree on. `foldedEmail` in db/schema is the same in SQL.
 */
export const foldEmail = (email: string): string => email.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** Whether two e-mails are one. What is not there is nobody's. */
export const isSameEmail = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && foldEmail(a) === foldEmail(b);
