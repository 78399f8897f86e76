import { and, eq } from 'drizzle-orm';
import { oidcRecords, provisioning, siteConnections, siteSessions } from '../../../db/schema/index.ts';
import type { Site } from '../../words/sites.ts';
import { audit, event } from '../audit/event.ts';
import { Refusal } from '../errors.ts';
import { allow } from '../policy.ts';
import { mutation } from '../use-case.ts';

/**
 * Turns a site off: nobody signs in there with us any more, and it is told of nothing. Its accounts stay there as they are.
 *
 * @throws Refusal `site-not-connected`
 */
export const disconnectSite = mutation(
  'disconnectSite',
  'settings.change',
  async (ctx, { site }: { site: Site }): Promise<void> => {
    allow(ctx, 'settings.change');
    // Locked before all that refers to it: a change of a user that is under way marks them for this site first, or
    // finds it gone.
    const [row] = await ctx.db
      .select({ id: siteConnections.id, clientId: siteConnections.clientId })
      .from(siteConnections)
      .where(and(eq(siteConnections.centreId, ctx.actor.centreId), eq(siteConnections.site, site)))
      .for('update');
    if (!row) throw new Refusal('site-not-connected', { site });
    await ctx.db.delete(provisioning).where(eq(provisioning.connectionId, row.id));
    await ctx.db.delete(siteSessions).where(eq(siteSessions.connectionId, row.id));
    await ctx.db.delete(oidcRecords).where(eq(oidcRecords.clientId, row.clientId));
    await ctx.db.delete(siteConnections).where(eq(siteConnections.id, row.id));
    await audit(ctx, { ...event(ctx, 'settings.change'), details: { site, changed: ['siteTurnedOff'] } });
  },
  { alone: true },
);
