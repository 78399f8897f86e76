import { and, eq, inArray, ne, type SQL, sql } from 'drizzle-orm';
import type { Db, Tx } from '../../../db/connect.ts';
import { siteAccess, userProgrammes, users } from '../../../db/schema/index.ts';
import type { Role, Status } from '../../words/people.ts';
import type { Programme } from '../../words/programmes.ts';
import type { Site } from '../../words/sites.ts';
import { Refusal } from '../errors.ts';
import type { Target } from '../policy.ts';

export interface Access {
  site: Site;
  siteAdmin: boolean;
}

/** A user as others see them. Never one who is deleted: of those there is nothing left to see. */
export interface Person {
  id: string;
  centreId: string;
  firstName: string;
  lastName: string;
  email: string;
  role: Role;
  status: Exclude<Status, 'deleted'>;
  suspendedFrom: Status | null;
  lastSignedInAt: Date | null;
  mailProblem: string | null;
  access: Access[];
  programmes: Programme[];
}

export const fullName = (p: { firstName: string; lastName: string }) => `${p.firstName} ${p.lastName}`;

/** A person as the policy asks for them. */
export const asTarget = (p: Person): Target => ({ ...p, sites: p.access.map((a) => a.site) });

/** What makes a {@link Person}, in one query however many there are. */
export const personColumns = {
  id: users.id,
  centreId: users.centreId,
  firstName: sql<string>`${users.firstName}`,
  lastName: sql<string>`${users.lastName}`,
  email: sql<string>`${users.email}`,
  role: users.role,
  status: sql<Person['status']>`${users.status}`,
  suspendedFrom: users.suspendedFrom,
  lastSignedInAt: users.lastSignedInAt,
  mailProblem: users.mailProblem,
  access: sql<Access[]>`coalesce((
    select json_agg(json_build_object('site', a.site, 'siteAdmin', a.site_admin) order by a.site)
    from ${siteAccess} a where a.user_id = ${users.id}
  ), '[]')`,
  programmes: sql<Programme[]>`coalesce((
    select json_agg(p.programme order by p.programme) from ${userProgrammes} p where p.user_id = ${users.id}
  ), '[]')`,
};

/** One person of this centre; nothing where there is no such, or they are deleted, or of another centre. */
export async function findById(db: Db | Tx, centreId: string, id: string): Promise<Person | undefined> {
  return findWhere(db, centreId, eq(users.id, id));
}

/** The same for two, in one query. */
export async function findBoth(
  db: Db | Tx,
  centreId: string,
  a: string,
  b: string,
): Promise<[Person | undefined, Person | undefined]> {
  const found = await db
    .select(personColumns)
    .from(users)
    .where(and(eq(users.centreId, centreId), ne(users.status, 'deleted'), inArray(users.id, [a, b])));
  return [found.find((p) => p.id === a), found.find((p) => p.id === b)];
}

export async function findByEmail(db: Db | Tx, centreId: string, email: string): Promise<Person | undefined> {
  return findWhere(db, centreId, sql`lower(${users.email}) = lower(${email})`);
}

async function findWhere(db: Db | Tx, centreId: string, which: SQL | undefined): Promise<Person | undefined> {
  const [person] = await db
    .select(personColumns)
    .from(users)
    .where(and(eq(users.centreId, centreId), ne(users.status, 'deleted'), which));
  return person;
}

/**
 * One person, held until the transaction ends, so that nobody changes them in between.
 *
 * @throws Refusal `person-unknown`, also for one of another centre
 */
export async function lockPerson(tx: Tx, centreId: string, id: string): Promise<Person> {
  await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.id, id), eq(users.centreId, centreId)))
    .for('no key update');
  const person = await findById(tx, centreId, id);
  if (!person) throw new Refusal('person-unknown', {});
  return person;
}
