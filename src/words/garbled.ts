/**
 * Whether a name went through a wrong encoding on its way: `JosÃ©`, `£ukasz`, `Iv�`. Told by what names never have and such mistakes always
 * leave; a real name with rare letters is none (`Ærøskøbing`, `JOÃO`, `O´Brien`, `Þór`).
 */

/** What windows-1252 has in place of the control characters 80 to 9F. */
const above80 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

const byteOf = (sign: string): number => {
  const code = sign.charCodeAt(0);
  const at = above80.indexOf(sign);
  return at === -1 ? code : 0x80 + at;
};

// A byte that leads others in UTF-8, and as many of these as it says, all of them as windows-1252 or Latin-1 shows them.
const sequence =
  /[\u00c2-\u00df][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|[\u00e0-\u00ef][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{2}|[\u00f0-\u00f4][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{3}/g;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** UTF-8 that was read as windows-1252, read as it was meant; once more where that was done twice. */
function asUtf8(text: string): string {
  const once = text.replace(sequence, (found) => {
    try {
      const meant = utf8.decode(Uint8Array.from([...found], byteOf));
      // A letter, or what once more makes one.
      return /^[\p{L}\p{M}’‘ʻ\u0080-\u00f4]$/u.test(meant) ? meant : found;
    } catch {
      return found;
    }
  });
  return once === text ? text : asUtf8(once);
}

const read = (encoding: string) => {
  const decoder = new TextDecoder(encoding);
  return (text: string) =>
    decoder.decode(Uint8Array.from([...text], (c) => (c < '\u0100' || above80.includes(c) ? byteOf(c) : 0x3f)));
};
const as1250 = read('windows-1250');
const as1251 = read('windows-1251');
const as1254 = read('windows-1254');

/** `Gülþen` for Gülşen, `Þükrü` for Şükrü: where Icelandic has a þ, hardly anything but *Hafþór* and *Geirþrúður* has it within. */
export const turkishAsIcelandic = /(?<=\p{L})þ(?![óorju])|Þ(?=ü)/giu;

/** Signs that stand in no name, beside a letter; not the accents and dots that people type for apostrophes and in *Gal·la*. */
const signInWord =
  /[\p{L}\p{M}][¡-©«-³µ¶¸¹»-¿\u02d8-\u02dd†‡ˆ‰•…ƒ„‚™‹›˜€]|[¡-©«-³µ¶¸¹»-¿\u02d8-\u02dd†‡ˆ‰•…ƒ„‚™‹›˜€][\p{L}\p{M}]/u;

const marks: readonly RegExp[] = [
  /[\u0080-\u009f\ufffd]/,
  // A letter that its encoding did not have.
  /\p{L}\?|\?\p{L}/u,
  signInWord,
  /&(?:#\d+|#x[\da-f]+|[a-z]{1,6}(?:acute|grave|uml|circ|tilde|cedil|slash|ring|lig)|amp|quot|apos|nbsp);/i,
  // MacRoman's ñ and ó, read as windows-1252.
  /\p{L}[–—]\p{Ll}/u,
  /\p{Ll}[ŽŠŒŸ](?!\p{L})/u,
];

/** A whole word of accented letters: Cyrillic, Greek or Arabic that was read as windows-1252. */
const wholeWord = /(?<![\p{L}\p{M}])[\u00c0-\u00ff]{3,}(?![\p{L}\p{M}])/u;

/** @returns nothing for a name that is well; else what it may have been, where that can be told */
export function garbled(name: string): { mended?: string } | undefined {
  const meant = asUtf8(name);
  if (meant !== name) return isWell(meant) ? { mended: meant } : {};
  if (wholeWord.test(name)) {
    const cyrillic = as1251(name);
    return /^[\p{Script=Cyrillic}\s.'’-]+$/u.test(cyrillic) ? { mended: cyrillic } : {};
  }
  if (name.search(turkishAsIcelandic) !== -1) {
    const turkish = as1254(name);
    return turkish.includes('?') ? {} : { mended: turkish };
  }
  if (!marks.some((mark) => mark.test(name))) return undefined;
  const central = as1250(name);
  return signInWord.test(name) && /^[\p{L}\s.'’-]+$/u.test(central) ? { mended: central } : {};
}

const isWell = (name: string) =>
  !marks.some((mark) => mark.test(name)) && !wholeWord.test(name) && name.search(turkishAsIcelandic) === -1;
