import { sql } from 'drizzle-orm';
import type { App } from '../context.ts';

/** How many events are sealed in one transaction: some milliseconds' worth. */
const batchEvents = 500;

/**
 * Chains what was written down and is not sealed yet, in all centres. Copies that do it at once take turns; nobody who writes
 * something down waits for it.
 *
 * @param signal ends it after the batch in hand
 * @returns how many were sealed
 */
export async function sealTrails({ db }: Pick<App, 'db'>, signal?: AbortSignal): Promise<number> {
  const { rows } = await db.execute<{ id: string }>(sql`select distinct centre_id as id from audit_unsealed`);
  let sealed = 0;
  for (const { id } of rows) {
    let batch: number;
    do {
      const found = await db.execute<{ n: number }>(sql`select seal_audit_events(${id}, ${batchEvents}) as n`);
      batch = found.rows[0]?.n ?? 0;
      sealed += batch;
    } while (batch === batchEvents && !signal?.aborted);
  }
  return sealed;
}
