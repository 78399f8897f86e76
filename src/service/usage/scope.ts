import { and, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { centreSites, siteConnections } from '../../../db/schema/index.ts';
import type { Programme } from '../../words/programmes.ts';
import type { Site } from '../../words/sites.ts';
import { lateDays } from '../../words/usage.ts';
import type { Actor, Ctx, Db } from '../context.ts';
import { NotAllowed, reach } from '../policy.ts';
import { daysAgo } from '../purge.ts';

/** The moment since when someone came lately. */
export const lately = (now: Date): Date => daysAgo(now, lateDays);

/** The sites whose usage someone may see. */
export interface Scope {
  /** Those whose sign-ins are seen, in the sites' own order; and since when. */
  seen: { site: Site; since: Date }[];
  /** Those that do not sign in with us: nothing is known of who comes. */
  unseen: Site[];
}

/**
 * What someone may see of whose usage: of all sites of the school, or those of a site admin.
 *
 * @param site that one alone
 * @throws NotAllowed where there is none, or not this one
 */
export async function readScope(ctx: Ctx<Db>, act: 'usage.show' | 'usage.remind', site?: Site): Promise<Scope> {
  const own = sitesInReach(ctx.actor, act);
  if (site && own && !own.includes(site)) throw new NotAllowed(act, null);
  return sitesOf(ctx.db, ctx.actor.centreId, site ? [site] : own);
}

/** Nothing: all. */
function sitesInReach(actor: Actor, act: 'usage.show' | 'usage.remind'): Site[] | undefined {
  const { byRole, bySite } = reach(actor, act);
  if (byRole === 'anyone' || byRole === 'teachers') return undefined;
  if (bySite === 'site') return actor.siteAdminOf;
  throw new NotAllowed(act, null);
}

/** The same without rights: of a school. @param only these alone */
export async function sitesOf(db: Db, centreId: string, only?: Site[]): Promise<Scope> {
  const rows = await db
    .select({
      site: centreSites.site,
      since: siteConnections.signInsSince,
      isSeen: sql<boolean>`coalesce(${siteConnections.redirectUris} <> '{}', false)`,
    })
    .from(centreSites)
    .leftJoin(
      siteConnections,
      and(eq(siteConnections.centreId, centreSites.centreId), eq(siteConnections.site, centreSites.site)),
    )
    .where(and(eq(centreSites.centreId, centreId), only && inArray(centreSites.site, only)))
    .orderBy(centreSites.site);
  return {
    seen: rows.flatMap(({ site, since, isSeen }) => (isSeen && since ? [{ site, since }] : [])),
    unseen: rows.filter(({ isSeen }) => !isSeen).map(({ site }) => site),
  };
}

/** A list as a parameter of a statement. */
export const sitesIn = (sites: readonly Site[]): SQL => sql`${`{${sites.join(',')}}`}::site[]`;

/**
 * Who may come to these sites, a row for each site of each: `user_id`, `site`, whether they `visited` it, and `lately`. Nobody who is
 * suspended is among them: they can't come.
 */
export const accessOf = (centreId: string, sites: readonly Site[], since: Date, programme?: Programme): SQL => sql`
  select a.user_id, a.site, v.user_id is not null as visited, coalesce(v.last_at >= ${since.toISOString()}::timestamptz, false) as lately
  from site_access a
  join users u on u.id = a.user_id and u.centre_id = a.centre_id and u.status in ('invited', 'active')
  left join site_visits v on v.centre_id = a.centre_id and v.site = a.site and v.user_id = a.user_id
  where a.centre_id = ${centreId} and a.site = any(${sitesIn(sites)})
  ${programme ? sql`and exists (select from user_programmes p where p.user_id = a.user_id and p.programme = ${programme})` : sql``}`;
