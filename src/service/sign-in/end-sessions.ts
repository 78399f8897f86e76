import { and, eq, inArray, ne, sql } from 'drizzle-orm';
import { oidcRecords, siteConnections, siteSessions, users } from '../../../db/schema/index.ts';
import type { Site } from '../../words/sites.ts';
import type { App, Tx } from '../context.ts';
import { isOneOf } from '../ids.ts';
import { hashId, opened, rewriteRecord } from './records.ts';
import { endSiteSessions } from './site-sessions.ts';

/** Ends all that these are signed in to, in every browser, at once, in the caller's transaction, which holds their rows; the sites are told. */
export async function endAllSessions(app: App<Tx>, userIds: string[]): Promise<void> {
  await app.db.delete(oidcRecords).where(isOneOf(oidcRecords.accountId, userIds));
  await endSiteSessions(app, isOneOf(siteSessions.userId, userIds));
}

/** The same for one, on these sites alone, of which they lost the access. */
export async function endSessions(app: App<Tx>, userId: string, { sites = [] }: { sites?: Site[] }): Promise<void> {
  if (sites.length === 0) return;
  const connections = await app.db
    .select({ id: siteConnections.id, clientId: siteConnections.clientId })
    .from(siteConnections)
    .innerJoin(users, and(eq(users.id, userId), eq(users.centreId, siteConnections.centreId)))
    .where(inArray(siteConnections.site, sites));
  if (connections.length === 0) return;
  const clientIds = connections.map((c) => c.clientId);
  await app.db
    .delete(oidcRecords)
    .where(and(eq(oidcRecords.accountId, userId), inArray(oidcRecords.clientId, clientIds)));
  await leaveSites(app, userId, clientIds);
  const ids = connections.map((c) => c.id);
  await endSiteSessions(app, and(eq(siteSessions.userId, userId), inArray(siteSessions.connectionId, ids)));
}

/** This browser's, which go on: the sign-in that is under way in it, and the session that it is to take the place of. */
export interface ThisBrowser {
  interaction?: string;
  session?: string | undefined;
}

/** The same for all, but in this browser. Tokens of sites are over everywhere. */
export async function endOtherSessions(app: App<Tx>, userId: string, here: ThisBrowser): Promise<void> {
  const { interaction, session } = here;
  const others = [
    interaction && sql`(${oidcRecords.model} <> 'Interaction' or ${oidcRecords.idHash} <> ${hashId(interaction)})`,
    session && sql`(${oidcRecords.model} <> 'Session' or ${oidcRecords.uidHash} is distinct from ${hashId(session)})`,
  ].filter((w) => typeof w === 'object');
  await app.db.delete(oidcRecords).where(and(eq(oidcRecords.accountId, userId), ...others));
  const elsewhere = session ? ne(siteSessions.uidHash, hashId(session)) : undefined;
  await endSiteSessions(app, and(eq(siteSessions.userId, userId), elsewhere));
}

/** Takes the sites out of the sessions, which go on for the others: access that is given again begins anew. */
async function leaveSites(app: App<Tx>, userId: string, clientIds: string[]): Promise<void> {
  const rows = await app.db
    .select()
    .from(oidcRecords)
    .where(and(eq(oidcRecords.accountId, userId), eq(oidcRecords.model, 'Session')))
    .orderBy(oidcRecords.idHash)
    .for('no key update');
  for (const row of rows) {
    const session = opened(app, row);
    if (!session?.authorizations) continue;
    const left = Object.entries(session.authorizations).filter(([clientId]) => !clientIds.includes(clientId));
    await rewriteRecord(app, row, { ...session, authorizations: Object.fromEntries(left) });
  }
}
