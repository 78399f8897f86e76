import { and, eq } from 'drizzle-orm';
import { provisioning, siteConnections, siteSessions } from '../../../db/schema/index.ts';
import type { Site } from '../../words/sites.ts';
import { audit, event } from '../audit/event.ts';
import { readCentre } from '../centre/centre.ts';
import type { Ctx, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { handOver } from '../one-time-secrets/hand-over.ts';
import { allow } from '../policy.ts';
import { issuerOf } from '../sign-in/issuer.ts';
import { mutation } from '../use-case.ts';
import { sealSecret } from './connection.ts';
import type { SiteDetails } from './details.ts';
import { forgetClient, newClientId, newSecret, saveConnection } from './save.ts';

/** What a site is set up with, so that people sign in there with us. */
export interface ClientSetUp {
  issuer: string;
  clientId: string;
  redirectUris: string[];
  /** Where its secret is shown once, to the one who asked; nothing for a site that keeps none. */
  page?: string;
}

export interface Connected {
  isNew: boolean;
  changed: boolean;
  /** Where it is new, or has a secret that was made just now. */
  setUp?: ClientSetUp;
}

/**
 * Connects the school's account of a site, or changes how; what is not given stays.
 *
 * @throws Refusal or Refused beside the fields
 */
export const connectSite = mutation(
  'connectSite',
  'settings.change',
  async (ctx, { site, ...given }: { site: Site } & SiteDetails): Promise<Connected> => {
    allow(ctx, 'settings.change');
    const school = await readCentre(ctx.db, ctx.actor.centreId);
    const { isNew, changed, secret, ...saved } = await saveConnection(ctx, school, site, given);
    if (changed.length > 0) {
      const details = { site, changed: isNew ? ['siteConnected'] : changed };
      await audit(ctx, { ...event(ctx, 'settings.change'), details });
    }
    const setUp = { issuer: issuerOf(ctx), ...saved };
    const page =
      secret && setUp.redirectUris.length > 0 && (await handOver(ctx, { kind: 'site-client', site, ...setUp, secret }));
    return {
      isNew,
      changed: changed.length > 0,
      ...((isNew || page) && { setUp: { ...setUp, ...(page && { page }) } }),
    };
  },
  // So that of two who connect it at once, the second changes what the first has made.
  { onePerCentre: true },
);

/**
 * Makes a site's client a new secret; with the old one it is nobody from now on. So it is with an id from the times when that was
 * made of the school's number: as the site has to be set up anew, it gets one that nobody can guess.
 *
 * @returns the page that shows it once, for the actor alone
 * @throws Refusal `site-not-connected`; `site-without-secret` for one that keeps none
 */
export const renewSecret = mutation(
  'renewSecret',
  'settings.change',
  async (ctx, { site }: { site: Site }): Promise<{ page: string }> => {
    allow(ctx, 'settings.change');
    const row = await lockConnection(ctx, site, 'no key update');
    if (!row.sealedSecret) throw new Refusal('site-without-secret', { site });
    const secret = newSecret();
    const { number } = await readCentre(ctx.db, ctx.actor.centreId);
    const isGuessed = row.clientId === `${number.toLowerCase()}-${site}`;
    const clientId = isGuessed ? newClientId(site) : row.clientId;
    await ctx.db
      .update(siteConnections)
      .set({ clientId, sealedSecret: sealSecret(ctx, row.id, secret), changedAt: ctx.clock() })
      .where(eq(siteConnections.id, row.id));
    if (isGuessed) await forgetClient(ctx.db, row.clientId);
    const changed = [...(isGuessed ? ['clientId'] : []), 'clientSecret'];
    await audit(ctx, { ...event(ctx, 'settings.change'), details: { site, changed } });
    const { redirectUris } = row;
    const setUp = { site, issuer: issuerOf(ctx), clientId, secret, redirectUris };
    return { page: await handOver(ctx, { kind: 'site-client', ...setUp }) };
  },
  { onePerCentre: true },
);

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
    const row = await lockConnection(ctx, site, 'update');
    await ctx.db.delete(provisioning).where(eq(provisioning.connectionId, row.id));
    // What is granted before the sessions, as whoever ends sessions: else each would wait for the other.
    await forgetClient(ctx.db, row.clientId);
    await ctx.db.delete(siteSessions).where(eq(siteSessions.connectionId, row.id));
    await ctx.db.delete(siteConnections).where(eq(siteConnections.id, row.id));
    await audit(ctx, { ...event(ctx, 'settings.change'), details: { site, changed: ['siteTurnedOff'] } });
  },
  { onePerCentre: true },
);

async function lockConnection(ctx: Ctx<Tx>, site: Site, strength: 'update' | 'no key update') {
  const [row] = await ctx.db
    .select()
    .from(siteConnections)
    .where(and(eq(siteConnections.centreId, ctx.actor.centreId), eq(siteConnections.site, site)))
    .for(strength);
  if (!row) throw new Refusal('site-not-connected', { site });
  return row;
}
