import { randomBytes, randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { and, eq } from 'drizzle-orm';
import { oidcRecords, provisioning, siteConnections } from '../../../db/schema/index.ts';
import type { Site } from '../../words/sites.ts';
import type { App, Tx } from '../context.ts';
import { isUniqueViolation } from '../database-errors.ts';
import { Refusal } from '../errors.ts';
import { forgetTrouble, markAll } from '../provisioning/site-health.ts';
import { accountClientId } from '../sign-in/issuer.ts';
import { scimAuthOf, sealScimAuth, sealSecret, secretOf } from './connection.ts';
import { type SiteDetails, settle } from './details.ts';

/** The school that a site is connected for. */
interface School {
  id: string;
  number: string;
  /** The sites it is eligible for. */
  sites: Site[];
}

interface Saved {
  clientId: string;
  redirectUris: string[];
  /** A client's secret that was made just now: nobody can look it up again. */
  secret?: string;
  isNew: boolean;
  /** What is different: names of fields, which say nothing secret. */
  changed: string[];
}

/** What only whoever runs this program says of a site. */
interface OwnSays {
  /** That it works for its own machine alone; without it the address in `publicUrl` tells. */
  home?: boolean | undefined;
  /** The id and the secret that the site has already. */
  clientId?: string | undefined;
  clientSecret?: string | undefined;
  /** Since when it is kept who signs in there; now, where nothing is said. */
  signInsSince?: Date | undefined;
}

/** 256 bits, in letters and digits that no file or address has to escape. */
export const newSecret = () => randomBytes(32).toString('base64url');

/**
 * Makes a site's connection, or changes it. What is not different is not touched. To be called with the school locked.
 * Sets off `queue_provision`: at the commit a job is queued that brings the site up to date; and `site_reached_otherwise`:
 * what was learnt of its SCIM service is forgotten, and `scim_version` raised, where that is reached otherwise.
 *
 * @throws Refusal or Refused beside the fields: `site-not-eligible`, `pkce-needed`, `client-id-in-use`, and what {@link settle} refuses
 */
export async function saveConnection(
  app: App<Tx>,
  school: School,
  site: Site,
  given: SiteDetails,
  own: OwnSays = {},
): Promise<Saved> {
  if (!school.sites.includes(site)) throw new Refusal('site-not-eligible', { sites: [site] }, 'site');
  const [row] = await app.db
    .select()
    .from(siteConnections)
    .where(and(eq(siteConnections.centreId, school.id), eq(siteConnections.site, site)))
    .for('no key update');
  const was = row ? { ...row, scimAuth: row.scimUrl ? scimAuthOf(app, row) : null } : null;
  const next = settle(app, was, given, own.home);
  const oldSecret = row && secretOf(app, row);
  const withoutSecret = given.withoutSecret ?? (row ? oldSecret === undefined : false);
  const withoutPkce = given.withoutPkce ?? row?.withoutPkce ?? false;
  if (withoutPkce && withoutSecret) throw new Refusal('pkce-needed', {}, 'withoutPkce');
  const secret = withoutSecret ? undefined : (own.clientSecret ?? oldSecret ?? newSecret());
  const clientId = own.clientId ?? row?.clientId ?? newClientId(site);
  const changed = [
    ...(Object.keys(next) as (keyof typeof next)[]).filter((k) => !isDeepStrictEqual(next[k], was?.[k] ?? none(k))),
    ...(secret !== oldSecret ? ['clientSecret'] : []),
    ...(withoutPkce !== (row?.withoutPkce ?? false) ? ['withoutPkce'] : []),
    ...(row && clientId !== row.clientId ? ['clientId'] : []),
  ];
  const id = row?.id ?? randomUUID();
  const result = { clientId, redirectUris: next.redirectUris, isNew: !row, changed };
  if (changed.length === 0) return result;

  const { scimAuth, ...plain } = next;
  const now = app.clock();
  const values = {
    ...plain,
    clientId,
    withoutPkce,
    sealedSecret: secret === undefined ? null : sealSecret(app, id, secret),
    // Sealed anew it would be another.
    sealedScimAuth: changed.includes('scimAuth')
      ? scimAuth && sealScimAuth(app, id, scimAuth)
      : (row?.sealedScimAuth ?? null),
    changedAt: now,
    // Where nobody could sign in with us until now, all that is known begins now.
    ...(next.redirectUris.length > 0 && !row?.redirectUris.length && { signInsSince: own.signInsSince ?? now }),
  };
  if (clientId === accountClientId) throw clientIdInUse();
  // By itself: where another site has the id, whoever saves several goes on to look for what else is wrong.
  await app.db
    .transaction(async (tx) =>
      row
        ? tx.update(siteConnections).set(values).where(eq(siteConnections.id, id))
        : tx.insert(siteConnections).values({ id, centreId: school.id, site, createdAt: now, ...values }),
    )
    .catch((error) => {
      throw isUniqueViolation(error, 'site_connections_clientId_unique') ? clientIdInUse() : error;
    });
  if (row && clientId !== row.clientId) await forgetClient(app.db, row.clientId);
  if (changed.includes('scimUrl') || changed.includes('scimAuth')) await keepInStep(app.db, id, next.scimUrl);
  const isOurs = secret !== undefined && secret !== oldSecret && own.clientSecret === undefined;
  return { ...result, ...(isOurs && { secret }) };
}

const clientIdInUse = () => new Refusal('client-id-in-use', {}, 'clientId');

/**
 * A new name for a site as a client of our sign-in. Of one that could be guessed, the sign-in would tell strangers which schools
 * there are: it shows its page for those that it knows alone.
 */
export const newClientId = (site: Site) => `${site}-${randomBytes(15).toString('base64url')}`;

/** Forgets what was granted to a client: it has another name now, or is gone. */
export async function forgetClient(tx: Tx, clientId: string): Promise<void> {
  await tx.delete(oidcRecords).where(eq(oidcRecords.clientId, clientId));
}

/** It may be another service now, which knows nobody; or none. */
async function keepInStep(tx: Tx, id: string, scimUrl: string | null): Promise<void> {
  if (scimUrl) return markAll(tx, id);
  await tx.delete(provisioning).where(eq(provisioning.connectionId, id));
  await forgetTrouble(tx, id);
}

const none = (key: string) => (key === 'redirectUris' || key === 'postLogoutUris' ? [] : null);
