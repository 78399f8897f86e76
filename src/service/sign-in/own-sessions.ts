import { and, eq, gt, inArray, ne, or } from 'drizzle-orm';
import { oidcRecords, siteConnections, siteSessions, users } from '../../../db/schema/index.ts';
import type { Site } from '../../words/sites.ts';
import { audit } from '../audit/event.ts';
import type { App, Tx } from '../context.ts';
import { endingInTransaction } from '../transaction.ts';
import { endOtherSessions } from './end-sessions.ts';
import { hashId, opened, type Payload } from './records.ts';
import { endSiteSessions } from './site-sessions.ts';

/** One browser in which someone is signed in. */
export interface OwnSession {
  /** What it is called in a form: it opens nothing. */
  handle: string;
  isThis: boolean;
  /** `Firefox on Windows`, where it is known. */
  browser: string | undefined;
  since: Date;
  lastUsed: Date;
  /** That were opened in it. */
  sites: Site[];
}

const handleOf = (uidHash: Buffer) => uidHash.toString('base64url');

/** Where someone is signed in, this browser first, then by last use. @param uid this session's */
export async function listOwnSessions(app: App, userId: string, uid: string): Promise<OwnSession[]> {
  const rows = await app.db
    .select()
    .from(oidcRecords)
    .where(and(sessionsOf(userId), gt(oidcRecords.expiresAt, app.clock())));
  const connections = await app.db
    .select({ clientId: siteConnections.clientId, site: siteConnections.site })
    .from(siteConnections)
    .innerJoin(users, and(eq(users.id, userId), eq(users.centreId, siteConnections.centreId)));
  const siteOf = new Map(connections.map((c) => [c.clientId, c.site]));
  const found = rows.flatMap((row): OwnSession[] => {
    const session = opened(app, row);
    if (!session || !row.uidHash) return [];
    const { loginTs = 0, usedTs = loginTs, browser, authorizations = {} } = session;
    return [
      {
        handle: handleOf(row.uidHash),
        isThis: row.uidHash.equals(hashId(uid)),
        browser,
        since: new Date(loginTs * 1_000),
        lastUsed: new Date(usedTs * 1_000),
        sites: Object.keys(authorizations).flatMap((clientId) => siteOf.get(clientId) ?? []),
      },
    ];
  });
  return found.sort((a, b) => Number(b.isThis) - Number(a.isThis) || b.lastUsed.getTime() - a.lastUsed.getTime());
}

interface Ending {
  userId: string;
  /** This session's. */
  uid: string;
  /** Which one; nothing: all others. */
  handle?: string;
  correlationId: string;
}

/**
 * Ends one of someone's own sessions, or all but this one, with what sites were granted in it; the sites are told.
 *
 * @returns whether there was one: another's is none
 */
export const endOwnSessions = (app: App, ending: Ending): Promise<boolean> =>
  endingInTransaction(app, (app) => endOwn(app, ending));

async function endOwn(app: App<Tx>, { userId, uid, handle, correlationId }: Ending): Promise<boolean> {
  // As whoever saves a session: the account first.
  const [user] = await app.db.select({ centreId: users.centreId }).from(users).where(eq(users.id, userId)).for('share');
  if (!user) return false;
  const one = handle === undefined ? undefined : Buffer.from(handle, 'base64url');
  const which = one ? eq(oidcRecords.uidHash, one) : ne(oidcRecords.uidHash, hashId(uid));
  const living = and(sessionsOf(userId), which, gt(oidcRecords.expiresAt, app.clock()));
  // Held, so that of two who end it at once one has ended it.
  const held = app.db.select({ id: oidcRecords.idHash }).from(oidcRecords).where(living);
  if ((await held.orderBy(oidcRecords.idHash).for('update')).length === 0) return false;
  if (one) await endSessionOf(app, userId, one);
  else await endOtherSessions(app, userId, { session: uid });
  const entry = { centreId: user.centreId, actorId: userId, targetId: userId, correlationId };
  await audit(app, { ...entry, action: 'session.end', details: { which: one ? 'one' : 'all others' } });
  return true;
}

async function endSessionOf(app: App<Tx>, userId: string, uidHash: Buffer): Promise<void> {
  const rows = await app.db
    .delete(oidcRecords)
    .where(and(sessionsOf(userId), eq(oidcRecords.uidHash, uidHash)))
    .returning();
  const granted = rows.flatMap((row) => grantsIn(opened(app, row))).map(hashId);
  if (granted.length > 0) {
    const ofGrant = and(eq(oidcRecords.model, 'Grant'), inArray(oidcRecords.idHash, granted));
    await app.db
      .delete(oidcRecords)
      .where(and(eq(oidcRecords.accountId, userId), or(inArray(oidcRecords.grantHash, granted), ofGrant)));
  }
  await endSiteSessions(app, and(eq(siteSessions.userId, userId), eq(siteSessions.uidHash, uidHash)));
}

const grantsIn = (session: Payload | undefined): string[] =>
  Object.values(session?.authorizations ?? {}).flatMap(({ grantId }) => grantId ?? []);

const sessionsOf = (userId: string) => and(eq(oidcRecords.accountId, userId), eq(oidcRecords.model, 'Session'));
