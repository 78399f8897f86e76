import { and, eq, not } from 'drizzle-orm';
import { users } from '../../../db/schema/index.ts';
import { fullName } from '../../words/people.ts';
import type { Db, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { isOneOf } from '../ids.ts';
import type { Person } from './person.ts';

/**
 * A centre always keeps an active coordinator. The database holds this too (`users_keep_coordinator`); this finds the
 * words. Only for changes that are made alone in the centre.
 */
export async function refuseLastCoordinator(tx: Tx, person: Person): Promise<void> {
  const [last] = await lastOf(tx, [person]);
  if (last) throw last[1];
}

/** Why some of these can't all stop being an active coordinator, by their ids. */
export async function lastOf(db: Db, people: Person[]): Promise<[string, Refusal][]> {
  const last = await lastCoordinators(db, people);
  const why = (p: Person) =>
    last.length > 1 ? new Refusal('last-coordinators', {}) : new Refusal('last-coordinator', { name: fullName(p) });
  return last.map((p) => [p.id, why(p)]);
}

/** Those of these people without whom the centre would have no active coordinator: all who are one, or nobody. */
async function lastCoordinators(db: Db, people: Person[]): Promise<Person[]> {
  const coordinators = people.filter(({ role, status }) => role === 'coordinator' && status === 'active');
  const [first] = coordinators;
  if (!first) return [];
  const others = await db
    .select({ id: users.id })
    .from(users)
    .where(
      and(
        eq(users.centreId, first.centreId),
        eq(users.role, 'coordinator'),
        eq(users.status, 'active'),
        not(
          isOneOf(
            users.id,
            coordinators.map(({ id }) => id),
          ),
        ),
      ),
    )
    .limit(1);
  return others.length === 0 ? coordinators : [];
}
