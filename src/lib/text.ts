/** Whether there is anything to see: marks without a letter are nothing. */
export const isVisible = (text: string | undefined): text is string =>
  /[^\s\p{Cc}\p{Cf}\p{M}\p{Default_Ignorable_Code_Point}\u2800]/u.test(text ?? '');

/** The text with the sign for "unreadable" in place of NULs and halves of characters: PostgreSQL and the chats take neither. */
export const sanitize = (text: string): string => text.toWellFormed().replaceAll('\0', '\ufffd');

/** The text on one line: no control or direction characters that would garble it, one space between words. */
export const oneLine = (text: string): string => text.replace(/[\p{Cc}\s\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim();

/**
 * The text with the numbers of characters in their place that would begin a line, move a terminal's cursor or turn the direction of
 * what follows.
 */
export const escapeControls = (text: string): string =>
  text.replace(
    /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** A text for a place with little room: at most `max` characters, whole ones, with a sign that some were left out. */
export function shorten(text: string, max: number): string {
  // No text has more characters than units.
  if (text.length <= max) return text;
  // Bounded first: to part a very long text into its characters takes long.
  const characters = [...text.slice(0, max * 4)];
  return characters.length > max ? `${characters.slice(0, max - 1).join('')}…` : characters.join('');
}

/** Longest name of a file that is passed on, in characters. */
const maxFileName = 100;

/** The name of someone's file as we pass it on: of one line, without a folder before it, and no longer than anyone reads. */
export const cleanFileName = (name: string): string =>
  [...(oneLine(name).split(/[\\/]/).at(-1) ?? '')].slice(-maxFileName).join('');

/** Lines of at most so many letters, broken between words alone: an address or a command stays whole. */
export function wrap(text: string, room: number): string[] {
  const lines: string[] = [];
  for (const part of text.split('\n')) {
    let line = '';
    for (const word of part.split(' ')) {
      if (line && line.length + 1 + word.length > room) {
        lines.push(line);
        line = word;
      } else line = line ? `${line} ${word}` : word;
    }
    lines.push(line);
  }
  return lines;
}
