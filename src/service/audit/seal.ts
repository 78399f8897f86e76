import { sql } from 'drizzle-orm';
import type { App } from '../context.ts';

/** How many events are sealed in one transaction: some milliseconds' worth. */
const batchEvents = 500;

/**
 * Chains what was written down and is not sealed yet, in all centres. Copies that do it at once take turns; nobody who writes
 * something down waits for it, and no centre for another: what can't be sealed in one is thrown at the end.
 *
 * @param signal ends it after the batch in hand
 * @returns how many were sealed
 */
export async function sealTrails({ db }: Pick<App, 'db'>, signal?: AbortSignal): Promise<number> {
  const { rows } = await db.execute<{ id: string }>(sql`select distinct centre_id as id from audit_unsealed`);
  let sealed = 0;
  const failed: unknown[] = [];
  for (const { id } of rows) {
    try {
      sealed += await sealTrail(db, id, signal);
    } catch (error) {
      failed.push(error);
    }
  }
  if (failed.length > 0) throw failed[0];
  return sealed;
}

async function sealTrail(db: App['db'], centreId: string, signal?: AbortSignal): Promise<number> {
  for (let sealed = 0; ; ) {
    const found = await db.execute<{ n: number }>(sql`select seal_audit_events(${centreId}, ${batchEvents}) as n`);
    const batch = found.rows[0]?.n ?? 0;
    sealed += batch;
    if (batch < batchEvents || signal?.aborted) return sealed;
  }
}
