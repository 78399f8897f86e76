import { and, eq, ne, or, type SQLWrapper, sql } from 'drizzle-orm';
import { foldedEmail } from '../../../db/schema/folded-email.ts';
import { users } from '../../../db/schema/index.ts';
import type { Db } from '../context.ts';
import { anyOf, anyOfTexts } from '../ids.ts';
import { type Person, personColumns } from './person.ts';

/** Whom something names so that nobody else can be meant: by whole e-mails, folded, and by ids. */
export interface Names {
  emails: string[];
  ids: string[];
}

/** People who were named so and are there, each by their e-mail, folded, and by `id:<user id>`. */
export type Named = Map<string, Person>;

/** Whether a user is there and one of those who are named. */
export const isNamed = ({ emails, ids }: Record<keyof Names, SQLWrapper>) =>
  and(
    ne(users.status, 'deleted'),
    or(sql`${foldedEmail(users.email)} = ${anyOfTexts(emails)}`, sql`${users.id} = ${anyOf(ids)}`),
  );

/** People of a centre by their names, to be read with others. */
export const selectNamed = (db: Db, centreId: SQLWrapper, names: Record<keyof Names, SQLWrapper>) =>
  db
    .select({ person: personColumns, email: foldedEmail(users.email) })
    .from(users)
    .where(and(eq(users.centreId, centreId), isNamed(names)));

export const namedBy = (found: Awaited<ReturnType<typeof selectNamed>>): Named =>
  new Map(
    found.flatMap(({ person, email }) => [
      [email, person],
      [`id:${person.id}`, person],
    ]),
  );
