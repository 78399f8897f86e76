import { and, eq, inArray } from 'drizzle-orm';
import { oidcRecords, siteConnections, siteSessions } from '../../../db/schema/index.ts';
import type { App } from '../context.ts';
import { inTransaction } from '../transaction.ts';
import { noteVisit } from '../usage/visits.ts';
import { EntryLost, lockActive, lockWelcome } from './entry.ts';
import { hashId, opened, type Payload, writeRecord } from './records.ts';
import { endSiteSessions, keepSiteSessions } from './site-sessions.ts';

interface Saving {
  /** The secret id that it had until now, where it gets a new one. */
  oldId?: string;
  /** Whether it was kept before: then it must be there still, else someone has ended it meanwhile. */
  known: boolean;
  /** A site that is signed out of, and no other. */
  leaving?: string;
  /** A site that someone came to just now: it was given a code for them. */
  opened?: string;
  /** What the browser is called: `Firefox on Windows`. */
  browser?: string;
}

/**
 * Keeps a session of someone's browser, which opens all sites.
 *
 * Several sites may be opened in it at the same moment: what another request has added is kept beside what this one adds.
 *
 * @param expiresIn in seconds
 * @throws EntryLost where it was ended, the account suspended or the password changed since the request began
 */
export async function saveSession(
  app: App,
  id: string,
  payload: Payload,
  expiresIn: number,
  { oldId, known, leaving, opened: site, browser }: Saving,
): Promise<void> {
  await inTransaction(app, async (app) => {
    const { uid, accountId, loginTs } = payload;
    // The account first, as whoever ends its sessions does: the other way round, the two could wait for each other.
    if (accountId) await lockActive(app.db, accountId, loginTs);
    const kept = uid
      ? await app.db
          .select()
          .from(oidcRecords)
          .where(and(eq(oidcRecords.model, 'Session'), eq(oidcRecords.uidHash, hashId(uid))))
          .orderBy(oidcRecords.idHash)
          .for('no key update')
      : [];
    if (known && kept.length === 0) throw new EntryLost('the session was ended');
    const others = kept.map((row) => opened(app, row)).filter((p) => p?.accountId === accountId);
    const authorizations = Object.assign({}, ...others.map((p) => p?.authorizations), payload.authorizations);
    if (leaving) delete authorizations[leaving];
    const usedTs = Math.floor(app.clock().getTime() / 1_000);
    const session = { ...payload, ...(accountId && { authorizations, browser, usedTs }) };
    if (oldId) await app.db.delete(oidcRecords).where(sessionOf(oldId));
    await writeRecord(app, 'Session', id, session, expiresIn);
    await keepSiteSessions(app, session);
    if (accountId && site) await noteVisit(app, accountId, site);
    if (leaving && uid) {
      const connections = app.db
        .select({ id: siteConnections.id })
        .from(siteConnections)
        .where(eq(siteConnections.clientId, leaving));
      await endSiteSessions(
        app,
        and(eq(siteSessions.uidHash, hashId(uid)), inArray(siteSessions.connectionId, connections)),
      );
    }
  });
}

/** Signs out: the session is over, and every site that was opened in it is told. */
export async function endSession(app: App, id: string): Promise<void> {
  await inTransaction(app, async (app) => {
    const [row] = await app.db.delete(oidcRecords).where(sessionOf(id)).returning({ uidHash: oidcRecords.uidHash });
    if (!row?.uidHash) return;
    await app.db.delete(oidcRecords).where(and(eq(oidcRecords.model, 'Session'), eq(oidcRecords.uidHash, row.uidHash)));
    await endSiteSessions(app, eq(siteSessions.uidHash, row.uidHash));
  });
}

const sessionOf = (id: string) => and(eq(oidcRecords.model, 'Session'), eq(oidcRecords.idHash, hashId(id)));

/**
 * Keeps what a site was granted, without which no code and no token of it is good.
 *
 * @param expiresIn in seconds
 * @throws EntryLost for someone whom the site is not open to, or no longer
 */
export async function saveGrant(app: App, id: string, payload: Payload, expiresIn: number): Promise<void> {
  await inTransaction(app, async (app) => {
    await lockWelcome(app.db, payload.accountId ?? '', payload.clientId ?? '');
    await writeRecord(app, 'Grant', id, payload, expiresIn);
  });
}
