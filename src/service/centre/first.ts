import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { centreSites, centres, siteAccess, users, workspaces } from '../../../db/schema/index.ts';
import { sites } from '../../words/sites.ts';
import { audit } from '../audit/event.ts';
import type { App, Db, Tx } from '../context.ts';
import { sendLink } from '../passwords/links.ts';
import { sanitizeEmail, sanitizeName, sanitizeNames } from '../people/details.ts';

/** What the settings say of the school and of the one who begins there. */
export interface FirstCentre {
  name: string;
  /** `IN123` */
  number: string;
  supportContact: string;
  timeZone: string;
  coordinatorEmail: string;
  coordinatorFirstName: string;
  coordinatorLastName: string;
}

/** What a new school or workspace is refused with in the playground's database: its people are made up, and anyone who opens the playground is all of them. */
export const isSample =
  'CENTRE_NUMBER: this database has the playground’s sample schools, of which none is yours. Begin with an empty one: npm start -- --fresh deletes the embedded one, sample schools and all; or set DATABASE_URL to one of its own.';

/** Whether there is a school in this database; the playground's samples are none. */
export async function hasCentre({ db }: Pick<App<Db>, 'db'>): Promise<boolean> {
  const { rows } = await db.execute<{ found: boolean }>(
    sql`select exists (select from ${centres}) and not ${hasSamples} as found`,
  );
  return rows[0]?.found ?? false;
}

const hasSamples = sql`exists (select from ${workspaces} where ${workspaces.platform} = 'playground')`;

/** The same where someone tied a chat of their own to the samples: their people are in it. There may be no tables yet. */
export async function hasOwnSchool(db: Db): Promise<boolean> {
  const made = await db.execute<{ there: boolean }>(sql`select to_regclass('workspaces') is not null as there`);
  if (!made.rows[0]?.there) return false;
  const tied = sql`exists (select from ${workspaces} where ${workspaces.platform} <> 'playground')`;
  const { rows } = await db.execute<{ found: boolean }>(sql`select ${tied} as found`);
  return rows[0]?.found || hasCentre({ db });
}

/** Whether this is the playground's database. */
export async function hasSampleSchools(db: Db): Promise<boolean> {
  const { rows } = await db.execute<{ found: boolean }>(sql`select ${hasSamples} as found`);
  return rows[0]?.found ?? false;
}

/**
 * Makes the school, eligible for every site, and its first coordinator, and mails the coordinator a link to choose a password, in
 * the caller's transaction. Where the school is there already, nothing is changed. Of two starts at once, one makes it.
 *
 * The coordinator is active without a password: in chat the workspace vouches for the e-mail, and someone has to let the
 * others in.
 * Sets off `mark_users`, to no effect as yet: no site is connected.
 *
 * @returns whether it was made
 */
export async function makeFirstCentre(app: App<Tx>, first: FirstCentre): Promise<boolean> {
  // A second start waits here for the first.
  const [centre] = await app.db
    .insert(centres)
    .values({
      name: sanitizeName(first.name),
      number: first.number,
      supportContact: sanitizeName(first.supportContact),
      timeZone: first.timeZone,
    })
    .onConflictDoNothing()
    .returning({ id: centres.id });
  if (!centre) return false;
  const centreId = centre.id;
  await app.db.insert(centreSites).values(sites.map((site) => ({ centreId, site })));
  const [coordinator] = await app.db
    .insert(users)
    .values({
      centreId,
      ...sanitizeNames({ firstName: first.coordinatorFirstName, lastName: first.coordinatorLastName }),
      email: sanitizeEmail(first.coordinatorEmail),
      role: 'coordinator',
      status: 'active',
    })
    .returning({ id: users.id, centreId: users.centreId });
  if (!coordinator) throw new Error('the first coordinator was not added');
  await app.db.insert(siteAccess).values(sites.map((site) => ({ centreId, userId: coordinator.id, site })));
  const correlationId = randomUUID();
  // Without an actor: the settings say so.
  await audit(app, {
    centreId,
    action: 'centre.make',
    targetId: coordinator.id,
    correlationId,
  });
  // As everyone gets who is added: a reset link would be dead after an hour, and this one may be read tomorrow.
  await sendLink(app, coordinator, 'set-up', correlationId);
  return true;
}
