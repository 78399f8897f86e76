import { deliveries } from '../../../db/schema/index.ts';
import { sha256 } from '../../lib/hash.ts';
import type { App, Db } from '../context.ts';

/**
 * Whether a delivery is seen for the first time, by any copy of the program; it is remembered for a day.
 *
 * Of two at once the second waits for the first one's transaction. Where that is undone, the second counts as the first.
 *
 * @param key the platform's id of it, with the platform's name before it: `slack:Ev123`
 */
export async function registerDelivery(app: App<Db>, key: string): Promise<boolean> {
  const first = await app.db
    .insert(deliveries)
    .values({ key: sha256(key).toString('base64url'), at: app.clock() })
    .onConflictDoNothing()
    .returning({ key: deliveries.key });
  return first.length > 0;
}
