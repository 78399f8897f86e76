import { and, eq, inArray, or, sql } from 'drizzle-orm';
import { provisioning, siteAccess, users } from '../../../db/schema/index.ts';
import { isUuid } from '../../lib/uuid.ts';
import { isSameEmail } from '../../words/email.ts';
import type { Site } from '../../words/sites.ts';
import type { App } from '../context.ts';
import { findConnection } from '../sites/connection.ts';
import { reachOf } from './reach.ts';
import type { Account, Reach, SiteClient } from './site-client.ts';
import { diff, readWanted, type SiteState } from './state.ts';

/** What is the matter with a user at a site. */
export interface Difference {
  kind: 'missing' | 'differs' | 'tooMany';
  userId: string;
  /** The account there, where there is one. */
  remoteId: string | null;
  /** What to call them by: the name here, else the e-mail there. */
  name: string;
  email: string;
  /** What is different. */
  keys: (keyof SiteState)[];
}

export interface Comparison {
  site: Site;
  /** Of how the site was reached. */
  version: number;
  /** How many accounts there were looked at. */
  looked: number;
  toMend: Difference[];
  /** Users whom the site is about to be told of anyway. */
  waiting: number;
  /** Accounts that are nobody's here, by their e-mail there. They are left alone. */
  strangers: string[];
}

const pageSize = 100;
/** How long one page may take, in milliseconds. */
const pageMs = 30_000;
/** How often all is read anew because accounts came or went meanwhile. */
const maxReadings = 3;

/**
 * Looks at all accounts of a site, and says what is not as it should be; changes nothing. Where it is reached otherwise by the
 * end, all is looked at anew.
 *
 * @throws SiteTrouble
 * @returns nothing where the site is no longer kept in step
 */
export async function compareSite(
  app: App,
  client: SiteClient,
  connectionId: string,
  progress: (done: number, total: number) => void,
): Promise<Comparison | undefined> {
  const connection = await findConnection(app.db, connectionId);
  const reach = reachOf(app, connection);
  if (!connection || !reach) return undefined;
  const before = await rowsOf(app, connectionId);
  const accounts = await readAll(client, reach, progress);
  const after = await rowsOf(app, connectionId);
  if ((await findConnection(app.db, connectionId))?.scimVersion !== reach.version) {
    return compareSite(app, client, connectionId, progress);
  }
  const people = await peopleOf(app, connection, accounts);
  const wanted = await readWanted(app.db, connection.site, [...people.keys()]);

  const strangers: string[] = [];
  const theirs = new Map<string, Account>();
  for (const account of accounts) {
    const id = account.state.externalId ?? '';
    const other = theirs.get(id);
    // Of two accounts of one user, the other is left alone.
    const isKnown = after.get(id)?.remoteId === account.id;
    const stranger = !people.has(id) || (other && !isKnown) ? account : other;
    if (stranger) strangers.push(stranger.state.email ?? stranger.id);
    if (stranger !== account) theirs.set(id, account);
  }
  const found: Comparison = {
    site: connection.site,
    version: reach.version,
    looked: accounts.length,
    toMend: [],
    waiting: 0,
    strangers,
  };
  for (const [userId, person] of people) {
    const account = theirs.get(userId);
    const should = wanted.get(userId) ?? { state: null };
    const row = after.get(userId);
    // What was seen may be from before the site was told.
    if (row?.waits || row?.done !== before.get(userId)?.done) {
      found.waiting += 1;
      continue;
    }
    const common = { userId, remoteId: account?.id ?? null, name: person, email: account?.state.email ?? '' };
    if (!account) {
      if (should.state && should.make)
        found.toMend.push({ ...common, kind: 'missing', keys: [], email: should.state.email });
      continue;
    }
    if (!should.state) {
      found.toMend.push({ ...common, kind: 'tooMany', keys: [], name: common.email });
      continue;
    }
    const has = { ...account.state };
    if (isSameEmail(has.email, should.state.email)) has.email = should.state.email;
    const keys = Object.keys(diff(should.state, has)) as (keyof SiteState)[];
    if (keys.length === 0) continue;
    const tooMany = account.state.active === true && !should.state.active;
    found.toMend.push({ ...common, kind: tooMany ? 'tooMany' : 'differs', keys });
  }
  return found;
}

/** All accounts, each once. Pages shift when accounts come or go meanwhile: then all is read anew. */
async function readAll(client: SiteClient, site: Reach, progress: (done: number, total: number) => void) {
  for (let reading = 1; ; reading += 1) {
    const all = new Map<string, Account>();
    let from = 1;
    let first: number | undefined;
    let total: number;
    do {
      const page = await client.page(site, from, pageSize, AbortSignal.timeout(pageMs));
      ({ total } = page);
      first ??= total;
      if (page.accounts.length === 0) break;
      for (const account of page.accounts) all.set(account.id, account);
      from += page.accounts.length;
      progress(all.size, Math.max(total, all.size));
    } while (from <= total && total === first);
    const isWhole = all.size >= total;
    if (isWhole && (total === first || reading === maxReadings)) return [...all.values()];
    // Whom it does not list may be there all the same: nobody is said to be missing.
    if (reading === maxReadings) throw client.notAll();
  }
}

async function rowsOf(app: App, connectionId: string) {
  const rows = await app.db
    .select({
      userId: provisioning.userId,
      done: provisioning.done,
      waits: sql<boolean>`${provisioning.done} < ${provisioning.version}`,
      remoteId: provisioning.remoteId,
    })
    .from(provisioning)
    .where(eq(provisioning.connectionId, connectionId));
  return new Map(rows.map(({ userId, ...row }) => [userId, row]));
}

/** Our users whom the site concerns: who may sign in there, and who has an account there. @returns their names */
async function peopleOf(app: App, { centreId, site }: { centreId: string; site: Site }, accounts: Account[]) {
  const ids = accounts.flatMap(({ state }) => (isUuid(state.externalId ?? '') ? [state.externalId as string] : []));
  const withAccess = app.db
    .select({ id: siteAccess.userId })
    .from(siteAccess)
    .where(and(eq(siteAccess.centreId, centreId), eq(siteAccess.site, site)));
  const rows = await app.db
    .select({ id: users.id, name: sql<string>`coalesce(${users.firstName} || ' ' || ${users.lastName}, '')` })
    .from(users)
    .where(
      and(
        eq(users.centreId, centreId),
        or(inArray(users.id, withAccess), sql`${users.id} = any(${sql.param(`{${ids.join(',')}}`)}::uuid[])`),
      ),
    )
    .orderBy(users.sortName, users.id);
  return new Map(rows.map((r) => [r.id, r.name]));
}
