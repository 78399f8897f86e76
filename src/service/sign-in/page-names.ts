import { eq, type SQLWrapper } from 'drizzle-orm';
import { prebuilt, type Values } from '../../../db/prebuilt.ts';
import { centres, siteConnections, users } from '../../../db/schema/index.ts';
import { isUuid } from '../../lib/uuid.ts';
import type { Site } from '../../words/sites.ts';
import type { App, Db } from '../context.ts';
import type { PageCentre } from '../passwords/page-centre.ts';
import { fullNameOf } from '../people/columns.ts';

/** The school whose site someone comes from, for the pages that they see on the way. */
export interface SiteOfCentre {
  site: Site;
  centre: PageCentre;
  homeUrl: string | null;
}

export const pageCentreColumns = {
  name: centres.name,
  number: centres.number,
  supportContact: centres.supportContact,
};

export async function siteOfClient(app: App, clientId: unknown): Promise<SiteOfCentre | undefined> {
  if (typeof clientId !== 'string' || clientId.includes('\0')) return undefined;
  const [found] = await siteBy(app.db, { clientId });
  return found;
}

/** The same of one; to be read with others. */
export const selectSite = (db: Db, clientId: SQLWrapper) =>
  db
    .select({
      site: siteConnections.site,
      homeUrl: siteConnections.homeUrl,
      centre: pageCentreColumns,
    })
    .from(siteConnections)
    .innerJoin(centres, eq(centres.id, siteConnections.centreId))
    .where(eq(siteConnections.clientId, clientId));

const siteBy = prebuilt((db, { clientId }: Values<{ clientId: string }>) => selectSite(db, clientId));

/** What their app calls the account of someone who has given the password. */
export async function emailOf(app: App, userId: string): Promise<string | undefined> {
  const [user] = await app.db.select({ email: users.email }).from(users).where(eq(users.id, userId));
  return user?.email ?? undefined;
}

/** What someone is called who is signed in, and their school, for a page that only they see. */
export async function whoIsSignedIn(app: App, userId: string | undefined) {
  if (!userId || !isUuid(userId)) return undefined;
  const [user] = await app.db
    .select({
      name: fullNameOf<string | null>(),
      centre: { name: centres.name, supportContact: centres.supportContact },
    })
    .from(users)
    .innerJoin(centres, eq(centres.id, users.centreId))
    .where(eq(users.id, userId));
  return user;
}
