import { and, eq, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { prebuilt, type Values } from '../../../db/prebuilt.ts';
import { centres, secondFactors, siteConnections, users } from '../../../db/schema/index.ts';
import { isUuid } from '../../lib/uuid.ts';
import { mustHaveSecondFactor } from '../../words/second-factor.ts';
import type { Site } from '../../words/sites.ts';
import type { App, Db, Tx } from '../context.ts';
import { type Person, personColumns } from '../people/person.ts';
import { accountClientId } from './issuer.ts';

/**
 * Whether someone gets into a site.
 *
 * - `no-access`: they are of the site's school, which has not given them access to it
 * - `elsewhere`: they are of another school, and are told nothing more
 */
type Entry = 'welcome' | 'no-access' | 'elsewhere';

/** Someone with an active account, who stands before a site. */
export interface Visitor {
  person: Person;
  /** Of the person's own school. */
  centreNumber: string;
  /** Nothing: their own account. */
  site: Site | null;
  entry: Entry;
  /** Whether a password alone does not sign them in. */
  needsSecondFactor: boolean;
}

/** Who is active, before the site that they come to; to be read with others. Read by {@link visitorFrom}. */
export const selectVisitor = (db: Db, { userId, clientId }: { userId: SQLWrapper; clientId: SQLWrapper }) =>
  db
    .select({
      person: personColumns,
      centreNumber: centres.number,
      site: siteConnections.site,
      siteCentreId: siteConnections.centreId,
      rule: centres.secondFactor,
      factor: secondFactors.userId,
    })
    .from(users)
    .innerJoin(centres, eq(centres.id, users.centreId))
    .leftJoin(siteConnections, eq(siteConnections.clientId, clientId))
    .leftJoin(secondFactors, eq(secondFactors.userId, users.id))
    .where(and(eq(users.id, userId), eq(users.status, 'active')));

/** @returns nothing for who is not active, and for a site that is not known */
export function visitorFrom(
  row: Awaited<ReturnType<typeof selectVisitor>>[number] | undefined,
  clientId: string,
): Visitor | undefined {
  const isAccount = clientId === accountClientId;
  if (!row || !(isAccount || row.siteCentreId)) return undefined;
  const { siteCentreId, rule, factor, ...visitor } = row;
  const needsSecondFactor = factor !== null || mustHaveSecondFactor(rule, row.person.role);
  return { ...visitor, needsSecondFactor, entry: isAccount ? 'welcome' : entryOf(row.person, row.site, siteCentreId) };
}

const visitorAt = prebuilt((db, of: Values<{ userId: string; clientId: string }>) =>
  selectVisitor(db, { userId: of.userId, clientId: of.clientId }),
);

export async function findVisitor(app: App, userId: string, clientId: string): Promise<Visitor | undefined> {
  if (!isUuid(userId)) return undefined;
  const [row] = await visitorAt(app.db, { userId, clientId });
  return visitorFrom(row, clientId);
}

function entryOf({ centreId, access }: Person, site: Site | null, siteCentreId: string | null): Entry {
  if (centreId !== siteCentreId) return 'elsewhere';
  return access.some((a) => a.site === site) ? 'welcome' : 'no-access';
}

/** What is written for someone whose account or access was taken from them while it was under way. */
export class EntryLost extends Error {}

/**
 * Holds an account as it is until the transaction ends: whoever suspends it, takes access or sets a password waits, and
 * then ends what is written here; or was first, and nothing is written.
 *
 * @param signedInAt when they signed in, in seconds; a password or a second factor that was set later makes that void
 * @param strength `no key update` for who changes the account then: with a share alone two could wait for each other for ever
 * @throws EntryLost
 */
export async function lockActive(
  tx: Tx,
  userId: string,
  signedInAt: number | null = null,
  strength: 'share' | 'no key update' = 'share',
): Promise<void> {
  const of = { userId, signedInAt, toChange: strength === 'no key update' };
  const { rows } = isUuid(userId) ? await holdActive(tx, of) : { rows: [] };
  if (rows.length === 0) throw new EntryLost('the account is not active, or its password or second factor was changed');
}

/** A row where the account is held as {@link lockActive} holds it: a part of a statement that rests on it. */
export const heldActive = (userId: SQLWrapper, signedInAt: SQLWrapper, toChange: SQLWrapper = sql`false`): SQL =>
  sql`select from hold_signed_in(${userId}::uuid, ${signedInAt}::numeric, ${toChange}::boolean) as held where held`;

const holdActive = prebuilt(
  (db, { userId, signedInAt, toChange }: Values<{ userId: string; signedInAt: number | null; toChange: boolean }>) =>
    db.execute(heldActive(userId, signedInAt, toChange)),
);
