import { and, eq, inArray, sql } from 'drizzle-orm';
import { prebuilt, type Values } from '../../../db/prebuilt.ts';
import { oidcRecords, siteConnections, siteSessions } from '../../../db/schema/index.ts';
import type { App, Db } from '../context.ts';
import { inTransaction } from '../transaction.ts';
import { addVisit } from '../usage/visits.ts';
import { EntryLost, heldActive, lockActive } from './entry.ts';
import { accountClientId } from './issuer.ts';
import { type KeptTogether, keepRecords, keptTogether } from './keep-records.ts';
import { hashId, type Kept, opened, type Payload, recordOf } from './records.ts';
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
  /** The sign-in that was gone through: it opens no second session. */
  through?: string | undefined;
  /** What the site was granted, without which no code and no token of it is good; and the code. */
  given?: Kept[];
}

/**
 * Keeps a session of someone's browser, which opens all sites, with what a site is given in it: all of it or nothing.
 *
 * Several sites may be opened in it at the same moment: what another request has added is kept beside what this one adds.
 *
 * @param expiresIn in seconds
 * @throws EntryLost where it was ended, the account suspended, the password changed or the site taken from them since the request
 * began, or the sign-in was gone through by another
 */
export async function saveSession(
  app: App,
  id: string,
  payload: Payload,
  expiresIn: number,
  saving: Saving,
): Promise<void> {
  const { uid, accountId } = payload;
  // Of a new one nothing is kept to look at, and one statement is a transaction.
  if (!saving.known && !saving.leaving) return keep(app, id, payload, expiresIn, saving);
  await inTransaction(app, async (app) => {
    // The account first, as whoever ends its sessions does: the other way round, the two could wait for each other.
    if (accountId) await lockActive(app.db, accountId);
    const kept = uid ? await holdKept(app.db, { uidHash: hashId(uid) }) : [];
    if (saving.known && kept.length === 0) throw new EntryLost('the session was ended');
    const others = kept.map((row) => opened(app, row)).filter((p) => p?.accountId === accountId);
    const authorizations = Object.assign({}, ...others.map((p) => p?.authorizations), payload.authorizations);
    if (saving.leaving) delete authorizations[saving.leaving];
    await keep(app, id, { ...payload, ...(accountId && { authorizations }) }, expiresIn, saving);
    if (saving.leaving && uid) {
      const connections = app.db
        .select({ id: siteConnections.id })
        .from(siteConnections)
        .where(eq(siteConnections.clientId, saving.leaving));
      await endSiteSessions(
        app,
        and(eq(siteSessions.uidHash, hashId(uid)), inArray(siteSessions.connectionId, connections)),
      );
    }
  });
}

async function keep(
  app: App<Db>,
  id: string,
  payload: Payload,
  expiresIn: number,
  { oldId, opened, browser, through, given = [] }: Saving,
): Promise<void> {
  const { accountId, loginTs } = payload;
  const usedTs = Math.floor(app.clock().getTime() / 1_000);
  const row = recordOf(app, 'Session', id, { ...payload, ...(accountId && { browser, usedTs }) }, expiresIn);
  if (accountId && !row.accountId) throw new EntryLost('there is no such account');
  const grant = given.find(({ model, clientId }) => model === 'Grant' && clientId !== accountClientId);
  const { rows } = await keepSession(app.db, {
    ...keptTogether([row, ...given]),
    ...siteIds(app, payload),
    accountId: row.accountId,
    uidHash: row.uidHash,
    signedInAt: accountId ? (loginTs ?? null) : null,
    oldIdHash: oldId ? hashId(oldId) : null,
    opened: opened ?? null,
    grantedTo: grant?.clientId ?? null,
    through: through ? hashId(through) : null,
  });
  if (rows.length === 0) throw new EntryLost('the account, its password, its access or the sign-in is not what it was');
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

interface KeptSession extends KeptTogether, SiteIds {
  signedInAt: number | null;
  oldIdHash: Buffer | null;
  opened: string | null;
  /** A site that something is granted to: whoever it is not open to is let in no further. Nothing for one's own account. */
  grantedTo: string | null;
  through: Buffer | null;
}

/**
 * Keeps a session in place of the one by its old id, the ids by which the sites know it, what a site is given in it, and that someone
 * came to it. Nothing of it, and no row, where it is void. Sets off `keep_site_visits`.
 *
 * What it rests on (account, access, site) it holds, and so needs no other statement to look at it afterwards: whoever suspends the
 * account, takes the access or the site waits, and then ends what is written here; or was first, and nothing is. The account is held
 * before all else, as by whoever ends its sessions: the other way round, the two could wait for each other.
 */
const keepSession = prebuilt((db, row: Values<KeptSession>) =>
  db.execute(sql`
    with held as (
      ${heldActive(row.accountId, row.signedInAt)} union all select where ${row.accountId}::uuid is null
    ), welcome as (
      select from users u
      join site_connections c on c.centre_id = u.centre_id and c.client_id = ${row.grantedTo}::text
      join site_access a on a.user_id = u.id and a.centre_id = c.centre_id and a.site = c.site
      where u.id = ${row.accountId}::uuid and u.status = 'active' and exists (select from held)
      for share of u for key share of a, c
    ), entry as (
      select from held where ${row.grantedTo}::text is null or exists (select from welcome)
    ), gone as (
      delete from oidc_records where model = 'Interaction' and id_hash = ${row.through}::bytea and exists (select from entry)
      returning model
    ), kept as (
      ${keepRecords(row, sql`exists (select from entry) and (${row.through}::bytea is null or exists (select from gone))`)}
      returning model
    ), old as (
      delete from oidc_records where model = 'Session' and id_hash = ${row.oldIdHash}::bytea and exists (select from kept)
    ), at_sites as (
      ${keepSiteSessions(row, sql`exists (select from kept)`)}
    ), visit as (
      ${addVisit(row.accountId, row.opened, row.now, sql`exists (select from kept)`)}
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
