import { and, eq, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { prebuilt, type Values } from '../../../db/prebuilt.ts';
import { centres, secondFactors, siteConnections, users } from '../../../db/schema/index.ts';
import { isUuid } from '../../lib/uuid.ts';
import { mustHaveSecondFactor } from '../../words/second-factor.ts';
import type { Site } from '../../words/sites.ts';
import type { App, Tx } from '../context.ts';
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

const visitorAt = prebuilt((db, { userId, clientId }: Values<{ userId: string; clientId: string }>) =>
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
    .where(and(eq(users.id, userId), eq(users.status, 'active'))),
);

/** @returns nothing for who is not active, and for a site that is not known */
export async function findVisitor(app: App, userId: string, clientId: string): Promise<Visitor | undefined> {
  if (!isUuid(userId)) return undefined;
  const [row] = await visitorAt(app.db, { userId, clientId });
  const isAccount = clientId === accountClientId;
  if (!row || !(isAccount || row.siteCentreId)) return undefined;
  const { siteCentreId, rule, factor, ...visitor } = row;
  const needsSecondFactor = factor !== null || mustHaveSecondFactor(rule, row.person.role);
  return { ...visitor, needsSecondFactor, entry: isAccount ? 'welcome' : entryOf(row.person, row.site, siteCentreId) };
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
  signedInAt?: number,
  strength: 'share' | 'no key update' = 'share',
): Promise<void> {
  const [user] = isUuid(userId) ? await holdActive[strength](tx, { userId }) : [];
  if (!user) throw new EntryLost('the account is not active');
  if (signedInAt === undefined) return;
  // Read once the account is held: a statement sees what was there when it began, which may be before.
  const { rows } = await tx.execute(changedSince(sql`${userId}`, sql`${signedInAt}`));
  if (rows.length > 0) throw new EntryLost('the password or the second factor was changed');
}

const holding = (strength: 'share' | 'no key update') =>
  prebuilt((db, { userId }: Values<{ userId: string }>) =>
    db
      .select({ id: users.id })
      .from(users)
      .where(and(eq(users.id, userId), eq(users.status, 'active')))
      .for(strength),
  );
const holdActive = { share: holding('share'), 'no key update': holding('no key update') };

/** A row where the password or the second factor was set after this. @param signedInAt in seconds; null where nothing makes it void */
export const changedSince = (userId: SQLWrapper, signedInAt: SQLWrapper): SQL => sql`
  select from (
    select set_at as at from credentials where user_id = ${userId}::uuid
    union all select added_at from second_factors where user_id = ${userId}::uuid
  ) changes
  where floor(extract(epoch from at)) > ${signedInAt}::numeric`;
