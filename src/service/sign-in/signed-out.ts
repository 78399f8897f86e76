import { randomUUID } from 'node:crypto';
import type { App } from '../context.ts';
import { type Jobs, queueJobs } from '../jobs.ts';
import { findConnection } from '../sites/connection.ts';
import { inTransaction } from '../transaction.ts';
import { issuerOf } from './issuer.ts';
import { signingAlg, signingKeySet } from './keys.ts';

/** What a site is told when someone's session is over. */
export interface Notice {
  url: string;
  /** The site's name as a client, to whom the token speaks. */
  clientId: string;
  /** OpenID Connect Back-Channel Logout, section 2.4. */
  logoutToken: string;
}

/** @returns nothing where the site is gone, or no longer asks to be told */
export async function signedOutNotice(
  app: App,
  { connectionId, userId, sid }: Jobs['tell-signed-out'],
): Promise<Notice | undefined> {
  const connection = await findConnection(app.db, connectionId);
  if (!connection?.logoutUrl) return undefined;
  const [key] = await signingKeySet(app);
  const { importJWK, SignJWT } = await import('jose');
  if (!key) throw new Error('there is no key to sign with');
  // The library looks at the real time as well.
  const now = Math.floor(Date.now() / 1_000);
  const logoutToken = await new SignJWT({ sid, events: { 'http://schemas.openid.net/event/backchannel-logout': {} } })
    .setProtectedHeader({ alg: signingAlg, kid: key.kid, typ: 'logout+jwt' })
    .setIssuer(issuerOf(app))
    .setAudience(connection.clientId)
    .setSubject(userId)
    .setJti(randomUUID())
    .setIssuedAt(now)
    .setExpirationTime(now + 120)
    .sign(await importJWK(key, signingAlg));
  return { url: connection.logoutUrl, clientId: connection.clientId, logoutToken };
}

/** Whether the site asks by now to be told elsewhere, or by another name, than it was. */
export async function isToldElsewhere(
  app: App,
  { connectionId }: Jobs['tell-signed-out'],
  was: Notice,
): Promise<boolean> {
  const now = await findConnection(app.db, connectionId);
  return Boolean(now?.logoutUrl) && (now?.logoutUrl !== was.url || now.clientId !== was.clientId);
}

/** Puts off telling a site of a sign-out. @param pauseMs in milliseconds */
export async function retrySignedOut(app: App, job: Jobs['tell-signed-out'], pauseMs: number): Promise<void> {
  await inTransaction(app, (app) =>
    queueJobs(app.db, [
      {
        task: 'tell-signed-out',
        payload: job,
        queue: `tell-signed-out:${job.connectionId}`,
        run_at: new Date(app.clock().getTime() + pauseMs),
      },
    ]),
  );
}
