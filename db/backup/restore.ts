import type pg from 'pg';
import { advisoryLocks } from '../../src/lib/advisory-locks.ts';
import { journal } from '../journal.ts';
import { migrate } from '../migrate.ts';
import { openPool } from '../pool.ts';
import { backupName } from './dump.ts';
import { BrokenBackup, type Head, session } from './format.ts';
import { load } from './load.ts';
import type { Backup } from './read.ts';
import { clear, contentsOf, isRunning } from './target.ts';

interface Options {
  /** Deletes what a Staffroom has there, before anything is loaded. */
  replace: boolean;
  /** Called once the database may be written to, and before it is. @param isInUse whether a school is there, which is about to be deleted */
  onBegin: (isInUse: boolean) => Promise<void> | void;
  /** Calls it off: nothing is loaded. */
  signal: AbortSignal;
}

const sentences = {
  another: 'Another is restoring into this database at this moment, so that nothing was done. Wait until it has ended.',
  running: 'A Staffroom runs on this database. Stop it (and every other copy of it), then try again.',
  'in use':
    'There is a school in this database already, so that nothing was done. To delete all that is there and have the other in its place, add --replace.',
  foreign:
    'There is something else than Staffroom in this database, so that nothing was done. Make an empty one for it.',
};

const newer = ({ staffroom }: Head) =>
  `This was made by a newer Staffroom (${staffroom}) than this one is. Install that release here, or a newer one, and try again.`;

/** @throws BrokenBackup with a sentence where a newer release made it, whose tables this one does not know */
export function checkRelease(head: Head): void {
  if (!journal().entries.some(({ when }) => when === head.migration)) throw new BrokenBackup(newer(head));
}

/**
 * Brings a database to what a backup says: empties it, makes the tables as they were then, loads them in one transaction, and
 * migrates to the newest schema. Whatever it is stopped by, the database is empty of people before that transaction, and whole after.
 *
 * @param url with the owner of the database
 * @returns how many rows each table has, by its name
 * @throws Error with a sentence where somebody uses it, or it is not empty; BrokenBackup
 */
export async function restoreInto(url: string, backup: Backup, options: Options): Promise<Map<string, number>> {
  checkRelease(backup.head);
  // Of two at once, one would delete what the other loads.
  return withClient(url, async (holder) => {
    const { rows } = await holder.query<{ free: boolean }>(
      `select pg_try_advisory_lock(${advisoryLocks.restore}) as free`,
    );
    if (!rows[0]?.free) throw new Error(sentences.another);
    return restoreAlone(url, backup, options);
  });
}

async function restoreAlone(
  url: string,
  backup: Backup,
  { replace, onBegin, signal }: Options,
): Promise<Map<string, number>> {
  await withClient(url, async (client) => {
    const contents = await contentsOf(client);
    if (await isRunning(client)) throw new Error(sentences.running);
    if (contents === 'foreign' || (contents === 'in use' && !replace)) throw new Error(sentences[contents]);
    signal.throwIfAborted();
    await onBegin(contents === 'in use');
    signal.throwIfAborted();
    if (contents !== 'empty') await clear(client);
  });
  await migrate(url, { upTo: backup.head.migration });
  const counts = await withClient(url, (client) => load(client, backup, signal));
  await migrate(url);
  await withClient(url, async (client) => {
    // What the planner knows of a table that was filled at once, it would learn but by and by.
    await client.query('analyze');
  });
  return counts;
}

/** @throws Error with a sentence where a Staffroom works on the database at this moment */
export async function refuseRunning(url: string): Promise<void> {
  await withClient(url, async (client) => {
    if (await isRunning(client)) throw new Error(sentences.running);
  });
}

async function withClient<T>(url: string, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const pool = openPool(url, { max: 1, name: backupName, session });
  try {
    const client = await pool.connect();
    try {
      return await work(client);
    } finally {
      client.release(true);
    }
  } finally {
    await pool.end();
  }
}
