/** How the names of columns are compared: by their letters, of whatever script, and nothing else. */

/** Letters that come apart into no base and mark, as someone without them on the keyboard writes them. */
const alike: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  ı: 'i',
  // Written in Arabic and in Urdu by signs of their own, and looking the same.
  ى: 'ي',
  ی: 'ي',
  ک: 'ك',
  ة: 'ه',
  ہ: 'ه',
};

/** Accents of Latin, Greek and Cyrillic letters; the small vowels and the long stroke of Arabic. In Thai and Hindi such signs are vowels. */
const marks = /[\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670]/g;

/** Words in small letters, without accents, brackets and what is in square ones, and signs: `First Name [Required]` is `first name`. */
const wordsOf = (head: string): string[] =>
  head
    .slice(0, 300)
    // Of a question in a form: `2. Surname`.
    .replace(/^\s*\d{1,2}[.)]\s*(?=\p{L})/u, '')
    .replace(/\[[^\]]*\]/g, ' ')
    // Parts `firstName`, but not `ID`.
    .replace(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ')
    .normalize('NFKD')
    .replace(marks, '')
    .toLowerCase()
    .replace(/./gu, (letter) => alike[letter] ?? letter)
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter(Boolean);

/** The letters of a name: two that people take for one are one. */
export const foldHead = (head: string): string => wordsOf(head).join('');

/** Words that say of whom a list is, or that something has to be filled in, and nothing of what a column holds. */
const sayNothing = new Set(
  `required optional mandatory compulsory obligatorio obligatoria opcional obrigatorio obrigatoria obligatoire facultatif pflichtfeld
  obbligatorio wajib zorunlu staff teacher teachers employee employees user users member members person persons people account your the
  of a s please enter what is new current docente docentes profesor profesora enseignant lehrer lehrkraft insegnante guru ogretmen
  professor professora del de da do du des der l`.split(/\s+/),
);

/**
 * A name as it stands, then without what is in brackets, then without words that say nothing of what a column holds: the first of these
 * that a dictionary knows is meant.
 */
export function plainerHeads(head: string): string[] {
  const whole = foldHead(head);
  const outside = head.slice(0, 300).replace(/[(（][^)）]*[)）]/g, ' ');
  const telling = (words: string[]) => words.filter((word) => !sayNothing.has(word)).join('');
  const all = [whole, foldHead(outside), telling(wordsOf(head)), telling(wordsOf(outside))];
  return [...new Set(all)].filter(Boolean);
}
