import { readFileSync } from 'node:fs';
import { packageRoot } from '../src/lib/package-root.ts';

interface Journal {
  /** `when`: when it was made, in milliseconds since 1970, by which a database knows it: it takes those that are later than its last. */
  entries: { tag: string; when: number }[];
}

/** What migrations this program has, in the order in which a database takes them. */
export const journal = (): Journal =>
  JSON.parse(readFileSync(new URL('db/migrations/meta/_journal.json', packageRoot), 'utf8'));
