import { sql } from 'drizzle-orm';
import type { Db } from '../connect.ts';

/** How many mails wait, since when the oldest does, and how many were given up since a time. */
export async function readMails(
  db: Db,
  failedSince: Date,
): Promise<{ waiting: number; oldest: Date | undefined; failed: number }> {
  const { rows } = await db.execute<{ waiting: number; oldest: string | null; failed: number }>(sql`
    select count(*) filter (where state = 'queued')::int as waiting,
      min(created_at) filter (where state = 'queued') as oldest,
      count(*) filter (where state = 'failed' and created_at > ${failedSince.toISOString()})::int as failed
    from mails`);
  const { waiting = 0, oldest = null, failed = 0 } = rows[0] ?? {};
  return { waiting, oldest: oldest === null ? undefined : new Date(oldest), failed };
}
