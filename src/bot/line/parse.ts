import { maxEmail } from '../../words/email.ts';
import { plainSigns, readEmail } from '../../words/read-email.ts';

/**
 * Reads a line as people type it on a phone: “curly quotes”, dashes of every length where a hyphen is meant, spaces that
 * don't break. Whatever is typed, it reads as something; nothing throws.
 */

export interface Word {
  text: string;
  /** In quotes: one word, whatever is in it. */
  quoted: boolean;
  /** As it was typed, and what stood before it. */
  raw: string;
  gap: string;
}

export interface Line {
  /** What comes first, in small letters: `suspend`; '' for an empty line. */
  verb: string;
  words: Word[];
  /** `key:value` pairs, of the keys that the command knows; the last of a kind counts. */
  keys: Record<string, string>;
  /** The words of each of them, and how many others stood before it. */
  keyWords: Record<string, Word[]>;
  wordsBefore: Record<string, number>;
  /** What comes after the verb, as it was typed. */
  rest: string;
  /** The beginning of what was not read, where the line is longer than any command. */
  beyond: string[];
}

const opening = '"“”„«';
const closing = '"“”„»';
const dashes = /[‐‑‒–—―−]/g;

/** `lower–secondary`, as a phone would have it, is `lower-secondary`. */
export const plainHyphens = (s: string) => s.replace(dashes, '-');

/** Longest line that is read, in characters: two thousand addresses, each as a chat writes a link. */
const maxLine = 160_000;

/** Of what is beyond so much is shown. */
const maxBeyond = 100;

/** Letters, digits and the signs of an e-mail in full width, as keyboards for Chinese and Japanese make them, in plain width. */
export const plainWidth = (s: string) => s.replace(/[０-９Ａ-Ｚａ-ｚ＠．]/g, (sign) => sign.normalize('NFKC'));

