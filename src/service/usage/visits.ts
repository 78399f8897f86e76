import { and, eq, ne, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { siteConnections, siteVisits } from '../../../db/schema/index.ts';
import type { Site } from '../../words/sites.ts';
import type { Db } from '../context.ts';
import type { OfPerson } from '../people/columns.ts';

/** Of a connection, whether people sign in there with us: else nothing is known of who comes. */
const isSeen = ne(siteConnections.redirectUris, sql`'{}'`);

/**
 * Keeps that someone came to a site just now: a part of what keeps their sign-in; nothing for what is no site. That a site was opened in a
 * new session `keep_site_visits` keeps by itself, for the release before this one. @param onlyIf a condition
 */
export const addVisit = (userId: SQLWrapper, clientId: SQLWrapper, now: SQLWrapper, onlyIf = sql`true`): SQL => sql`
  insert into site_visits (centre_id, user_id, site, last_at)
  select c.centre_id, u.id, c.site, ${now}::timestamptz
  from site_connections c join users u on u.centre_id = c.centre_id and u.id = ${userId}::uuid
  where c.client_id = ${clientId}::text and ${onlyIf}
  on conflict (user_id, site) do update set last_at = greatest(site_visits.last_at, excluded.last_at)`;

/** When someone came to a site last. */
export interface SiteVisit {
  site: Site;
  /** Nothing where they never did; or where that is not known, since they signed in before it was kept to which sites. */
  lastAt: Date | null;
  never: boolean;
}

/** Of one user, for each site whose sign-ins are seen, in the sites' own order; to be read with others. */
export const selectVisits = (db: Db, { centreId, userId }: OfPerson) =>
  db
    .select({
      site: siteConnections.site,
      lastAt: siteVisits.lastAt,
      never: sql<boolean>`${siteVisits.userId} is null`,
    })
    .from(siteConnections)
    .leftJoin(siteVisits, and(eq(siteVisits.userId, userId), eq(siteVisits.site, siteConnections.site)))
    .where(and(eq(siteConnections.centreId, centreId), isSeen))
    .orderBy(siteConnections.site);
