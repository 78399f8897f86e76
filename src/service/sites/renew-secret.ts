import { and, eq } from 'drizzle-orm';
import { siteConnections } from '../../../db/schema/index.ts';
import type { Site } from '../../words/sites.ts';
import { audit, event } from '../audit/event.ts';
import { Refusal } from '../errors.ts';
import { allow } from '../policy.ts';
import { issuerOf } from '../sign-in/issuer.ts';
import { mutation } from '../use-case.ts';
import type { ClientSetUp } from './connect-site.ts';
import { sealSecret } from './connection.ts';
import { newSecret } from './save.ts';

/**
 * Makes a site's client a new secret; with the old one it is nobody from now on.
 *
 * @throws Refusal `site-not-connected`; `site-without-secret` for one that keeps none
 */
export const renewSecret = mutation(
  'renewSecret',
  'settings.change',
  async (ctx, { site }: { site: Site }): Promise<ClientSetUp> => {
    allow(ctx, 'settings.change');
    const [row] = await ctx.db
      .select()
      .from(siteConnections)
      .where(and(eq(siteConnections.centreId, ctx.actor.centreId), eq(siteConnections.site, site)))
      .for('no key update');
    if (!row) throw new Refusal('site-not-connected', { site });
    if (!row.sealedSecret) throw new Refusal('site-without-secret', { site });
    const secret = newSecret();
    await ctx.db
      .update(siteConnections)
      .set({ sealedSecret: sealSecret(ctx, row.id, secret), changedAt: ctx.clock() })
      .where(eq(siteConnections.id, row.id));
    await audit(ctx, { ...event(ctx, 'settings.change'), details: { site, changed: ['clientSecret'] } });
    return { issuer: issuerOf(ctx), clientId: row.clientId, secret, redirectUris: row.redirectUris };
  },
  { alone: true },
);
