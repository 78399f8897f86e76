import { and, eq, isNull, ne, type SQLWrapper, sql } from 'drizzle-orm';
import { prebuilt, type Values } from '../../../db/prebuilt.ts';
import { foldedEmail } from '../../../db/schema/folded-email.ts';
import { leavers, scheduledChanges, secondFactors, siteAccess, users } from '../../../db/schema/index.ts';
import { foldEmail } from '../../words/email.ts';
import type { Role, Status } from '../../words/people.ts';
import type { Programme } from '../../words/programmes.ts';
import type { Site } from '../../words/sites.ts';
import type { Actor, Ctx, Db, Principal, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { anyId, anyOf, anyOfTexts, idsIn } from '../ids.ts';
import { type Act, allow, type Target } from '../policy.ts';
import { type OfPerson, programmesOf } from './columns.ts';

export interface Access {
  site: Site;
  siteAdmin: boolean;
  /** The last day of it, in the school's calendar, where it is to end. */
  until?: string;
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
  hasSecondFactor: boolean;
  /** The day to come, in the school's calendar, until which the invitation waits. */
  invitedOn?: string | null;
  access: Access[];
  programmes: Programme[];
  /** Of who is held: what all steps of their leaving share, where it is under way. */
  leaverId?: string | null;
}

/** A person as the policy asks for them. */
export const asTarget = ({ id, centreId, role, access }: Person): Target => ({
  id,
  centreId,
  role,
  sites: access.map((a) => a.site),
});

/** A person as the one who acts. */
export const asActor = ({ id, centreId, role, access }: Person): Actor => ({
  id,
  centreId,
  role,
  siteAdminOf: access.filter((a) => a.siteAdmin).map((a) => a.site),
});

/** As `site|t`, or `site|f|2026-09-14`. */
function accessOf(written: string): Access {
  const [site, siteAdmin, until] = written.split('|');
  return { site: site as Site, siteAdmin: siteAdmin === 't', ...(until && { until }) };
}

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
  // Not `exists`, for which PostgreSQL may read the whole table into a hash.
  hasSecondFactor: sql<boolean>`coalesce((select true from ${secondFactors} f where f.user_id = ${users.id}), false)`,
  // Spelt out: a column alone would be taken for the inner table's, which has one of that name.
  invitedOn: sql<string | null>`(
    select s.day::text from ${scheduledChanges} s
    where s.user_id = ${users}.id and s.kind = 'invite' and s.state = 'planned' and s.site is null
  )`,
  // An array of text takes half the time of a JSON document, on each row of each list.
  access: sql<Access[]>`array(
    select concat_ws('|', a.site, a.site_admin, (
      select s.day - 1 from ${scheduledChanges} s
      where s.user_id = a.user_id and s.site = a.site and s.state = 'planned'
    ))
    from ${siteAccess} a where a.user_id = ${users.id} order by a.site
  )`.mapWith((written: string[]) => written.map(accessOf)),
  programmes: programmesOf(users.id),
};

/** One person of a centre; to be read with others. */
export const selectPerson = (db: Db, { centreId, userId }: OfPerson) =>
  db
    .select(personColumns)
    .from(users)
    .where(and(ofCentre(centreId), eq(users.id, userId)));

/** Whoever looks: a centre's own people are all that they find. */
type Looker<D extends Db = Db> = Pick<Ctx<D, Principal>, 'db' | 'actor'>;

/** One person of the centre; nothing where there is no such, or they are deleted, or of another centre. */
export const findById = async (ctx: Looker, id: string): Promise<Person | undefined> => (await findByIds(ctx, [id]))[0];

/** The same. @throws Refusal `person-unknown` where there is none */
export async function readPerson(ctx: Looker, id: string): Promise<Person> {
  const person = await findById(ctx, id);
  if (!person) throw new Refusal('person-unknown', {});
  return person;
}

/** The same for two, in one query. */
export async function findBoth(ctx: Looker, a: string, b: string): Promise<[Person | undefined, Person | undefined]> {
  const found = await findByIds(ctx, [a, b]);
  return [found.find((p) => p.id === a), found.find((p) => p.id === b)];
}

/** Those of these ids, in no order. */
export async function findByIds({ db, actor }: Looker, ids: string[]): Promise<Person[]> {
  const possible = idsIn(ids);
  return possible.length === 0 ? [] : byIds(db, { centreId: actor.centreId, ids: possible });
}

