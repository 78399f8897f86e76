import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { readIfThere } from '../lib/file-problem.ts';
import { writeAtOnce } from './write-at-once.ts';

/** Says since when what the embedded database has is in another. */
const noteIn = (dataDir: string) => join(dataDir, 'moved');

/** Notes that what the embedded database has goes on in a PostgreSQL of one's own. */
export const noteMoved = (dataDir: string, at: Date): void => writeAtOnce(noteIn(dataDir), `${at.toISOString()}\n`);

/** It is the embedded one again that is worked with. */
export const forgetMoved = (dataDir: string): void => rmSync(noteIn(dataDir), { force: true });

/**
 * Two that go on from the same moment would each send the mails that waited then, and each answer in the chat.
 *
 * @returns a sentence, where what the embedded database has goes on elsewhere
 */
export function whyMoved(dataDir: string): string | undefined {
  const at = readIfThere(noteIn(dataDir)).slice(0, 10);
  if (at === '') return undefined;
  return `DATABASE_URL: missing. What was kept here was moved into a PostgreSQL of your own on ${at}, and goes on there. Set DATABASE_URL and SECRET_KEY as they were. To go on from what it was on that day, delete ${noteIn(dataDir)}.`;
}
