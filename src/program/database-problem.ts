import { isDatabaseAway } from '../service/database-errors.ts';

/** What DATABASE_URL may have wrong, by PostgreSQL's code for it. */
const wrong: Record<string, string> = {
  '28P01': 'the password is wrong, or the user is unknown. Correct it in the address.',
  '28000': 'the server does not let this user in from here. Ask whoever runs it, or see its pg_hba.conf.',
  '3D000': 'there is no such database on that server. Create it: createdb staffroom',
  '42501': 'this user may not create what Staffroom needs. Make it the owner of the database.',
  '0A000': 'the extension pg_trgm is not installed on that server. It is in the package postgresql-contrib.',
};

/** A start that failed at the database, as a line for the one who set it; other errors as they are. */
export function inWords(error: unknown): unknown {
  const { code, message } = ((error instanceof Error && error.cause) || error) as { code?: string; message?: string };
  const words = code && wrong[code];
  if (words) return new Error(`DATABASE_URL: ${words}${code === '42501' ? ` (${message})` : ''}`);
  if (!isDatabaseAway(error)) return error;
  return new Error(
    `DATABASE_URL: the database can't be reached (${code}). Check the address, and that the server runs.`,
  );
}
