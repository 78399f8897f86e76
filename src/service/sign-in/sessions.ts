import { and, eq, inArray, sql } from 'drizzle-orm';
import { prebuilt, type Values } from '../../../db/prebuilt.ts';
import { oidcRecords, siteConnections, siteSessions } from '../../../db/schema/index.ts';
import type { App } from '../context.ts';
import { inTransaction } from '../transaction.ts';
import { addVisit } from '../usage/visits.ts';
import { changedSince, EntryLost, lockActive } from './entry.ts';
import { accountClientId } from './issuer.ts';
import { hashId, type Kept, keepRecord, opened, type Payload, recordOf } from './records.ts';
import { endSiteSessions, keepSiteSessions, type SiteIds, siteIds } from './site-sessions.ts';

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
    if (accountId) await lockActive(app.db, accountId);
    const kept = known && uid ? await holdKept(app.db, { uidHash: hashId(uid) }) : [];
    if (known && kept.length === 0) throw new EntryLost('the session was ended');
    const others = kept.map((row) => opened(app, row)).filter((p) => p?.accountId === accountId);
    const authorizations = Object.assign({}, ...others.map((p) => p?.authorizations), payload.authorizations);
    if (leaving) delete authorizations[leaving];
    const usedTs = Math.floor(app.clock().getTime() / 1_000);
    const session = { ...payload, ...(accountId && { authorizations, browser, usedTs }) };
    const { rows } = await keepSession(app.db, {
      ...recordOf(app, 'Session', id, session, expiresIn),
      ...siteIds(app, session),
      signedInAt: accountId ? (loginTs ?? null) : null,
      oldIdHash: oldId ? hashId(oldId) : null,
      opened: site ?? null,
    });
    if (rows.length === 0) throw new EntryLost('the password or the second factor was changed');
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

/** What is kept of a session, held: it may be there by two secret ids for a moment. */
const holdKept = prebuilt((db, { uidHash }: Values<{ uidHash: Buffer }>) =>
  db
    .select()
    .from(oidcRecords)
    .where(and(eq(oidcRecords.model, 'Session'), eq(oidcRecords.uidHash, uidHash)))
    .orderBy(oidcRecords.idHash)
    .for('no key update'),
);

type KeptSession = Kept & SiteIds & { signedInAt: number | null; oldIdHash: Buffer | null; opened: string | null };

/**
 * Keeps a session in place of the one by its old id, the ids by which the sites know it, and that someone came to one of them. Returns
 * nothing where it is void: the account is held by then, so that what was changed of it is seen. Sets off `keep_site_visits`.
 */
const keepSession = prebuilt((db, row: Values<KeptSession>) =>
  db.execute(sql`
    with kept as (
      ${keepRecord(row, sql`where not exists (${changedSince(row.accountId, row.signedInAt)})`)} returning model
    ), old as (
      delete from oidc_records where model = 'Session' and id_hash = ${row.oldIdHash}::bytea
    ), at_sites as (
      ${keepSiteSessions(row)}
    ), visit as (
      ${addVisit(row.accountId, row.opened, row.now)}
    )
    select from kept`),
);

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
  const row = recordOf(app, 'Grant', id, payload, expiresIn);
  const { rows } = await (row.clientId === accountClientId ? keepOwnGrant : keepGrant)(app.db, row);
  if (rows.length === 0) throw new EntryLost('the account is not active, or has no access to the site');
}

/**
 * One statement, which holds what it rests on, and so needs no other to look at it afterwards: whoever suspends the account, takes the
 * access or the site waits, and then ends what is written here; or was first, and nothing is.
 */
const keepGrant = prebuilt((db, row: Values<Kept>) =>
  db.execute(sql`
    with welcome as (
      select from users u
      join site_connections c on c.centre_id = u.centre_id and c.client_id = ${row.clientId}::text
      join site_access a on a.user_id = u.id and a.centre_id = c.centre_id and a.site = c.site
      where u.id = ${row.accountId}::uuid and u.status = 'active'
      for share of u for key share of a, c
    )
    ${keepRecord(row, sql`from welcome`)} returning model`),
);

/** The same for one's own account, to which everybody has access. */
const keepOwnGrant = prebuilt((db, row: Values<Kept>) =>
  db.execute(sql`
    with welcome as (select from users where id = ${row.accountId}::uuid and status = 'active' for share)
    ${keepRecord(row, sql`from welcome`)} returning model`),
);
