import { z } from 'zod';

/**
 * What a backup is made of, as text that a person can read with `gunzip` alone and load with `psql`: a line of JSON about the whole
 * ({@link Head}); for each table a line of JSON ({@link TableHead}), its rows as `COPY … TO STDOUT` writes them, the line `\.`, and a
 * line of JSON about what it was ({@link tableEndSchema}); and the line {@link theEnd}, without which it was cut off.
 */

/** Raised with each change that a reader of before could not read. */
export const formatVersion = 1;

const name = z.string().min(1).max(63);

export const headSchema = z.object({
  staffroomBackup: z.number(),
  /** The release that made it, and the PostgreSQL that it came from. */
  staffroom: z.string(),
  postgresql: z.string(),
  madeAt: z.iso.datetime(),
  /** When the last migration there was made, in milliseconds since 1970: its name in db/migrations/meta/_journal.json. */
  migration: z.number(),
  /** Those that its contents are sealed with, SECRET_KEY first; nothing where they are kept elsewhere. */
  secretKeys: z.array(z.string()).optional(),
  /** What the database knows the newest of them by, in hexadecimal; nothing where it was never worked with. */
  keyFingerprint: z.string().optional(),
  /** How far each sequence had counted. */
  sequences: z.array(z.object({ name, last: z.string().regex(/^-?\d+$/) })),
});
/** What is said of the whole. */
export type Head = z.infer<typeof headSchema>;

export const tableHeadSchema = z.object({ table: name, columns: z.array(name).min(1) });
export type TableHead = z.infer<typeof tableHeadSchema>;

/** How many rows there were, and the hash of their text. */
export const tableEndSchema = z.object({ rows: z.number(), sha256: z.string() });

/** Follows the last row of a table: no row is written so, since COPY writes a backslash as two. */
export const lastRow = '\\.';

/** The last line. */
export const theEnd = JSON.stringify({ end: true });

/** The jobs that wait, under a name that no table of ours has: they are read from the queue, and added to it again. */
export const jobsTable = 'jobs of the queue';

/** What both sides set, so that a value is written as it is read, whatever the server, the database or the user has set. */
export const session: Record<string, string> = {
  statement_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  client_encoding: 'UTF8',
  datestyle: 'ISO',
  intervalstyle: 'postgres',
  timezone: 'UTC',
  extra_float_digits: '3',
  bytea_output: 'hex',
  // Rows that a policy hides are missed, and not passed over.
  row_security: 'off',
};

/** A backup that can't be used: a sentence that says why. */
export class BrokenBackup extends Error {}
