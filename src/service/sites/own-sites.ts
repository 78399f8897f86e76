import { and, eq } from 'drizzle-orm';
import { siteAccess, siteConnections } from '../../../db/schema/index.ts';
import type { Site } from '../../words/sites.ts';
import type { Db } from '../context.ts';
import type { OfPerson } from '../people/columns.ts';

/** A site that someone may sign in to. */
export interface OwnSite {
  site: Site;
  siteAdmin: boolean;
  /** Where a browser opens it; nothing where the school has given no address. */
  url: string | null;
}

/** The sites of one person, in the sites' own order, with where each opens; to be read with others, each row by {@link ownSiteOf}. */
export const selectSites = (db: Db, { userId }: Pick<OfPerson, 'userId'>) =>
  db
    .select({ site: siteAccess.site, siteAdmin: siteAccess.siteAdmin, homeUrl: siteConnections.homeUrl })
    .from(siteAccess)
    .leftJoin(
      siteConnections,
      and(eq(siteConnections.centreId, siteAccess.centreId), eq(siteConnections.site, siteAccess.site)),
    )
    .where(eq(siteAccess.userId, userId))
    .orderBy(siteAccess.site);

/** The same by itself. */
export const sitesOf = async (db: Db, userId: string): Promise<OwnSite[]> =>
  (await selectSites(db, { userId })).map(ownSiteOf);

type SiteRow = Awaited<ReturnType<typeof selectSites>>[number];

export const ownSiteOf = ({ homeUrl, ...row }: SiteRow): OwnSite => ({ ...row, url: readUrl(homeUrl) });

/** As a browser writes it; nothing for what is no page: an address may be older than the rules for them. */
function readUrl(url: string | null): string | null {
  if (!url || !URL.canParse(url)) return null;
  const { protocol, href } = new URL(url);
  return protocol === 'https:' || protocol === 'http:' ? href : null;
}
