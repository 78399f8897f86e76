import { join } from 'node:path';
import { dump } from '../../../db/backup/dump.ts';
import { dataDir } from '../../lib/package-root.ts';
import { version } from '../../lib/version.ts';
import { packed } from './sealed.ts';
import { nameFor, writeWhole } from './write-whole.ts';

/** Where what a restore replaces is kept, until someone deletes it. */
export const replacedIn = (dataDir: string): string => join(dataDir, 'replaced');

/**
 * Backs up what a restore is about to delete: whatever ends that half-way, and should it have been the wrong database, there is a way back.
 *
 * @param url with the owner of the database
 * @param secretKeys those that are in force now; nothing where they are kept elsewhere
 * @returns where it is, in a sentence
 * @throws Error with a sentence; nothing may be deleted then
 */
export async function keepReplaced(
  url: string,
  secretKeys: string[] | undefined,
  signal: AbortSignal,
): Promise<string> {
  const at = new Date();
  const file = join(replacedIn(dataDir), nameFor(at, false));
  const about = { staffroom: version, madeAt: at.toISOString(), ...(secretKeys && { secretKeys }) };
  await writeWhole(file, packed(dump(url, about), undefined), signal);
  return `What was there before is in ${file}${secretKeys ? '' : ', without its secret key'}. To have it back: npm run restore -- --replace FILE. Once all is well, delete it.`;
}
