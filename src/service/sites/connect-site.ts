import type { Site } from '../../words/sites.ts';
import { audit, event } from '../audit/event.ts';
import { readCentre } from '../centre/centre.ts';
import { allow } from '../policy.ts';
import { issuerOf } from '../sign-in/issuer.ts';
import { mutation } from '../use-case.ts';
import type { SiteDetails } from './details.ts';
import { saveConnection } from './save.ts';

/** What a site is set up with, so that people sign in there with us. */
export interface ClientSetUp {
  issuer: string;
  clientId: string;
  /** Nothing for a site that keeps no secret. */
  secret?: string;
  redirectUris: string[];
}

export interface Connected {
  isNew: boolean;
  changed: boolean;
  /** Where there is a secret that was made just now: it is shown to the one who asked, and to nobody again. */
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
    const { isNew, changed, ...saved } = await saveConnection(ctx, school, site, given);
    if (changed.length > 0) {
      const details = { site, changed: isNew ? ['siteConnected'] : changed };
      await audit(ctx, { ...event(ctx, 'settings.change'), details });
    }
    const setUp = { issuer: issuerOf(ctx), ...saved };
    return { isNew, changed: changed.length > 0, ...((isNew || saved.secret) && { setUp }) };
  },
  // So that of two who connect it at once, the second changes what the first has made.
  { alone: true },
);
