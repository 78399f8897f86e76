import { sql } from 'drizzle-orm';
import type { Platform } from '../words/platforms.ts';
import type { Db } from './context.ts';

/** What copies of the program keep in memory for a while. */
export type ChangeKind = 'people' | 'installations' | 'references' | 'rosters';

export interface Change {
  kind: ChangeKind;
  platform: Platform;
  /** The platform's ids of what has changed. */
  key: string;
}

/** On which the database passes changes on. */
export const changesChannel = 'staffroom_changes';

/**
 * Tells every copy of the program that what it remembers may be so no more: once the transaction commits, where it is in one.
 *
 * @param change.key at most two ids of 1,000 letters each: PostgreSQL takes 8,000 bytes in all
 */
export const announce = (db: Db, change: Change): Promise<void> => announceAll(db, [change]);

/** The same of several, in one statement. */
export async function announceAll(db: Db, changes: Change[]): Promise<void> {
  const told = JSON.stringify(changes.map(({ kind, platform, key }) => `${kind} ${platform} ${key}`));
  await db.execute(
    sql`select pg_notify(${changesChannel}, told) from jsonb_array_elements_text(${told}::jsonb) as told`,
  );
}

/** What was announced, by a newer release too: that may know kinds that this one does not. */
export function readChange(payload: string): { kind: string; platform: string; key: string } {
  const [kind = '', platform = '', ...key] = payload.split(' ');
  return { kind, platform, key: key.join(' ') };
}
