import { eq } from 'drizzle-orm';
import { siteConnections } from '../../../db/schema/index.ts';
import type { Site } from '../../words/sites.ts';
import type { App } from '../context.ts';
import { notKept, type Part, readCapabilities } from '../provisioning/capabilities.ts';
import { queryAll } from '../use-case.ts';
import { type Connection, scimAuthOf } from './connection.ts';

/** A site's connection as people see it: what is secret is only said to be there. */
export interface ConnectionView
  extends Pick<
    Connection,
    'id' | 'site' | 'clientId' | 'homeUrl' | 'redirectUris' | 'postLogoutUris' | 'logoutUrl' | 'scimUrl' | 'changedAt'
  > {
  hasSecret: boolean;
  withoutPkce: boolean;
  /** How we show its SCIM service who we are; nothing where it is not kept in step. */
  scimAuth: 'token' | { tokenUrl: string; clientId: string } | null;
  /** What the SCIM service does not keep, of what it is told. */
  notKept: Part[];
}

/** How the school's sites are connected, in the sites' own order; those that are not are left out. */
export const readConnections = queryAll(
  'readConnections',
  'settings.read',
  async (ctx, { site }: { site?: Site }): Promise<ConnectionView[]> => {
    const rows = await ctx.db
      .select()
      .from(siteConnections)
      .where(eq(siteConnections.centreId, ctx.actor.centreId))
      .orderBy(siteConnections.site);
    return rows.filter((row) => !site || row.site === site).map((row) => viewOf(ctx, row));
  },
);

function viewOf(app: App, row: typeof siteConnections.$inferSelect): ConnectionView {
  const { id, site, clientId, homeUrl, redirectUris, postLogoutUris, logoutUrl, scimUrl, changedAt } = row;
  return {
    ...{ id, site, clientId, homeUrl, redirectUris, postLogoutUris, logoutUrl, scimUrl, changedAt },
    hasSecret: row.sealedSecret !== null,
    withoutPkce: row.withoutPkce,
    scimAuth: scimUrl ? shown(app, row) : null,
    notKept: scimUrl ? notKept(readCapabilities(row.scimCapabilities)) : [],
  };
}

function shown(app: App, row: typeof siteConnections.$inferSelect): ConnectionView['scimAuth'] {
  const auth = scimAuthOf(app, row);
  return 'bearer' in auth ? 'token' : { tokenUrl: auth.tokenUrl, clientId: auth.clientId };
}
