import { domainToASCII } from 'node:url';
import { withPlainLetters } from '../../words/names.ts';
import type { FoundLink } from './open-link.ts';

/** Whose password it is to be. */
export interface Owner {
  firstName: string;
  lastName: string;
  email: string;
  centreName: string;
  /** `IN123` */
  centreNumber: string;
}

export const ownerOf = ({ user, centre }: Pick<FoundLink, 'user' | 'centre'>): Owner => ({
  firstName: user.firstName,
  lastName: user.lastName,
  email: user.email,
  centreName: centre.name,
  centreNumber: centre.number,
});

/** What everyone here has before their eyes when they choose a password. */
export const ours = ['staffroom', 'cambridge', 'password', 'coordinator', 'teacher'];

/** What is left of a password once its owner's words are gone must be at least this long to be one of its own. */
const ownPart = 6;

/** Digits and signs that stand for letters: "0kaf0r". Each digit has its likeliest letter. */
const letters: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
};

/** The words of the person that a stranger would try first: names, the e-mail and its parts, the school and its number. Longest first. */
export function personalWords({ firstName, lastName, email, centreName, centreNumber }: Owner): string[] {
  const [local = '', domain = ''] = email.split('@');
  const names = [firstName, lastName].flatMap((name) => [name, ...name.split(/[^\p{L}\p{N}]+/u)]);
  const words = [
    `${firstName}${lastName}`,
    `${lastName}${firstName}`,
    ...names,
    email,
    local,
    ...local.split(/[^\p{L}\p{N}]+/u),
    domain,
    domainToASCII(domain),
    ...domain.split('.'),
    centreName,
    ...centreName.split(/[^\p{L}\p{N}]+/u),
    centreNumber,
  ].flatMap((word) => [plain(word), plain(inTwoLetters(word))]);
  return [...new Set(words)].filter(isTelling).sort((a, b) => b.length - a.length);
}

/** Whether the password is, in the main, such words: alone, joined, or with a year or a sign added. */
export function isMadeOf(password: string, words: string[]): boolean {
  return readings(password).some((typed) => {
    let rest = typed;
    for (const word of words) rest = rest.replaceAll(word, '');
    return rest.length < typed.length && rest.length < ownPart;
  });
}

/** Which of these words are in a password. */
export const wordsIn = (password: string, words: string[]): string[] =>
  words.filter((word) => readings(password).some((typed) => typed.includes(word)));

/** As it was typed, and with its signs read as letters. */
const readings = (password: string): string[] => [plain(password), plain(unmask(password))];

/** Letters and digits alone, without case and accents. */
function plain(text: string): string {
  return withPlainLetters(text.toLowerCase().normalize('NFKD')).replace(/[^\p{L}\p{N}]/gu, '');
}

/** How German and Nordic letters are written without a key for them: Jürgen is Juergen too. */
const twoLetters: Record<string, string> = { ä: 'ae', ö: 'oe', ü: 'ue', å: 'aa', ø: 'oe' };

const inTwoLetters = (text: string): string =>
  text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[äöüåø]/g, (letter) => twoLetters[letter] ?? letter);

function unmask(password: string): string {
  return password.replace(/[013457@$]/g, (sign) => letters[sign] ?? sign);
}

/** "Li" is in many words; 李明 is not. */
function isTelling(word: string): boolean {
  return word.length >= 3 || (word.length === 2 && !/[a-z0-9]/.test(word));
}
