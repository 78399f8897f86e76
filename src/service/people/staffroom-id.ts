import { sha256 } from '../../lib/hash.ts';

/** Consonants alone: no word comes of them, no number, no day, and nothing that a spreadsheet would calculate or round. */
const letters = 'BCDFGHJKLMNPQRSTVWXZ';
const length = 12;

/**
 * What someone is called in files that go out and come back, whatever becomes of their name and e-mail: `BCDF-GHJK-LMNP`. It is made
 * from the id, which can't be told from it; of 100,000 people two have the same once in a million schools.
 */
export function staffroomIdOf(userId: string): string {
  const bytes = sha256(`staffroom id ${userId}`);
  const signs = Array.from({ length }, (_, i) => letters[bytes.readUInt16BE(2 * i) % letters.length]);
  return signs.join('').replace(/(.{4})(?=.)/g, '$1-');
}

/** The same however it was typed: `bcdf ghjk lmnp`. */
export const foldStaffroomId = (written: string): string => written.toUpperCase().replace(/[^A-Z]/g, '');
