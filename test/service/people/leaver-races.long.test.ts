import { randomUUID } from 'node:crypto';
import { eq, inArray } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { auditEvents, learnerGroups, mails, transfers, users } from '../../../db/schema/index.ts';
import type { Ctx } from '../../../src/service/context.ts';
import { deletePerson } from '../../../src/service/people/delete.ts';
import { reactivatePerson } from '../../../src/service/people/reactivate.ts';
import { suspendPerson } from '../../../src/service/people/suspend.ts';
import { importRows } from '../../../src/service/progression/import.ts';
import { transferData } from '../../../src/service/progression/transfer.ts';
import { undoTransfers } from '../../../src/service/progression/undo-transfer.ts';
import { useDatabase } from '../../kit/database.ts';
import { aSchool, refusedWith, type School } from '../../kit/school.ts';
import { allHeld, resultRows } from '../progression/people.ts';

/** Two at once, on connections of their own: always one of the two orders, nothing lost, nothing doubled. */

const database = useDatabase();
let school: School;
let amina: Ctx;

beforeAll(async () => {
  school = await aSchool(database.app());
  amina = school.as(await school.person({ role: 'coordinator' }));
});

const asAmina = (): Ctx => ({ ...amina, correlationId: randomUUID() });
const teacher = async () => (await school.person({}, ['hub', 'primary'])).id;
const rounds = [0, 1, 2, 3, 4, 5];

/** A teacher with groups, each of three learners and two tests. */
async function holder(groups = 4): Promise<string> {
  const id = await teacher();
  await importRows(asAmina(), { id, rows: resultRows([groups, 3, 2]) });
  return id;
}

/** How many groups each of these holds; checks that what is in them is whole. */
async function groupsOf(...ids: string[]): Promise<number[]> {
  const numbers: number[] = [];
  for (const id of ids) {
    const held = await allHeld(database.db, id);
    for (const g of held) expect(g.counted).toEqual(g.real);
    numbers.push(held.length);
  }
  return numbers;
}

const statusOf = async (id: string) =>
  (await database.db.select({ status: users.status }).from(users).where(eq(users.id, id)))[0]?.status;

const nothing = { '': 'holds-nothing' };

describe('two transfers', () => {
  test.each(rounds)('of one teacher to two others: one gets all (%i)', async () => {
    const [ben, ada, eve] = [await holder(), await teacher(), await teacher()];
    const outcomes = await Promise.all([
      refusedWith(transferData(asAmina(), { from: ben, to: ada })),
      refusedWith(transferData(asAmina(), { from: ben, to: eve })),
    ]);
    expect(outcomes).toContainEqual('done');
    expect(outcomes).toContainEqual(nothing);
    expect(await groupsOf(ben, ada, eve)).toEqual(outcomes[0] === 'done' ? [0, 4, 0] : [0, 0, 4]);
    expect(await database.db.$count(transfers, eq(transfers.fromId, ben))).toBe(1);
    expect(await database.db.$count(mails, inArray(mails.userId, [ben, ada, eve]))).toBe(2);
  });

  test.each(rounds)('of two teachers to each other, none waits for good (%i)', async () => {
    const [ben, ada] = [await holder(3), await holder(2)];
    await Promise.all([
      transferData(asAmina(), { from: ben, to: ada }),
      transferData(asAmina(), { from: ada, to: ben }),
    ]);
    // The second takes all that the first brought.
    expect((await groupsOf(ben, ada)).sort()).toEqual([0, 5]);
  });

  test.each(rounds)('along a chain: what arrives in time goes on (%i)', async () => {
    const [ben, ada, eve] = [await holder(3), await holder(1), await teacher()];
    await Promise.all([
      transferData(asAmina(), { from: ben, to: ada }),
      transferData(asAmina(), { from: ada, to: eve }),
    ]);
    const [atBen, atAda, atEve] = await groupsOf(ben, ada, eve);
    expect(atBen).toBe(0);
    expect([atAda, atEve]).toSatisfy(([a, e]) => (a === 3 && e === 1) || (a === 0 && e === 4));
  });
});

test.each(rounds)(
  'a transfer against an import for the same teacher: it comes before or after, whole (%i)',
  async () => {
    const [ben, ada] = [await holder(), await teacher()];
    // Rows for a group that is there, and for one that is not.
    const rows = [...resultRows([1, 5, 2]), ...resultRows([1, 4, 3], { group: 'New group' })];
    const [moved, imported] = await Promise.all([
      refusedWith(transferData(asAmina(), { from: ben, to: ada })),
      importRows(asAmina(), { id: ben, rows }),
    ]);
    expect(moved).toBe('done');
    const [atBen, atAda] = await groupsOf(ben, ada);
    const importWasFirst = atBen === 0;
    expect([atBen, atAda]).toEqual(importWasFirst ? [0, 5] : [2, 4]);
    expect(imported.added).toBe(importWasFirst ? 4 + 12 : 10 + 12);
  },
);

test.each(rounds)('two imports of one file: it is there once (%i)', async () => {
  const ben = await teacher();
  const rows = resultRows([3, 10, 4]);
  const done = await Promise.all([1, 2].map(() => importRows(asAmina(), { id: ben, rows })));
  expect(done.map((d) => d.added).sort((a, b) => a - b)).toEqual([0, 120]);
  expect((await allHeld(database.db, ben)).map((g) => g.real)).toEqual(Array(3).fill([10, 4, 40]));
});

