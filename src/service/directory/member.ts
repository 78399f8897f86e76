import { and, eq, ne, type SQL, sql } from 'drizzle-orm';
import { foldedEmail } from '../../../db/schema/folded-email.ts';
import { users } from '../../../db/schema/index.ts';
import { isUuid } from '../../lib/uuid.ts';
import { foldEmail } from '../../words/email.ts';
import type { Programme } from '../../words/programmes.ts';
import { comparableEmail } from '../../words/read-email.ts';
import type { Db, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { programmesOf } from '../people/columns.ts';
import { lockPerson, type Person } from '../people/person.ts';
import type { Directory } from './principal.ts';

/** A user as the directory sees them. */
export interface Member {
  id: string;
  externalId: string | null;
  userName: string;
  email: string;
  firstName: string;
  lastName: string;
  active: boolean;
  programmes: Programme[];
  createdAt: Date;
  changedAt: Date;
  /** Another for each thing that is changed. */
  version: string;
}

export const userNameOf = sql<string>`coalesce(${users.userName}, ${users.email})`;

/**
 * Who is called so: what {@link userNameOf} is compared with, in a form that reads the indexes of both columns. A directory asks it
 * for each of thousands. An e-mail that stands for the name is kept with its domain as people read it.
 */
export const isCalled = (userName: string): SQL =>
  sql`(${foldedEmail(users.userName)} = ${foldEmail(userName)} or (${users.userName} is null and ${hasEmail(userName)}))`;

/** Who has this e-mail, in whichever form a directory writes its domain. */
export const hasEmail = (email: string): SQL => sql`(${foldedEmail(users.email)} = ${comparableEmail(email)})`;

export const isActive = sql<boolean>`(${users.status} in ('invited', 'active'))`;

/** Who was made by another clock than the database's was not changed before that. */
export const changedAt = sql<Date>`greatest(${users.changedAt}, ${users.createdAt})`;

/** Of all that is shown and can change. */
export const versionOf = sql<string>`md5(jsonb_build_array(
  ${users.externalId}, ${userNameOf}, ${users.email}, ${users.firstName}, ${users.lastName}, ${isActive}, ${programmesOf(users.id)}
)::text)`;

export const memberColumns = {
  id: users.id,
  externalId: users.externalId,
  userName: userNameOf,
  email: sql<string>`${users.email}`,
  firstName: sql<string>`${users.firstName}`,
  lastName: sql<string>`${users.lastName}`,
  active: isActive,
  programmes: programmesOf(users.id),
  createdAt: users.createdAt,
  changedAt: sql<Date>`${changedAt}`.mapWith(users.changedAt),
  version: versionOf,
};

/** Whoever is at this school and not deleted. */
export const inCentre = (centreId: string) => and(eq(users.centreId, centreId), ne(users.status, 'deleted'));

/** @throws Refusal `person-unknown`, also for what is no id at all */
export async function readMember({ db, actor }: Directory<Db>, id: string): Promise<Member> {
  const [member] = isUuid(id)
    ? await db
        .select(memberColumns)
        .from(users)
        .where(and(inCentre(actor.centreId), eq(users.id, id)))
    : [];
  if (!member) throw new Refusal('person-unknown', {});
  return member;
}

/** The person and what the directory calls them, held until the transaction ends. @throws Refusal `person-unknown` */
export async function lockMember(directory: Directory<Tx>, id: string): Promise<{ person: Person; member: Member }> {
  if (!isUuid(id)) throw new Refusal('person-unknown', {});
  const person = await lockPerson(directory, id);
  return { person, member: await readMember(directory, id) };
}
