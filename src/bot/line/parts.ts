import { plainWidth, unwrap, type Word } from './parse.ts';

/** The words of a line as they may name people: who is named after whom, and what stands between. */

/** Words that may name someone together. */
export interface Part {
  words: Word[];
  /** What stands between it and the part before: a comma may be within a name, all else is not. */
  behind: 'nothing' | 'comma' | 'and';
  /** All that was typed from here on. */
  onwards: Word[];
}

/** What people set between several. */
export const joining = /^(?:and|&|\+|\|)$/i;

/** What a list has before each: `•`, `-`, `2.` */
export const bullet = /^(?:[-–—•*·▪◦‣]+|\(?\d{1,3}[.)])$/u;

/** Whether a word says by itself who is meant. */
export const isExact = ({ text, quoted }: Word): boolean => quoted || /.@/.test(text) || text.startsWith('id:');

/** `Ben Okafor <ben@school.example>`: what stands before such an address is the name of whom it belongs to. */
export const isInBrackets = ({ raw }: Word): boolean => /^[<([](?!@)[^@]+@/.test(raw);

/**
 * Parts the words at commas, semicolons, slashes, line ends and `and`.
 *
 * @param verb what a new line may begin with once more: `suspend ben⏎suspend tom`
 * @param most parts at most: each holds all that follows it, and a line may have ten thousand commas
 */
export function partsOf(typed: Word[], verb: string, most: number): Part[] {
  const words = typed.flatMap(pieces);
  const parts: Part[] = [];
  let behind: Part['behind'] = 'nothing';
  let part: Part | undefined;
  for (const [i, word] of words.entries()) {
    const isNewLine = /[\n\r]/.test(word.gap) && parts.length > 0;
    const isJoining = !word.quoted && (joining.test(word.text) || (isNewLine && isVerb(word, verb)));
    if (isNewLine || (isJoining && parts.length > 0)) {
      behind = 'and';
      part = undefined;
    }
    if (isJoining && parts.length > 0) continue;
    if (!word.quoted && (i === 0 || /[\n\r]/.test(word.gap)) && i < words.length - 1 && bullet.test(word.text))
      continue;
    if (word.text !== '' || word.quoted) {
      if (!part) {
        if (parts.length === most) return parts;
        part = { words: [], behind, onwards: words.slice(i) };
        parts.push(part);
        behind = 'nothing';
      }
      part.words.push(word);
    }
    const end = word.quoted ? undefined : /[,;，；、/]$/.exec(word.raw)?.[0];
    if (!end) continue;
    part = undefined;
    if (behind !== 'and') behind = end === ';' || end === '；' ? 'and' : 'comma';
  }
  return parts;
}

const isVerb = ({ text }: Word, verb: string) => text.replace(/^\//, '').toLowerCase() === verb;

/** A slash between two names, or the colon behind one; not those of `1/6`, `c/o` and `id:…`. */
const between = /(?<=\p{L}{2}\/)(?=\p{L}{2})|(?<=\p{L}{2}:)(?=\p{L})/u;
/** What keeps them: a link, and what may not be parted. */
const whole = /:\/|^(?:id:|and\/or(?!\p{L}))/iu;

/** `ben,clara`, `ben/clara` and `ben:left` are two words; the signs stay with what was typed, and not with the name. */
export function pieces(word: Word): Word[] {
  if (word.quoted || word.raw.startsWith('<@')) return [word];
  const typed = word.raw.match(/[^,;，；、]+[,;，；、]*|[,;，；、]+/g) ?? [];
  return typed.flatMap(apart).map((raw, i) => ({
    raw,
    text: unwrap(plainWidth(raw.replace(/[,;，；、/]+$/, ''))),
    quoted: false,
    gap: i === 0 ? word.gap : '',
  }));
}

function apart(raw: string): string[] {
  if (whole.test(raw)) return [raw];
  if (!raw.includes('@')) return raw.split(between);
  // An address may hold a slash.
  const addresses = raw.split(/(?<=\/)/);
  return addresses.every((each) => /.@./.test(each)) ? addresses : [raw];
}

/** The words in one, as a name is looked for. */
export const inOne = (words: Word[]): string => words.map(({ text }) => text).join(' ');
