import { isVisible } from '../lib/text.ts';
import type { Row, Tone } from './card.ts';

/** What stands behind a row's title, in one line: what it is, and what it is compared with others by. */
export const behindTitle = ({ status, state, columns = [] }: Row): string => joined([status?.word, state, ...columns]);

/** The same without the status, which has its colour. */
export const behindStatus = ({ state, columns = [] }: Row): string => joined([state, ...columns]);

const joined = (words: (string | undefined)[]) => words.filter(isVisible).join(' · ');

/** The stretch of rows that a row begins; nothing where it goes on with the one before. */
export const begins = (rows: Row[], index: number): string | undefined =>
  rows[index]?.under === rows[index - 1]?.under ? undefined : rows[index]?.under;

/** The letters that stand for a person: "Amina Rahman" gives "AR". */
export function initials(name: string): string {
  const words = name.split(/[\s-]+/).filter(Boolean);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((word) => [...(word ?? '')][0] ?? '');
  return letters.join('').toUpperCase();
}

/** A sign for where nothing has a colour but emoji. */
export const dots: Record<Tone, string> = { plain: '⚪', good: '🟢', attention: '🟠', problem: '🔴' };
