import { and, eq, ne } from 'drizzle-orm';
import { users } from '../../../db/schema/index.ts';
import type { Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { fullName, type Person } from './person.ts';

/**
 * A centre always keeps an active coordinator. The database holds this too (`users_keep_coordinator`); this finds the
 * words. Only for changes that are made alone in the centre.
 */
export async function refuseLastCoordinator(tx: Tx, person: Person): Promise<void> {
  if (person.role !== 'coordinator' || person.status !== 'active') return;
  const others = await tx
    .select({ id: users.id })
    .from(users)
    .where(
      and(
        eq(users.centreId, person.centreId),
        eq(users.role, 'coordinator'),
        eq(users.status, 'active'),
        ne(users.id, person.id),
      ),
    )
    .limit(1);
  if (others.length === 0) throw new Refusal('last-coordinator', { name: fullName(person) });
}
