import { readFileSync } from 'node:fs';
import { sha256 } from '../src/lib/hash.ts';
import { packageRoot } from '../src/lib/package-root.ts';
import { journal } from './journal.ts';

/** A migration as databases remember it: they take those whose time is later than that of their last one. */
interface Frozen {
  /** Its time in the journal, in milliseconds. */
  when: number;
  /** Of its file, in hexadecimal. */
  sha256: string;
}

/** By the migration's name: `0000_prepare`. */
type Migrations = Record<string, Frozen>;

/** Where the migrations are listed that were released: each below the version it came with. */
export const releasedFile = new URL('db/released.json', packageRoot);

/** In the order of versions. */
export const released = (): Record<string, Migrations> => JSON.parse(readFileSync(releasedFile, 'utf8'));

/** The migrations as they stand here, in the order in which a database takes them. */
export function migrationsHere(): Migrations {
  const hashOf = (tag: string) => sha256(readFileSync(new URL(`db/migrations/${tag}.sql`, packageRoot), 'utf8'));
  return Object.fromEntries(
    journal().entries.map(({ tag, when }) => [tag, { when, sha256: hashOf(tag).toString('hex') }]),
  );
}
