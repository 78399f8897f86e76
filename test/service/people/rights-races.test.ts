import { randomUUID } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { secondFactors, siteAccess, users } from '../../../db/schema/index.ts';
import type { Ctx, Tx } from '../../../src/service/context.ts';
import { reactivatePeople } from '../../../src/service/people/reactivate.ts';
import { setRoles } from '../../../src/service/people/set-rights.ts';
import { suspendPeople, suspendPerson } from '../../../src/service/people/suspend.ts';
import { importRows } from '../../../src/service/progression/import.ts';
import { transferData } from '../../../src/service/progression/transfer.ts';
import { undoImport } from '../../../src/service/progression/undo-import.ts';
import { undoTransfers } from '../../../src/service/progression/undo-transfer.ts';
import { askForAccess } from '../../../src/service/requests/ask.ts';
import { decide } from '../../../src/service/requests/decide.ts';
import { cancelScheduled } from '../../../src/service/scheduled/cancel.ts';
import { scheduleSuspend } from '../../../src/service/scheduled/plan.ts';
import { removeSecondFactor } from '../../../src/service/second-factor/remove.ts';
import { useDatabase } from '../../kit/database.ts';
import { openTransaction, untilWaiting } from '../../kit/locks.ts';
import { aSchool, refusedWith, type School } from '../../kit/school.ts';
import { resultRows } from '../progression/people.ts';

/** What two do at once that concerns who may do what: always as if one had come after the other. */

const database = useDatabase();
const { db } = database;
let school: School;
let [amina, bea]: Ctx[] = [];

beforeEach(async () => {
  school = await aSchool(database.app());
  [amina, bea] = [await coordinator(), await coordinator()];
});

const coordinator = async () => school.as(await school.person({ role: 'coordinator' }));
const inAMonth = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
const teacher = async () => (await school.person()).id;
const by = (ctx: Ctx | undefined): Ctx => {
  if (!ctx) throw new Error('nobody acts');
  return { ...ctx, correlationId: randomUUID() };
};
const statusOf = async (id: string) =>
  (await db.select({ status: users.status }).from(users).where(eq(users.id, id)))[0]?.status;

/** As the release before this one does it: the centre's row, then the person's. */
async function demoteAsBefore(tx: Tx, id: string): Promise<void> {
  await tx.execute(sql`select id from centres where id = ${school.centreId} for no key update`);
  await tx.execute(sql`select id from users where id = ${id} for no key update`);
  await tx.execute(sql`update users set role = 'teacher' where id = ${id}`);
}

describe('an actor who is being demoted', () => {
  test('by this release: the suspend of a teacher waits for it, and is refused', async () => {
    const ben = await teacher();
    const first = await openTransaction(db, async (tx) => {
      await tx.execute(sql`select lock_centre(${school.centreId}, true)`);
      await tx.execute(sql`update users set role = 'teacher' where id = ${bea?.actor.id}`);
    });
    const suspended = refusedWith(suspendPerson(by(bea), { id: ben }));
    await untilWaiting(db);
    await first.end();
    expect(await suspended).toEqual({ '': 'not-allowed' });
    expect(await statusOf(ben)).toBe('active');
  });

  test('by the release before, beside this one: the same', async () => {
    const ben = await teacher();
    const first = await openTransaction(db, (tx) => demoteAsBefore(tx, bea?.actor.id ?? ''));
    const suspended = refusedWith(suspendPerson(by(bea), { id: ben }));
    await untilWaiting(db);
    await first.end();
    expect(await suspended).toEqual({ '': 'not-allowed' });
    expect(await statusOf(ben)).toBe('active');
  });

  test('while the suspend is under way: the demotion waits, by this release and by the one before', async () => {
    const ben = await teacher();
    const held = await openTransaction(db, (tx) => tx.execute(sql`select id from users where id = ${ben} for update`));
    const suspended = refusedWith(suspendPerson(by(bea), { id: ben }));
    await untilWaiting(db);
    const demoted = refusedWith(setRoles(by(amina), { ids: [bea?.actor.id ?? ''], role: 'teacher' }));
    await untilWaiting(db, 2);
    const asBefore = db.transaction((tx) => demoteAsBefore(tx, bea?.actor.id ?? ''));
    await untilWaiting(db, 3);
    await held.end();
    expect(await suspended).toBe('done');
    await asBefore;
    // Whichever of the two came first.
    expect(['done', { '': 'already-role' }]).toContainEqual(await demoted);
    expect(await statusOf(ben)).toBe('suspended');
  });

  test('while they wait for the person: a right that is gone by then is not used', async () => {
    const ben = await teacher();
    await suspendPerson(by(amina), { id: ben });
    const held = await openTransaction(db, (tx) => tx.execute(sql`select id from users where id = ${ben} for update`));
    const back = refusedWith(reactivatePeople(by(bea), { ids: [ben] }));
    await untilWaiting(db);
    expect(await refusedWith(setRoles(by(amina), { ids: [bea?.actor.id ?? ''], role: 'teacher' }))).toBe('done');
    await held.end();
    expect(await back).toEqual({ '': 'not-allowed' });
    expect(await statusOf(ben)).toBe('suspended');
  });
});

