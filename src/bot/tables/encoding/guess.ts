import { detectAll } from 'jschardet';
import { turkishAsIcelandic } from '../../../words/garbled.ts';
import { decodeAll } from './decoders.ts';
import { encodings } from './encodings.ts';

/** How much likelier what the library of languages takes an encoding for makes it, beside one thing that no name has. */
const weightOfLanguage = 1.5;
/** What the library says of a language that it knows by more than two words; the best of less is hardly better than the next. */
const sure = 0.03;
/** How much likelier it is for being the one that is used where the school is. */
const weightOfPlace = 0.5;
/** What MS-DOS had where Windows has the other. */
const msDosFor: Record<string, string> = { 'windows-1252': 'cp850', 'windows-1250': 'cp852', 'windows-1251': 'ibm866' };
/** Beside the likeliest: those that may be chosen instead. */
const maxTried = 6;

/**
 * Which encodings a text may be in, the likeliest first: by what jschardet makes of its language, and by what names are made of,
 * since a few names are too little for any statistics.
 *
 * @param sample lines with something in them beside ASCII, of a file that is not in UTF-8
 * @param likely the encoding that is used where the school is
 */
export function guess(sample: Uint8Array, likely: string): string[] {
  const found = detectAll(sample);
  const best = Math.max(...found.map(({ confidence }) => confidence), sure);
  const confidenceOf = (encoding: string) =>
    Math.max(0, ...found.filter((f) => plain(f.encoding) === plain(encoding)).map(({ confidence }) => confidence)) /
    best;
  const scored = encodings.map((encoding) => {
    const text = decodeAll(sample, encoding);
    const place = encoding === likely ? weightOfPlace : encoding === msDosFor[likely] ? weightOfPlace / 2 : 0;
    return { encoding, text, score: weightOfLanguage * confidenceOf(encoding) + place - oddness(text) };
  });
  scored.sort((a, b) => b.score - a.score);
  // Two that make the same of it are no choice.
  const texts = new Set<string>();
  return scored
    .filter(({ text }) => !texts.has(text) && texts.add(text))
    .slice(0, maxTried)
    .map(({ encoding }) => encoding);
}

/** Names of one encoding that the library and the standard for the web write differently. */
const otherNames: Record<string, string> = {
  cp874: 'windows874',
  tis620: 'windows874',
  cp949: 'euckr',
  cp932: 'shiftjis',
  cp1258: 'windows1258',
  cp866: 'ibm866',
  cp858: 'cp850',
  koi8u: 'koi8r',
  iso88591: 'windows1252',
  iso88599: 'windows1254',
  macroman: 'macintosh',
};

function plain(name: string | null): string {
  const folded = (name ?? '').toLowerCase().replace(/[^a-z0-9]/g, '');
  return otherNames[folded] ?? folded;
}

/** What no name is written with, and how odd it is. */
const odd: [RegExp, number][] = [
  // What can't be read; a control character.
  [/[\ufffd\u0080-\u009f\p{Co}\p{Cn}]/gu, 4],
  // A sign within or beside a letter: £ukasz.
  [
    /(?<=\p{L})[^\p{L}\p{M}\p{N}\s\p{Cf}'’‘.,;|\t"()/@_:-](?=\p{L})|(?<![\p{L}\p{N}])[\p{S}¿¡ªº](?=\p{L})|(?<=\p{L})[\p{Sc}\p{Sm}\p{So}¨¯¸‘“„‚†‡•–—…‹«]|ƒ/gu,
    3,
  ],
  // Small before large: JosŽ, HÇläne.
  [/\p{Ll}[^\P{Lu}A-Z]|[^\P{Ll}a-z]\p{Lu}|\p{Lu}[^\P{Lu}A-Z](?=\p{Ll})/gu, 3],
  // Two scripts in one word.
  [
    /\p{Script=Latin}(?:\p{Script=Cyrillic}|\p{Script=Greek}|\p{Script=Hebrew}|\p{Script=Arabic}|\p{Script=Thai}|\p{Script=Han}|\p{Script=Hangul})|(?:\p{Script=Cyrillic}|\p{Script=Greek}|\p{Script=Hebrew}|\p{Script=Arabic}|\p{Script=Thai}|\p{Script=Han}|\p{Script=Hangul})\p{Script=Latin}/gu,
    3,
  ],
  // Three accented letters in a row, of an alphabet in which most are plain.
  [/(?:(?![a-zA-Z])\p{Script=Latin}){3,}/gu, 3],
  // Turkish that was read as Icelandic.
  [turkishAsIcelandic, 4],
  // A name that begins small.
  [/(?<![\p{L}\p{M}'’-])[^\P{Ll}a-z]/gu, 1],
];

/** How odd a text is, a word that is not ASCII. */
function oddness(text: string): number {
  const words = text.match(/[^\s,;|"]*[^\p{ASCII}\s,;|"]+[^\s,;|"]*/gu)?.length ?? 1;
  return odd.reduce((sum, [pattern, weight]) => sum + weight * (text.match(pattern)?.length ?? 0), 0) / words;
}