describe('a delete', () => {
  test.each(rounds)(
    'against the transfer that empties the hands: before it is refused, after it is done (%i)',
    async () => {
      const [ben, ada] = [await holder(), await teacher()];
      await suspendPerson(asAmina(), { id: ben });
      const [moved, deleted] = await Promise.all([
        refusedWith(transferData(asAmina(), { from: ben, to: ada })),
        refusedWith(deletePerson(asAmina(), { id: ben })),
      ]);
      expect(moved).toBe('done');
      expect(await groupsOf(ben, ada)).toEqual([0, 4]);
      expect(deleted).toSatisfy((d) => d === 'done' || d[''] === 'holds-data');
      expect(await statusOf(ben)).toBe(deleted === 'done' ? 'deleted' : 'suspended');
    },
  );

  test.each(rounds)('against the transfer being undone: nobody deleted holds anything (%i)', async () => {
    const [ben, ada] = [await holder(), await teacher()];
    await suspendPerson(asAmina(), { id: ben });
    const { id } = await transferData(asAmina(), { from: ben, to: ada });
    const [undone, deleted] = await Promise.all([
      refusedWith(undoTransfers(asAmina(), { ids: [id] })),
      refusedWith(deletePerson(asAmina(), { id: ben })),
    ]);
    expect([undone, deleted].filter((o) => o === 'done')).toHaveLength(1);
    expect(await groupsOf(ben, ada)).toEqual(undone === 'done' ? [4, 0] : [0, 4]);
    expect(await statusOf(ben)).toBe(deleted === 'done' ? 'deleted' : 'suspended');
  });

  test.each(rounds)('against coming back: one of them is refused (%i)', async () => {
    const ben = await teacher();
    await suspendPerson(asAmina(), { id: ben });
    const outcomes = await Promise.all([
      refusedWith(deletePerson(asAmina(), { id: ben })),
      refusedWith(reactivatePerson(asAmina(), { id: ben })),
    ]);
    expect(outcomes.filter((o) => o === 'done')).toHaveLength(1);
  });
});

test.each(rounds)('a suspend of the receiver in the middle: they have it before, or do not get it (%i)', async () => {
  const [ben, ada] = [await holder(), await teacher()];
  const [moved, suspended] = await Promise.all([
    refusedWith(transferData(asAmina(), { from: ben, to: ada })),
    refusedWith(suspendPerson(asAmina(), { id: ada })),
  ]);
  expect(suspended).toBe('done');
  expect(moved).toSatisfy((m) => m === 'done' || m.to === 'receiver-not-active');
  expect(await groupsOf(ben, ada)).toEqual(moved === 'done' ? [0, 4] : [4, 0]);
});

test('a transfer is undone once, and not after something was imported into its groups or they went on', async () => {
  const [ben, ada, eve] = [await holder(), await teacher(), await teacher()];
  const { id } = await transferData(asAmina(), { from: ben, to: ada });
  const twice = await Promise.all([1, 2].map(() => refusedWith(undoTransfers(asAmina(), { ids: [id] }))));
  expect(twice).toContainEqual('done');
  expect(twice).toContainEqual({ '': 'already-undone' });
  expect(await groupsOf(ben, ada)).toEqual([4, 0]);

  const again = await transferData(asAmina(), { from: ben, to: ada });
  await importRows(asAmina(), { id: ada, rows: resultRows([1, 9, 1]) });
  expect(await refusedWith(undoTransfers(asAmina(), { ids: [again.id] }))).toEqual({ '': 'transfer-moved-on' });
  await transferData(asAmina(), { from: ada, to: eve });
  expect(await refusedWith(undoTransfers(asAmina(), { ids: [again.id] }))).toEqual({ '': 'transfer-moved-on' });
  expect(await groupsOf(ben, ada, eve)).toEqual([0, 0, 4]);
});

test('what was agreed to is held to: a transfer of anything else is refused', async () => {
  const [ben, ada] = [await holder(1), await teacher()];
  const seen = [{ site: 'primary' as const, groups: 1, tests: 2, results: 5 }];
  expect(await refusedWith(transferData(asAmina(), { from: ben, to: ada, seen }))).toEqual({ '': 'plan-changed' });
  const now = [{ site: 'primary' as const, groups: 1, tests: 2, results: 6 }];
  expect(await refusedWith(transferData(asAmina(), { from: ben, to: ada, seen: now }))).toBe('done');
});

test('groups of one name stay two, and the trail has the counts', async () => {
  const [ben, ada] = [await holder(2), await holder(2)];
  const ctx = asAmina();
  await transferData(ctx, { from: ben, to: ada });
  const names = await database.db
    .select({ name: learnerGroups.name })
    .from(learnerGroups)
    .where(eq(learnerGroups.ownerId, ada));
  expect(names.map((g) => g.name).sort()).toEqual(['Group 1', 'Group 1', 'Group 2', 'Group 2']);
  const [event, received] = await database.db
    .select()
    .from(auditEvents)
    .where(eq(auditEvents.correlationId, ctx.correlationId));
  expect(event).toMatchObject({
    action: 'data.transfer',
    targetId: ben,
    details: { primary: { groups: 2, tests: 4, results: 12 } },
  });
  expect(received).toMatchObject({ action: 'data.received', targetId: ada });
});
