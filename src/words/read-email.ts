import { foldEmail, isEmail, lookAlikeIn, readableDomain, unseenSigns } from './email.ts';

/** What stands in the way of taking some text for one address. */
type EmailProblem =
  | { why: 'missing' | 'malformed' }
  /** Several addresses where one is wanted. */
  | { why: 'several'; emails: string[] }
  /** A sign within it that nobody can see, by its number in Unicode. */
  | { why: 'unseen'; sign: number }
  /** A letter that some mail servers and sites take for others: ß for ss. */
  | { why: 'look-alike'; letter: string };

export interface ReadEmail {
  /** As it is kept; where there is a problem, as it was pasted. */
  email: string;
  problem?: EmailProblem;
}

/** Longest text that an address is looked for in, in characters: itself twice, a name, and what a chat puts around. */
const maxPasted = 1_000;

/** Blanks and signs that can't be seen, as they come along at both ends of what is copied, and signs of other alphabets. */
const stray = `\\s|${unseenSigns.source}|(?![\\0-\\x7f\\ufffd])[\\p{P}\\p{S}]`;
/** The crumbs of a list, a sentence or a table before an address: quotes, brackets, bullets, and no sign that one may begin with. */
const before = new RegExp(`^(?:[-*+|>#=]\\s+|[,;:"'()<>[\\]{]|${stray})+`, 'u');
const behind = new RegExp(`(?:[,;:.!?"'()<>[\\]}|]|${stray})+$`, 'u');
/** What chats make bold or struck out. */
const marked = /^([*_~`]+)(.*)\1$/su;
/** What the address is called: `E-mail: ada@school.example`, `smtp:ada@school.example`. */
const label = /^(?:smtp:|(?:e-?)?mail:|[\p{L}\p{M}][\p{L}\p{M} .-]{0,30}:\s+)\s*(?=\S+$)/iu;

/**
 * The address in what someone pasted: crumbs of a list or a sentence around it, signs that can't be seen, what it is called, `Name <mail>`,
 * `mail (Name)`, `mailto:`, and what chats make of it (`<mailto:a@b.c|a@b.c>`, `[a@b.c](mailto:a@b.c)`) are taken off; full-width signs
 * are plain ones, as are apostrophes and hyphens; a domain is written as people read it (`schule-münchen.example` for `xn--…`), so that one
 * address has one form. Reading it twice changes nothing.
 *
 * @returns with a problem, where no address is left, or more than one: nothing within it is guessed at
 */
export function readEmail(pasted: string): ReadEmail {
  if (pasted.length > maxPasted) return { email: pasted.slice(0, maxPasted), problem: { why: 'malformed' } };
  const text = plainSigns(pasted);
  const { around, beside } = apart(text);
  const address = bare(around);
  const others = distinct([address, ...addressesIn(beside)]);
  if (isEmail(address) && others.length === 1) return { email: address };
  const parts = partsOf(text);
  const [one, other] = distinct(parts);
  if (one && !other && isEmail(one)) return { email: one };
  return { email: text, problem: problemOf(address, distinct(parts.filter(isEmail))) };
}

/** @returns the address with crumbs around it, and what stands beside it, where another may be */
function apart(text: string): { around: string; beside: string } {
  const [, shown = '', target] = /^\[([^[\]]*)\]\(([^()\s]+)\)$/u.exec(text) ?? [];
  if (target?.includes('@')) return { around: target, beside: shown };
  const [, name = '', within, after = ''] = /^([^<>]*)<([^<>]*)>([^<>]*)$/u.exec(text) ?? [];
  if (within?.includes('@')) {
    const [address = '', linked = ''] = within.split('|');
    return { around: address, beside: `${name} ${linked} ${after}` };
  }
  const [, called = '', inBrackets] = /^([^()[\]]*)[([]([^()[\]\s]+@[^()[\]\s]+)[)\]]$/u.exec(text) ?? [];
  if (inBrackets) return { around: inBrackets, beside: called };
  const [, mail, remark = ''] = /^(\S+@\S+)\s*\(([^()]*)\)$/u.exec(text) ?? [];
  return mail ? { around: mail, beside: remark } : { around: text, beside: '' };
}

const partsOf = (text: string): string[] =>
  text
    .split(/[\s,;<>|()[\]]+/u)
    .map(bare)
    .filter(Boolean);

const addressesIn = (text: string): string[] => partsOf(text).filter(isEmail);

/** Full-width signs are what keyboards for Chinese and Japanese make; curved apostrophes and long hyphens, what phones and word processors do. */
export const plainSigns = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/[！-～]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(/[。｡](?=[^\s])/g, '.')
    .replace(/[’‘‛ʼ′´]/g, "'")
    .replace(/(?<=[\p{L}\p{N}])[‐‑‒–—−](?=[\p{L}\p{N}])/gu, '-')
    .normalize('NFC');

function bare(text: string): string {
  const plain = withoutCrumbs(text);
  const linked = /^mailto:(?=[^?]*@)([^?]*)/iu.exec(plain)?.[1];
  const address = linked === undefined ? plain.replace(/(@[^?\s]+)\?\S*$/, '$1') : withoutCrumbs(decoded(linked));
  return withReadableDomain(address);
}

function withoutCrumbs(text: string): string {
  const left = text.replace(before, '').replace(behind, '').replace(marked, '$2').replace(label, '');
  return left === text ? left : withoutCrumbs(left);
}

/** `o%27neil` is o'neil. */
function decoded(text: string): string {
  try {
    return plainSigns(decodeURIComponent(text));
  } catch {
    return text;
  }
}

/** Each once, whatever the letter case. */
const distinct = (emails: string[]): string[] =>
  emails.filter((email, i) => emails.findIndex((other) => foldEmail(other) === foldEmail(email)) === i);

/** An address that came from elsewhere (a chat, a site, a sign-in page) as ours are compared: folded, its domain as people read it. */
export const comparableEmail = (email: string): string => foldEmail(withReadableDomain(email.trim()));

/** Whether two e-mails are one. What is not there is nobody's. */
export const isSameEmail = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && comparableEmail(a) === comparableEmail(b);

/**
 * An address with its domain as people read it: `ada@xn--schule-mnchen-3ob.example` and `ada@Schule-München.example` are one. Whose
 * domain is none, or has another form once it was read (look-alike letters), stays as it is.
 */
function withReadableDomain(email: string): string {
  const at = email.lastIndexOf('@');
  const domain = email.slice(at + 1);
  if (at === -1 || !/xn--|[^ -~]/i.test(domain)) return email;
  const readable = readableDomain(domain);
  const isSame = readable === domain.toLowerCase() || /xn--/i.test(domain);
  return readable !== undefined && isSame ? `${email.slice(0, at)}@${readable}` : email;
}

function problemOf(address: string, emails: string[]): EmailProblem {
  if (address === '') return { why: 'missing' };
  if (emails.length > 1) return { why: 'several', emails };
  const letter = lookAlikeIn(address);
  if (letter && isEmail(address.replaceAll(letter, 'a'))) return { why: 'look-alike', letter };
  const unseen = unseenSigns.exec(address)?.[0];
  // A line end and a tab are seen.
  return unseen && !/[\t\r\n]/.test(unseen)
    ? { why: 'unseen', sign: unseen.codePointAt(0) ?? 0 }
    : { why: 'malformed' };
}
