import { createHmac } from 'node:crypto';
import { and, eq, gt, sql } from 'drizzle-orm';
import { rateLimits } from '../../db/schema/index.ts';
import type { App, Db } from './context.ts';
import { Refusal } from './errors.ts';

export interface Rate {
  /** How many are let through… */
  limit: number;
  /** …in a window of so many milliseconds, which begins with the first. */
  perMs: number;
}

/**
 * Counts one more try, in the database, so that all copies of the program count together.
 *
 * @param name what is tried
 * @param who an address, an e-mail: stored only as a hash that nobody can guess without the secret key
 * @throws Refusal `too-many-tries`, with the minutes until the window ends
 */
export async function consume(app: App<Db>, name: string, who: string, { limit, perMs }: Rate): Promise<void> {
  const now = app.clock();
  const key = keyOf(app, name, who);
  const ended = sql`${rateLimits.resetsAt} <= ${now.toISOString()}::timestamptz`;
  const [row] = await app.db
    .insert(rateLimits)
    .values({ key, count: 1, resetsAt: new Date(now.getTime() + perMs) })
    .onConflictDoUpdate({
      target: rateLimits.key,
      set: {
        // Held just above the limit, so that no flood makes it overflow.
        count: sql`case when ${ended} then 1 else least(${rateLimits.count}, ${limit}) + 1 end`,
        resetsAt: sql`case when ${ended} then excluded.resets_at else ${rateLimits.resetsAt} end`,
      },
    })
    .returning();
  if (row && row.count > limit) {
    const minutes = Math.max(1, Math.ceil((row.resetsAt.getTime() - now.getTime()) / 60_000));
    throw new Refusal('too-many-tries', { minutes });
  }
}

/** Takes one that {@link consume} let through out of the count again: it turned out to be none of those that are limited. */
export async function refund(app: App, name: string, who: string): Promise<void> {
  await app.db
    .update(rateLimits)
    .set({ count: sql`${rateLimits.count} - 1` })
    .where(and(eq(rateLimits.key, keyOf(app, name, who)), gt(rateLimits.count, 0)));
}

const keyOf = (app: App<Db>, name: string, who: string) =>
  createHmac('sha256', app.secretKey).update(`rate:${name}:${who}`).digest('base64url');
