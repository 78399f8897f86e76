import { randomBytes, randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { credentials, oidcRecords, secondFactors, siteConnections, siteSessions } from '../../../db/schema/index.ts';
import { hashPassword } from '../../../src/service/passwords/hash.ts';
import { changePassword } from '../../../src/service/passwords/set-password.ts';
import { suspendPeople } from '../../../src/service/people/suspend.ts';
import { removeOwnSecondFactor } from '../../../src/service/second-factor/own.ts';
import { endOwnSessions } from '../../../src/service/sign-in/own-sessions.ts';
import { connectSite, disconnectSite } from '../../../src/service/sites/connect-site.ts';
import { useDatabase } from '../../kit/database.ts';
import { openTransaction, untilWaiting } from '../../kit/locks.ts';
import { aSchool } from '../../kit/school.ts';

const database = useDatabase();
const { db } = database;
const app = database.app();

/** Someone who is signed in to a site from a browser. */
async function signedIn() {
  const school = await aSchool(app);
  const as = school.as(await school.person({ role: 'coordinator' }));
  const { id: userId } = await school.person({}, ['hub']);
  await connectSite(as, { site: 'hub', redirectUris: ['https://hub.example/in'] });
  const [connection] = await db.select().from(siteConnections).where(sql`centre_id = ${school.centreId}`);
  if (!connection) throw new Error('not connected');
  const [uidHash, sealed] = [randomBytes(32), randomBytes(32)];
  const expiresAt = new Date(app.clock().getTime() + 3_600_000);
  const record = { accountId: userId, sealed, expiresAt };
  await db.insert(oidcRecords).values([
    { ...record, model: 'Session', idHash: randomBytes(32), uidHash },
    { ...record, model: 'AccessToken', idHash: randomBytes(32), clientId: connection.clientId },
  ]);
  await db.insert(siteSessions).values({
    ...{ sid: randomUUID(), centreId: school.centreId, connectionId: connection.id, userId },
    ...{ uidHash, startedAt: app.clock(), expiresAt },
  });
  return { as, userId };
}

type SignedIn = Awaited<ReturnType<typeof signedIn>>;

test.each<[string, (who: SignedIn) => Promise<unknown>]>([
  [
    'someone ends their sessions elsewhere',
    ({ userId }) => endOwnSessions(app, { userId, uid: 'this', correlationId: randomUUID() }),
  ],
  ['they are suspended', ({ as, userId }) => suspendPeople(as, { ids: [userId] })],
  ['the site is turned off', ({ as }) => disconnectSite(as, { site: 'hub' })],
])('where %s, what was granted is held before the sessions, so that no two wait for each other', async (_, act) => {
  const who = await signedIn();
  const ofThem = sql`account_id = ${who.userId} and model = 'AccessToken'`;
  const held = await openTransaction(db, (tx) => tx.execute(sql`select from oidc_records where ${ofThem} for update`));
  const acted = act(who);
  await untilWaiting(db);
  const free = await db.execute(sql`select from site_sessions where user_id = ${who.userId} for update skip locked`);
  expect(free.rows).toHaveLength(1);
  await held.end();
  await acted;
  expect(await db.$count(siteSessions, sql`user_id = ${who.userId}`)).toBe(0);
});

const password = 'Correct-horse-battery-9';
const inSeconds = () => Math.floor(app.clock().getTime() / 1_000);

test.each<[string, (userId: string) => Promise<unknown>]>([
  [
    'changes their password',
    (userId) =>
      changePassword(app, {
        ...{ userId, signedInAt: inSeconds(), correlationId: randomUUID() },
        ...{ current: password, password: `${password}1`, again: `${password}1` },
      }),
  ],
  [
    'takes away their second factor',
    (userId) => removeOwnSecondFactor(app, { userId, signedInAt: inSeconds(), correlationId: randomUUID() }),
  ],
])('whoever %s waits once more where another waited for them, who held their sessions', async (_, act) => {
  const { as, userId } = await signedIn();
  const { centreId } = as.actor;
  const setAt = new Date(app.clock().getTime() - 60_000);
  await db.insert(credentials).values({ userId, centreId, setAt, passwordHash: await hashPassword(password) });
  await db.insert(secondFactors).values({
    ...{ userId, centreId, sealed: randomBytes(32), lastStep: 0, addedAt: setAt },
    ...{ recoverySalt: randomBytes(16), recoveryHashes: [] },
  });
  let acted: Promise<unknown> = Promise.resolve();
  await db.transaction(async (tx) => {
    await tx.execute(sql`select from oidc_records where account_id = ${userId} for update`);
    acted = act(userId);
    await untilWaiting(db);
    // The one who waited first is ended by the database, and waits again: for this one alone.
    await tx.execute(sql`select from users where id = ${userId} for no key update`);
  });
  await acted;
  expect(await db.$count(oidcRecords, sql`account_id = ${userId}`)).toBe(0);
});
