import { startEmbedded } from '../../db/embedded/embedded.ts';
import { exists } from '../../db/embedded/exists.ts';
import { reached } from './database.ts';
import { inWords } from './database-problem.ts';

interface Options {
  databaseUrl: string | undefined;
  /** Where the embedded database lies, or would. */
  dir: string;
  /** How many connections at once are about to be made. */
  connections: number;
  /** Makes an embedded one where there is none; else that is refused. */
  make?: boolean;
}

/**
 * Does one thing as the owner of a database: of the one that the settings name, else of the embedded one, which is joined where a
 * Staffroom uses it.
 *
 * @throws Error with a sentence, where a person can mend it
 */
export async function asOwner<T>(
  { databaseUrl, dir, connections, make = false }: Options,
  work: (url: string) => Promise<T>,
): Promise<T> {
  if (databaseUrl) {
    const url = await reached(databaseUrl, connections);
    return await work(url).catch((error) => {
      throw inWords(error);
    });
  }
  if (!make) await refuseNone(dir);
  const embedded = await startEmbedded({ dir });
  try {
    return await work(embedded.url).catch((error) => {
      throw inWords(error, dir);
    });
  } finally {
    await embedded.stop();
  }
}

/**
 * For what works on an installation that is there: to make an empty one is of no use to it, and of harm where another user starts Staffroom.
 *
 * @param dir where the embedded database would lie
 * @throws Error with a sentence where none does
 */
async function refuseNone(dir: string): Promise<void> {
  if (!(await exists(dir)))
    throw new Error(`There is no database of Staffroom’s here: ${dir} is not there, and DATABASE_URL names no other.`);
}
