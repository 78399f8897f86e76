import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { type Connection, connect } from '../../../db/connect.ts';
import { startEmbedded } from '../../../db/embedded/embedded.ts';
import { exists } from '../../../db/embedded/exists.ts';
import { doctorsName } from '../../../db/look/server.ts';
import { harmlessLine } from '../../lib/harmless-error.ts';
import type { Config } from '../config/config.ts';
import { connectionsHeld, reached } from '../database.ts';
import { inWords } from '../database-problem.ts';
import { whyMoved } from '../moved.ts';
import { ownerIsAnother } from './machine/owner.ts';

/** The database, opened to be read; or why it is not. */
export type DatabaseLook = OpenDatabase | ClosedDatabase;

export interface OpenDatabase {
  /** As the user whom the settings name; nothing can be written by it. */
  db: Connection['db'];
  /** With nothing left open, and with the password: not to be shown. */
  url: string;
}

interface ClosedDatabase {
  db?: undefined;
  /** `none`: there is none yet, and the first start makes one. `unread`: that can't be told from here. */
  is: 'none' | 'wrong' | 'unread';
  /** Sentences: what is the matter, and what to do. */
  why: string;
}

const notYet: ClosedDatabase = {
  is: 'none',
  why: 'There is none yet. The first start makes an embedded PostgreSQL, under .data.',
};

/**
 * Opens the database that the settings name, or the embedded one: that of a Staffroom which runs is joined, else it is
 * started for as long as it is looked at. None is made.
 *
 * @returns what was found; and what closes it, which is to be called in any case
 */
export async function openToRead(
  config: Pick<Config, 'databaseUrl' | 'metricsToken'>,
  dataDir: string,
): Promise<{ look: DatabaseLook; close(): Promise<void> }> {
  const { databaseUrl } = config;
  const dir = join(dataDir, 'postgres');
  // Not through a pooler that gives others our connection: what is set on it would hold for them.
  if (databaseUrl)
    return opened(
      () => reached(databaseUrl, connectionsHeld(config)),
      async () => {},
    );
  const cluster = join(dir, 'cluster', 'data');
  const isShut = await access(cluster).then(
    () => false,
    ({ code }: NodeJS.ErrnoException) => code === 'EACCES',
  );
  if (isShut) return { look: { is: 'unread', why: 'This user may not look into .data.' }, close: async () => {} };
  const moved = whyMoved(dataDir);
  if (moved) return { look: { is: 'wrong', why: moved }, close: async () => {} };
  if (!(await exists(cluster))) return { look: notYet, close: async () => {} };
  const owner = await ownerIsAnother(dataDir);
  if (owner) {
    const why = `It is not looked at as another user than the one whose it is, since files would change hands. Run the doctor as ${owner}.`;
    return { look: { is: 'unread', why }, close: async () => {} };
  }
  let stop = async () => {};
  const url = async () => {
    // One that is always there: that of Staffroom would be made.
    const server = await startEmbedded({ dir, database: 'postgres' });
    stop = () => server.stop();
    return server.url.replace(/\/postgres$/, '/staffroom');
  };
  return opened(url, () => stop(), dir);
}

async function opened(
  address: () => Promise<string>,
  stop: () => Promise<void>,
  embeddedDir?: string,
): Promise<{ look: DatabaseLook; close(): Promise<void> }> {
  let connection: Connection | undefined;
  const close = async () => {
    await connection?.close();
    await stop();
  };
  try {
    const url = await address();
    connection = connect(url, { max: 3, readOnly: true, name: doctorsName });
    await connection.db.execute('select 1');
    return { look: { db: connection.db, url }, close };
  } catch (error) {
    if (embeddedDir && codeOf(error) === noDatabase) return { look: notYet, close };
    return { look: { is: 'wrong', why: harmlessLine(inWords(error, embeddedDir)) }, close };
  }
}

/** "Invalid catalog name". */
const noDatabase = '3D000';

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? codeOf(error.cause)) : undefined;