describe('an admin who is demoted while they wait for someone', () => {
  let [dan, ben, ada]: string[] = [];
  let asDan: () => Ctx;

  beforeEach(async () => {
    const admin = await school.person({ role: 'admin' });
    dan = admin.id;
    asDan = () => school.as(admin);
    [ben, ada] = [(await school.person({}, ['hub', 'primary'])).id, (await school.person({}, ['hub', 'primary'])).id];
  });

  /** Whom it concerns is held by another until the demotion is done; or, where that waits for the act, as long. */
  async function demotedMeanwhile(act: (ctx: Ctx) => Promise<unknown>) {
    const held = await openTransaction(db, (tx) => tx.execute(sql`select id from users where id = ${ben} for update`));
    const acted = refusedWith(act(asDan()));
    await untilWaiting(db);
    const demoted = setRoles(by(amina), { ids: [dan ?? ''], role: 'teacher' });
    let isDemoted = false;
    const told = demoted.then(() => {
      isDemoted = true;
    });
    await Promise.race([told, untilWaiting(db, 2)]);
    const wasFirst = isDemoted;
    await held.end();
    await demoted;
    return { acted: await acted, wasFirst };
  }

  const inOrder = ({ acted, wasFirst }: Awaited<ReturnType<typeof demotedMeanwhile>>) =>
    expect(acted).toEqual(wasFirst ? { '': 'not-allowed' } : 'done');

  test('decides nothing any more', async () => {
    const { request } = await askForAccess(school.as({ id: ben ?? '', role: 'teacher' }), { site: 'forums' });
    const found = await demotedMeanwhile((ctx) => decide(ctx, { id: request.id, decision: 'approve' }));
    expect(found).toEqual({ acted: { '': 'not-allowed' }, wasFirst: true });
    expect(await db.$count(siteAccess, and(eq(siteAccess.userId, ben ?? ''), eq(siteAccess.site, 'forums')))).toBe(0);
    expect(await refusedWith(decide(by(amina), { id: request.id, decision: 'approve' }))).toBe('done');
  });

  test('takes no transfer back after it', async () => {
    await importRows(by(amina), { id: ben ?? '', rows: resultRows([1, 1, 1]) });
    const { id } = await transferData(by(amina), { from: ben ?? '', to: ada ?? '' });
    inOrder(await demotedMeanwhile((ctx) => undoTransfers(ctx, { ids: [id] })));
  });

  test('takes no import back after it', async () => {
    const { importId: id } = await importRows(by(amina), { id: ben ?? '', rows: resultRows([1, 1, 1]) });
    inOrder(await demotedMeanwhile((ctx) => undoImport(ctx, { id: id ?? '' })));
  });

  test('cancels no plan after it', async () => {
    const [plan] = await scheduleSuspend(by(amina), { ids: [ben ?? ''], day: inAMonth });
    inOrder(await demotedMeanwhile((ctx) => cancelScheduled(ctx, { id: plan?.id ?? '' })));
  });

  test('takes no second factor away', async () => {
    const nothing = { sealed: Buffer.alloc(1), lastStep: 0, recoverySalt: Buffer.alloc(1), recoveryHashes: [] };
    await db
      .insert(secondFactors)
      .values({ userId: ben ?? '', centreId: school.centreId, addedAt: new Date(), ...nothing });
    inOrder(await demotedMeanwhile((ctx) => removeSecondFactor(ctx, { id: ben ?? '' })));
  });
});

