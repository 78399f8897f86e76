import { domainToASCII, domainToUnicode } from 'node:url';
import { foldEmail, isEmail } from './email.ts';

/** What stands in the way of taking some text for one address. */
export type EmailProblem =
  | { why: 'missing' | 'malformed' }
  /** Several addresses where one is wanted. */
  | { why: 'several'; emails: string[] }
  /** A sign within it that nobody can see, by its number in Unicode. */
  | { why: 'unseen'; sign: number };

export interface ReadEmail {
  /** As far as it could be tidied; '' where there is none. */
  email: string;
  /** The name that stood with it, as in `Ada Noor <ada@school.example>`; '' where none did. */
  name: string;
  problem?: EmailProblem;
}

/** Longest text that an address is looked for in, in characters: itself twice, a name, and what a chat puts around. */
const maxPasted = 1_000;

/** Blanks and signs that can't be seen, as they come along at both ends of what is copied. */
const unseenAround = /^[\s\p{Cf}\p{Cc}\u00a0]+|[\s\p{Cf}\p{Cc}\u00a0]+$/gu;
/** …and the crumbs of a list or a sentence. */
const crumbs = /^[\s\p{Cf}\p{Cc},;"“”„«»'‘’]+|[\s\p{Cf}\p{Cc},;.:"“”„«»'‘’]+$/gu;

/**
 * The address in what someone pasted: a crumb of a list at its end, signs that can't be seen around it, `Name <mail>`, `mail (Name)`,
 * `mailto:`, and what chats make of it (`<mailto:a@b.c|a@b.c>`, `[a@b.c](mailto:a@b.c)`) are taken off; a domain is written as
 * people read it (`schule-münchen.example` for `xn--…`), so that one address has one form. Reading it twice changes nothing.
 *
 * @returns with a problem, where no address is left: nothing within it is guessed at
 */
export function readEmail(pasted: string): ReadEmail {
  if (pasted.length > maxPasted) return { email: pasted.slice(0, maxPasted), name: '', problem: { why: 'malformed' } };
  const { address, name } = apart(pasted.normalize('NFC').replace(unseenAround, ''));
  const email = withReadableDomain(address);
  const problem = problemOf(email);
  return { email, name: name.replace(crumbs, ''), ...(problem && { problem }) };
}

/** @returns the address without what stands around it, and the name beside it */
function apart(text: string): { address: string; name: string } {
  const [, shown = '', linked] = /^\[([^[\]]*)\]\(mailto:([^()\s]+)\)$/iu.exec(text) ?? [];
  if (linked) return { address: bare(linked), name: shown.includes('@') ? '' : shown };
  const [, before = '', within, after = ''] = /^([^<>]*)<([^<>]*)>([^<>]*)$/u.exec(text) ?? [];
  if (within?.includes('@') && bare(after) === '') {
    const [address = '', label = ''] = within.split('|');
    return { address: bare(address), name: before || (label.includes('@') ? '' : label) };
  }
  const [, mail, inBrackets = ''] = /^(\S+@\S+)\s*\(([^()]*)\)$/u.exec(text) ?? [];
  return mail ? { address: bare(mail), name: inBrackets } : { address: bare(text), name: '' };
}

/** A full-width @ or dot is what keyboards for Chinese and Japanese make of these keys, a curved apostrophe what phones make of a straight one. */
const bare = (text: string): string =>
  text
    .replace(crumbs, '')
    .replace(/^mailto:/i, '')
    .replace(/(@[^?\s]+)\?\S*$/, '$1')
    .replace(crumbs, '')
    .replaceAll('＠', '@')
    .replaceAll('．', '.')
    .replaceAll('’', "'");

/** An address that came from elsewhere (a chat, a site, a sign-in page) as ours are compared: folded, its domain as people read it. */
export const comparableEmail = (email: string): string => foldEmail(withReadableDomain(email.trim()));

/**
 * An address with its domain as people read it: `ada@xn--schule-mnchen-3ob.example` and `ada@Schule-München.example` are one. Whose
 * domain is none, or has another form once it was read (look-alike letters), stays as it is.
 */
function withReadableDomain(email: string): string {
  const at = email.lastIndexOf('@');
  const domain = email.slice(at + 1);
  if (at === -1 || !/xn--|[^ -~]/i.test(domain)) return email;
  const readable = domainToUnicode(domainToASCII(domain));
  const isSame = readable === domain.toLowerCase() || /xn--/i.test(domain);
  return readable !== '' && isSame ? `${email.slice(0, at)}@${readable}` : email;
}

function problemOf(email: string): EmailProblem | undefined {
  if (email === '') return { why: 'missing' };
  if (isEmail(email)) return undefined;
  const emails = email.split(/[\s,;<>]+/u).map(bare);
  const found = [...new Set(emails.filter(isEmail))];
  if (found.length > 1) return { why: 'several', emails: found };
  const unseen = /\u034f|[\p{Cf}\p{Cc}\u00a0\u115f\u1160\u2000-\u200a\u202f\u205f\u2800\u3000\u3164]/u.exec(email)?.[0];
  // A line end and a tab are seen.
  return unseen && !/[\t\r\n]/.test(unseen)
    ? { why: 'unseen', sign: unseen.codePointAt(0) ?? 0 }
    : { why: 'malformed' };
}