/** What was typed, without the slash command's own name. */
export const lineOf = (text: string): string =>
  withPlainAddresses(text.slice(0, maxLine).replace(/[\u00a0\u2000-\u200b\u202f\u3000\ufeff]/g, ' '))
    .trim()
    .replace(/^\/?staff(?:\s+|$)/i, '')
    .replace(/^\//, '');

const withPlainAddresses = (text: string): string =>
  text.includes('＠') ? text.replace(/\S+/g, (word) => (word.includes('＠') ? plainSigns(word) : word)) : text;

/** The verb, and what comes after it unread: which keys there are depends on the verb. */
export const splitVerb = (text: string): { verb: string; rest: string } => splitLine(lineOf(text));

/** The same of a line that is without the slash command's name. */
export function splitLine(line: string): { verb: string; rest: string } {
  const [, verb = '', rest = ''] = /^(\S*)\s*([\s\S]*)$/.exec(line) ?? [];
  return { verb: plainHyphens(plainWidth(verb)).toLowerCase(), rest };
}

/** Whether the words after a verb begin with an e-mail, a mention or an id: they say by themselves who is meant. */
export const namesSomeone = (rest: string) => /^["“”„«]?\s*(?:id:|\S*@)/i.test(rest);

/**
 * @param known the keys that the command knows: in `note: call home` nothing is a key unless `note` is one
 */
export function parseLine(text: string, known: readonly string[]): Line {
  const { verb, rest } = splitVerb(text);
  const words: Word[] = [];
  // A key may be anything that is typed, `__proto__` included.
  const keys: Record<string, string> = Object.create(null);
  const keyWords: Record<string, Word[]> = Object.create(null);
  const wordsBefore: Record<string, number> = Object.create(null);
  // In `sites:hub, forums` the value goes on after the comma, in `sites: hub` after the colon.
  let goesOn: string | undefined;
  for (const { key: typed, text: value, quoted, raw, gap } of tokens(rest)) {
    const key = typed ? known.find((k) => alike(k) === alike(typed)) : goesOn;
    if (key) {
      keys[key] = typed ? unwrap(value) : `${keys[key]} ${unwrap(value)}`.trim();
      const before = typed ? [] : (keyWords[key] ?? []);
      if (typed) wordsBefore[key] = words.length;
      keyWords[key] = value === '' && !quoted ? before : [...before, { text: unwrap(value), quoted, raw, gap }];
    } else {
      const said = typed ? `${typed}:${value}` : value;
      words.push({
        text: unwrap(quoted ? said : plainWidth(said)),
        quoted,
        raw: typed ? `${typed}:${raw}` : raw,
        gap,
      });
    }
    goesOn = !quoted && /^$|[,;]$/.test(value) ? key : undefined;
  }
  // The comma of `role:admin, programmes:primary` is not of the role.
  for (const key of Object.keys(keys))
    if (!keyWords[key]?.at(-1)?.quoted) keys[key] = keys[key]?.replace(/[,;\s]+$/, '') ?? '';
  const beyond = text.length > maxLine ? [text.slice(maxLine, maxLine + maxBeyond)] : [];
  return { verb, words, keys, keyWords, wordsBefore, rest, beyond };
}

/** `site:`, `Sites:` and `last-name:` are `sites` and `lastName`. */
const alike = (key: string) =>
  plainHyphens(key)
    .toLowerCase()
    .replaceAll('-', '')
    .replace(/(?<=...)s$/, '');

interface Token extends Word {
  key?: string;
}

function* tokens(s: string): Generator<Token> {
  let i = 0;
  let end = 0;
  while (i < s.length) {
    if (/\s/.test(s[i] ?? '')) {
      i += 1;
      continue;
    }
    const key = /^([\p{L}][\p{L}\d‐‑‒–—-]{0,30}):(?!\/\/)/u.exec(s.slice(i, i + 40))?.[1];
    const start = key ? i + key.length + 1 : i;
    const token = opening.includes(s[start] || ' ') ? quoted(s, start) : (quotedSingly(s, start) ?? bare(s, start));
    if (token.text !== '' || token.quoted || key) {
      yield { key, text: token.text, quoted: token.quoted, raw: s.slice(start, token.end), gap: s.slice(end, i) };
      end = token.end;
    }
    i = token.end;
  }
}

function quoted(s: string, start: number) {
  let end = start + 1;
  while (end < s.length && !closing.includes(s[end] ?? '')) end += 1;
  // A quote that is never closed holds all that follows.
  return { text: s.slice(start + 1, end).trim(), quoted: true, end: end + 1 };
}

/** `‘Ben Okafor’`: an apostrophe is none, since no word begins with it and another ends. */
function quotedSingly(s: string, start: number) {
  const [all, text] = /^[‘'‚](\p{L}[^\n]{0,200}?)[’'‘](?=[\s,;.!?:]|$)/u.exec(s.slice(start, start + 210)) ?? [];
  return all && text ? { text: text.trim(), quoted: true, end: start + all.length } : undefined;
}

function bare(s: string, start: number) {
  // `<@U1|Ben Okafor>` and `<mailto:a@b.c|a@b.c>` are one word, spaces and all.
  const wrapped = /^<[^<>]{1,300}>/.exec(s.slice(start, start + 302))?.[0];
  if (wrapped) return { text: wrapped, quoted: false, end: start + wrapped.length };
  let end = start;
  while (end < s.length && !/\s/.test(s[end] ?? '')) end += 1;
  return { text: s.slice(start, end), quoted: false, end };
}

/** Words as they were typed, their quotes and line ends too; without the quotes around all of them. */
export function asTyped(words: Word[]): string {
  const [first] = words;
  if (words.length === 1 && first?.quoted) return first.text;
  return words.map(({ raw, gap, quoted }, i) => (i === 0 ? '' : gap) + (quoted ? raw : withoutLink(raw))).join('');
}

/** Longest e-mail with what chat programs put around it: itself twice, and a few signs. */
const maxWrapped = 2 * maxEmail + 20;

/** The same of a text that is kept: of what people typed nothing is. */
const withoutLink = (raw: string): string => (/^<mailto:/i.test(raw) ? unwrap(raw) : raw);

/** What chat programs make of an e-mail, taken off again; not where it leads to another than it shows. */
export function unwrap(text: string): string {
  // Of a longer one this would take time by the square of its length.
  if (text.length > maxWrapped) return text;
  const bare = /^[([]([^()[\]]+@[^()[\]]+)[)\]][.,;]*$/.exec(text)?.[1] ?? text;
  const mail = /^<?(?:mailto:)?([^\s<>|]+@[^\s<>|]+)(?:\|[^>]*)?>?$/.exec(bare)?.[1];
  if (!mail) return text;
  return /[|%]/.test(text) ? readEmail(text).email : mail.replace(/[.,;]+$/, '');
}