const ofCentre = (centreId: string | SQLWrapper) => and(eq(users.centreId, centreId), ne(users.status, 'deleted'));

const byIds = prebuilt((db, { centreId, ids }: Values<{ centreId: string; ids: string[] }>) =>
  db
    .select(personColumns)
    .from(users)
    .where(and(ofCentre(anyId(centreId)), sql`${users.id} = ${anyOf(ids)}`)),
);

/** Those who have not set a password yet, the longest first. */
export const findInvited = ({ db, actor }: Looker, limit: number): Promise<Person[]> =>
  db
    .select(personColumns)
    .from(users)
    .where(and(eq(users.centreId, actor.centreId), eq(users.status, 'invited'), isNull(personColumns.invitedOn)))
    .orderBy(users.createdAt, users.id)
    .limit(limit);

/** By whole e-mails, folded; where one is nobody's, by what the school's own directory calls them. */
export async function findByEmails(ctx: Looker, emails: string[]): Promise<Map<string, Person>> {
  const found = new Map<string, Person>();
  for (const byName of [byEmail, byUserName]) {
    const missing = emails.map(foldEmail).filter((email) => !found.has(email));
    if (missing.length === 0) break;
    const rows = await byName(ctx.db, { centreId: ctx.actor.centreId, names: missing });
    for (const { person, by } of rows) found.set(by, person);
  }
  return found;
}

const byFolded = (column: typeof users.email | typeof users.userName) =>
  prebuilt((db, { centreId, names }: Values<{ centreId: string; names: string[] }>) =>
    db
      .select({ person: personColumns, by: foldedEmail(column) })
      .from(users)
      .where(and(ofCentre(anyId(centreId)), sql`${foldedEmail(column)} = ${anyOfTexts(names)}`)),
  );
const byEmail = byFolded(users.email);
const byUserName = byFolded(users.userName);

/** Whoever holds people, some perhaps since their transaction began. */
type Holder = Looker<Tx> & Pick<Ctx, 'held'>;

/**
 * One person, held until the transaction ends, so that nobody changes them in between.
 *
 * @throws Refusal `person-unknown`, also for one of another centre
 */
export async function lockPerson(ctx: Holder, id: string): Promise<Person> {
  const [person] = await lockPeople(ctx, [id]);
  if (!person) throw new Refusal('person-unknown', {});
  return person;
}

/** The same for several, in the order of their ids, so that two who hold some of the same never wait for each other. */
export async function lockPeople(ctx: Holder, ids: string[]): Promise<Person[]> {
  await holdPeople(ctx, ids);
  // A statement of its own: the one that waits sees what was so before it waited, of all but the row itself.
  const found = new Map(
    (await readHeld(ctx.db, { ids: idsIn(ids), centreId: ctx.actor.centreId })).map((p) => [p.id, p]),
  );
  return ids.flatMap((id) => found.get(id) ?? []);
}

/** Holds them in the same way, where this transaction does not yet. */
async function holdPeople({ db, actor, held }: Holder, ids: string[]): Promise<void> {
  if (ids.every((id) => held?.has(id))) return;
  await hold(db, { ids: idsIn(ids), centreId: actor.centreId });
  for (const id of ids) held?.add(id);
}

const hold = prebuilt((db, { ids, centreId }: Values<{ ids: string[]; centreId: string }>) =>
  db.execute(
    sql`select from users where id = ${anyOf(ids)} and centre_id = ${anyId(centreId)} order by id for no key update`,
  ),
);

const readHeld = prebuilt((db, { ids, centreId }: Values<{ ids: string[]; centreId: string }>) =>
  db
    .select({
      ...personColumns,
      // Spelt out, as above.
      leaverId: sql<string | null>`(
        select l.id from ${leavers} l where l.user_id = ${users}.id and l.ended_at is null
      )`,
    })
    .from(users)
    .where(and(ofCentre(anyId(centreId)), sql`${users.id} = ${anyOf(ids)}`)),
);

/** The same, for an act that the actor may do to them. @throws Refusal `person-unknown`, `not-allowed` */
export async function lockTarget(ctx: Ctx<Tx>, act: Act, id: string): Promise<Person> {
  const person = await lockPerson(ctx, id);
  allow(ctx, act, asTarget(person));
  return person;
}
