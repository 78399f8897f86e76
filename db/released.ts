import { readFileSync } from 'node:fs';
import { sha256 } from '../src/lib/hash.ts';

/** A migration as databases remember it: they take those whose time is later than that of their last one. */
interface Frozen {
  /** Its time in the journal, in milliseconds. */
  when: number;
  /** Of its file, in hexadecimal. */
  sha256: string;
}

/** By the migration's name: `0000_prepare`. */
type Migrations = Record<string, Frozen>;

const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');

/** Where the migrations are listed that were released: each below the version it came with. */
export const releasedFile = new URL('released.json', import.meta.url);

export const released = (): Record<string, Migrations> => JSON.parse(read('released.json'));

/** The migrations as they stand here, in the order in which a database takes them. */
export function migrationsHere(): Migrations {
  const { entries } = JSON.parse(read('migrations/meta/_journal.json')) as { entries: { tag: string; when: number }[] };
  return Object.fromEntries(
    entries.map(({ tag, when }) => [tag, { when, sha256: sha256(read(`migrations/${tag}.sql`)).toString('hex') }]),
  );
}
