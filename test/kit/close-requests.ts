import { eq, sql } from 'drizzle-orm';
import { requests } from '../../db/schema/index.ts';
import type { Db } from '../../src/service/context.ts';

/** Denies all that waits, so that a test begins with nothing: nobody may take requests out of the database. */
export async function closeRequests(db: Db): Promise<void> {
  const other = sql`(select u.id from users u where u.centre_id = ${requests.centreId} and u.id <> ${requests.askerId} limit 1)`;
  await db
    .update(requests)
    .set({ status: 'denied', decidedBy: other, decidedAt: sql`now()` })
    .where(eq(requests.status, 'pending'));
}
