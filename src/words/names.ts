/** Letters that Unicode does not take apart into a letter and its accent: the same as `fold` in the database. */
const plainLetters: Record<string, string> = {
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ı: 'i',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  þ: 'th',
  ð: 'd',
  ħ: 'h',
};

/** The text with those letters as plain ones. @param text in small letters */
export const withPlainLetters = (text: string): string =>
  text.replace(/[łøđıßæœþðħ]/g, (letter) => plainLetters[letter] ?? letter);

/**
 * Accents of Latin, Greek and Cyrillic letters, and the vowels, hamzas and long strokes of Arabic, which are written or left out at will.
 * Marks of other scripts (the vowels of Hindi and Thai) are part of a name: राम and रमा are two.
 */
const accents = /[\u0300-\u036f\u0640\u064b-\u0655\u0670]/gu;

/** Apostrophes as keyboards, phones and spreadsheets make them, the ʻokina too, and what can't be seen. */
const leftOut = /['’‘‛ʼʻʿʾ`´′＇\p{Cf}]|\u034f|[\ufe00-\ufe0f]/gu;

/**
 * By what two spellings of one name are known for the same: without letter case, accents, apostrophes and what can't be seen;
 * hyphens and dots as blanks; *Surname, First* in the usual order. Words in another order without a comma make another name: Ali
 * Hassan and Hassan Ali are two people.
 *
 * @returns '' for a name of signs alone
 */
export function sameName(name: string): string {
  const [surname = '', ...first] = name.split(/[,،，、]/);
  const plain = [...first, surname].join(' ').normalize('NFKD').replace(accents, '').replace(leftOut, '').toLowerCase();
  return withPlainLetters(plain)
    .normalize('NFC')
    .replace(/[\p{P}\p{S}\p{Z}\p{Cc}]+/gu, ' ')
    .trim();
}
