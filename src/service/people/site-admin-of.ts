import { type SQL, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';
import { siteAccess, users } from '../../../db/schema/index.ts';
import type { Site } from '../../words/sites.ts';

/** The sites on which a user carries the site admin mark, as a column of a query. @param user `users`, or an alias of it */
export const siteAdminOf = (user: { id: AnyPgColumn } = users): SQL<Site[]> => sql<Site[]>`coalesce((
  select json_agg(a.site) from ${siteAccess} a where a.user_id = ${user.id} and a.site_admin
), '[]')`;
