import { hkdfSync } from 'node:crypto';
import { join } from 'node:path';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import { openSites, type SampleSites } from '../../adapters/sample-sites/sites.ts';
import type { Centre } from '../service/centre/centre.ts';
import type { App } from '../service/context.ts';
import { ownGroups } from '../service/progression/groups.ts';
import { issuerOf } from '../service/sign-in/issuer.ts';
import { applySites, type SiteEntry } from '../service/sites/file.ts';
import { sentenceOutside } from '../ui/sentences/sentence.ts';
import { dataSites, type Site, sites } from '../words/sites.ts';

interface Options {
  app: App;
  /** The sample school. */
  centre: Pick<Centre, 'name' | 'number' | 'supportContact' | 'sites'>;
  log: Logger;
  dataDir: string;
  /** What refuses whoever may not see the sites’ pages. */
  guard: RequestHandler;
  /** Where this machine reaches us: `http://localhost:3000`. */
  origin: string;
}

/** The playground's sample sites, and their connection to the sample school. */
export function openSampleSites({ app, centre, log, dataDir, guard, origin }: Options): SampleSites & {
  /** Connects them but these, once their pages can be reached. The same again changes nothing. */
  connect(but: string[]): Promise<void>;
} {
  const base = `${origin}/sites`;
  const secretOf = (purpose: string, site: Site) =>
    Buffer.from(hkdfSync('sha256', app.secretKey, '', `staffroom:sample-${purpose}:${site}`, 32)).toString('base64url');
  const all = sites.map((key) => ({
    key,
    clientId: `${key}-${secretOf('client-id', key).slice(0, 20)}`,
    clientSecret: secretOf('client', key),
    scimToken: secretOf('scim', key),
    holdsData: dataSites.some((site) => site === key),
  }));
  const opened = openSites({
    guard,
    issuer: issuerOf(app),
    base,
    centre,
    sites: all,
    secret: new Uint8Array(hkdfSync('sha256', app.secretKey, '', 'staffroom:sample-cookies', 32)),
    folder: join(dataDir, 'sites'),
    groupsOf: (userId, site) => ownGroups(app, userId, site),
    clock: app.clock,
    onProblem: (error) => log.warn({ err: error }, 'A sample site could not sign someone in.'),
  });
  const entryOf = ({ key, clientId, clientSecret, scimToken }: (typeof all)[number]): SiteEntry => ({
    homeUrl: `${base}/${key}/`,
    redirectUris: [`${base}/${key}/callback`],
    postLogoutUris: [`${base}/${key}/signed-out`],
    logoutUrl: `${base}/${key}/signed-out-elsewhere`,
    clientId,
    clientSecret,
    scimUrl: `${base}/${key}/scim/v2`,
    scimToken,
  });
  return {
    ...opened,
    connect: async (but) => {
      const eligible = all.filter(({ key }) => centre.sites.includes(key) && !but.includes(key));
      const entries = Object.fromEntries(eligible.map((site) => [site.key, entryOf(site)]));
      // As long as the sample school's people have been signing in there.
      const signInsSince = new Date(app.clock().getTime() - 365 * 24 * 3_600_000);
      await applySites(app, { [centre.number]: entries }, { inWords: sentenceOutside, home: true, signInsSince });
    },
  };
}