describe('two coordinators', () => {
  const rounds = [0, 1, 2, 3, 4, 5];

  test.each(rounds)('suspend each other: one stays (%i)', async () => {
    const [a, b] = [by(amina), by(bea)];
    const outcomes = await Promise.all([
      refusedWith(suspendPerson(a, { id: b.actor.id })),
      refusedWith(suspendPerson(b, { id: a.actor.id })),
    ]);
    expect(outcomes.filter((o) => o === 'done')).toHaveLength(1);
    expect(outcomes).toContainEqual({ '': 'not-allowed' });
  });

  test.each(rounds)('one suspends, the other demotes: one stays (%i)', async () => {
    const [a, b] = [by(amina), by(bea)];
    const outcomes = await Promise.all([
      refusedWith(suspendPerson(a, { id: b.actor.id })),
      refusedWith(setRoles(b, { ids: [a.actor.id], role: 'teacher' })),
    ]);
    expect(outcomes.filter((o) => o === 'done')).toHaveLength(1);
  });

  test.each(rounds)('suspend some teachers and each other, in whatever order: none waits for good (%i)', async () => {
    const [a, b] = [by(amina), by(bea)];
    const [ben, ada] = [await teacher(), await teacher()];
    const outcomes = await Promise.all([
      refusedWith(suspendPeople(a, { ids: [ben, b.actor.id] })),
      refusedWith(suspendPeople(b, { ids: [a.actor.id, ada] })),
      refusedWith(suspendPeople(by(amina), { ids: [ada, ben] })),
    ]);
    const active = await Promise.all([a.actor.id, b.actor.id].map(statusOf));
    expect(active).toContain('active');
    expect(outcomes).toContain('done');
  });
});

test('teachers of one school are suspended beside each other', async () => {
  const [ben, ada] = [await teacher(), await teacher()];
  const held = await openTransaction(db, (tx) => tx.execute(sql`select id from users where id = ${ben} for update`));
  const first = suspendPerson(by(amina), { id: ben });
  await untilWaiting(db);
  // Not held up by the one that waits.
  expect(await refusedWith(suspendPerson(by(bea), { id: ada }))).toBe('done');
  await held.end();
  await first;
  expect(await Promise.all([ben, ada].map(statusOf))).toEqual(['suspended', 'suspended']);
});

test('who is to be alone is not passed by for ever: whoever comes later waits behind', async () => {
  const [ben, ada] = [await teacher(), await teacher()];
  const held = await openTransaction(db, (tx) => tx.execute(sql`select id from users where id = ${ben} for update`));
  const first = suspendPerson(by(amina), { id: ben });
  await untilWaiting(db);
  const demoted = setRoles(by(amina), { ids: [bea?.actor.id ?? ''], role: 'teacher' });
  await untilWaiting(db, 2);
  const later = refusedWith(suspendPerson(by(bea), { id: ada }));
  await untilWaiting(db, 3);
  await held.end();
  await Promise.all([first, demoted]);
  expect(await later).toEqual({ '': 'not-allowed' });
});

test('a decision that waits while its site leaves the school says so', async () => {
  const ben = await school.person({}, ['hub', 'primary']);
  const { request } = await askForAccess(school.as({ id: ben.id, role: 'teacher' }), { site: 'forums' });
  const held = await openTransaction(db, async (tx) => {
    await tx.execute(sql`select id from users where id = ${ben.id} for update`);
    await tx.execute(sql`delete from centre_sites where centre_id = ${school.centreId} and site = 'forums'`);
  });
  const decided = refusedWith(decide(by(amina), { id: request.id, decision: 'approve' }));
  await untilWaiting(db);
  await held.end();
  expect(await decided).toEqual({ '': 'site-not-eligible' });
});
