import { and, eq, inArray, or, sql } from 'drizzle-orm';
import { provisioning, siteAccess, users } from '../../../db/schema/index.ts';
import { isSameEmail } from '../../words/read-email.ts';
import type { Site } from '../../words/sites.ts';
import type { App } from '../context.ts';
import { isOneOf } from '../ids.ts';
import { fullNameOf } from '../people/columns.ts';
import { type Connection, findConnection } from '../sites/connection.ts';
import { assign } from './assign.ts';
import type { Part } from './capabilities.ts';
import { notShown } from './not-shown.ts';
import { reachOf } from './reach.ts';
import type { Account, SiteClient } from './site-client.ts';
import { diff, isSame, readWanted, type SiteState } from './state.ts';

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
  keys: Part[];
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
  /** What the site does not keep, and so was not compared. */
  notKept: Part[];
  /** Accounts that are nobody's here, by their e-mail there. They are left alone. */
  strangers: string[];
}

/**
 * Looks at all accounts of a site, and says what is not as it should be; mends nothing. Where it is reached otherwise by the
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
  const accounts = await client.all(reach, progress);
  const after = await rowsOf(app, connectionId);
  if ((await findConnection(app.db, connectionId))?.scimVersion !== reach.version) {
    return compareSite(app, client, connectionId, progress);
  }
  const people = await peopleOf(app, connection, accounts);
  const wanted = await readWanted(app.db, connection.site, [...people.keys()]);
  const { theirs, strangers } = await assign(app, accounts, after, wanted);
  // What was seen may be from before the site was told.
  const isBehind = (id: string) => after.get(id)?.waits || after.get(id)?.done !== before.get(id)?.done;
  const settled = [...theirs].flatMap(([id, { state: shown }]) => {
    const state = wanted.get(id)?.state;
    return state && !isBehind(id) ? [{ wanted: state, shown }] : [];
  });
  const lost = await notShown(reach, settled);
  const found: Comparison = {
    site: connection.site,
    version: reach.version,
    looked: accounts.length,
    toMend: [],
    waiting: 0,
    notKept: lost,
    strangers,
  };
  found.waiting = [...after.keys()].filter(isBehind).length;
  for (const [userId, person] of people) {
    const account = theirs.get(userId);
    const should = wanted.get(userId) ?? { state: null };
    if (isBehind(userId)) continue;
    const common = { userId, remoteId: account?.id ?? null, name: person, email: account?.state.email ?? '' };
    if (!account) {
      if (should.state && should.make)
        found.toMend.push({ ...common, kind: 'missing', keys: [], email: should.state.email });
      continue;
    }
    if (!should.state) {
      // Some keep the account of someone deleted, shut.
      if (account.state.active === false) continue;
      found.toMend.push({ ...common, kind: 'tooMany', keys: [], name: common.email });
      continue;
    }
    const has = { ...account.state };
    if (isSameEmail(has.email, should.state.email)) has.email = should.state.email;
    // As it showed them when it was told: it can't hold them otherwise.
    const taken = after.get(userId)?.taken;
    const keys = (Object.keys(diff(should.state, has, lost)) as Part[]).filter(
      (key) => key === 'active' || !taken || !isSame(has[key], taken[key]),
    );
    if (keys.length === 0) continue;
    const tooMany = account.state.active === true && !should.state.active;
    found.toMend.push({ ...common, kind: tooMany ? 'tooMany' : 'differs', keys });
  }
  return found;
}

async function rowsOf(app: App, connectionId: string) {
  const rows = await app.db
    .select({
      userId: provisioning.userId,
      done: provisioning.done,
      waits: sql<boolean>`${provisioning.done} < ${provisioning.version}`,
      remoteId: provisioning.remoteId,
      taken: sql<Partial<SiteState> | null>`${provisioning.taken}`,
    })
    .from(provisioning)
    .where(eq(provisioning.connectionId, connectionId));
  return new Map(rows.map(({ userId, ...row }) => [userId, row]));
}

/** Our users whom the site concerns: who may sign in there, who was told to it, and who has an account there. @returns their names */
async function peopleOf(
  app: App,
  { id, centreId, site }: Pick<Connection, 'id' | 'centreId' | 'site'>,
  accounts: Account[],
) {
  const ids = accounts.flatMap(({ state }) => state.externalId ?? []);
  const withAccess = app.db
    .select({ id: siteAccess.userId })
    .from(siteAccess)
    .where(and(eq(siteAccess.centreId, centreId), eq(siteAccess.site, site)));
  const told = app.db.select({ id: provisioning.userId }).from(provisioning).where(eq(provisioning.connectionId, id));
  const rows = await app.db
    .select({ id: users.id, name: sql<string>`coalesce(${fullNameOf()}, '')` })
    .from(users)
    .where(
      and(
        eq(users.centreId, centreId),
        or(inArray(users.id, withAccess), inArray(users.id, told), isOneOf(users.id, ids)),
      ),
    )
    .orderBy(users.sortName, users.id);
  return new Map(rows.map((r) => [r.id, r.name]));
}
