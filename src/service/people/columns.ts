import { eq, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { type AnyPgColumn, alias } from 'drizzle-orm/pg-core';
import { leavers, siteAccess, userProgrammes, users } from '../../../db/schema/index.ts';
import { familyNameFirst } from '../../words/people.ts';
import type { Programme } from '../../words/programmes.ts';
import type { Site } from '../../words/sites.ts';

/** Whose something is, where it is read with other things: by values, or where those go in what is prebuilt. */
export interface OfPerson {
  centreId: string | SQLWrapper;
  userId: string | SQLWrapper;
}

/** The sites on which a user carries the site admin mark, as a column of a query. @param user `users`, or an alias of it */
export const siteAdminOf = (user: { id: AnyPgColumn } = users): SQL<Site[]> => sql<Site[]>`coalesce((
  select json_agg(a.site) from ${siteAccess} a where a.user_id = ${user.id} and a.site_admin
), '[]')`;

/** The programmes that a user teaches, as a column of a query. @param userId of whom */
export const programmesOf = (userId: AnyPgColumn): SQL<Programme[]> => sql<Programme[]>`array(
  select p.programme::text from ${userProgrammes} p where p.user_id = ${userId} order by p.programme
)`;

/** Someone's name as {@link fullName} writes it, as a column of a query. @param user `users`, or an alias of it */
export const fullNameOf = <T extends string | null = string>({
  firstName,
  lastName,
}: Record<'firstName' | 'lastName', AnyPgColumn> = users): SQL<T> => {
  const areIn = (letters: string) => sql`(${firstName} ~ ${letters} and ${lastName} ~ ${letters})`;
  return sql<T>`case
    when ${sql.join(familyNameFirst.inOne.map(areIn), sql` or `)} then ${lastName} || ${firstName}
    when ${areIn(familyNameFirst.withBlank)} then ${lastName} || ' ' || ${firstName}
    else rtrim(${firstName} || ' ' || ${lastName}) end`;
};

const named = alias(users, 'named');

/** The name of whoever has an id, as a column of a query that joins them nowhere; nothing where there is none, or none any more. */
export const fullNameById = (id: AnyPgColumn | SQLWrapper | string): SQL<string | null> =>
  sql<string | null>`(select ${fullNameOf(named)} from ${users} named where ${eq(named.id, id)})`;

/** What the steps of someone's leaving have for their correlation id, while it is under way, as a column of a query. @param userId of whom */
export const leaverIdOf = (userId: AnyPgColumn): SQL<string | null> =>
  sql<string | null>`(select l.id from ${leavers} l where l.user_id = ${userId} and l.ended_at is null)`;
