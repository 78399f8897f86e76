import { desc, eq, inArray, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Connection, connect } from '../../../db/connect.ts';
import { auditEvents, learnerGroups, mails, transfers, users } from '../../../db/schema/index.ts';
import type { Card } from '../../../src/ui/card.ts';
import { useDatabase } from '../../kit/database.ts';
import { cardOf, useTalk, wordsOf } from '../talk.ts';

/** What several hold goes to one in one go. */

const database = useDatabase();
const talk = useTalk(database.app());
let owner: Connection;
beforeAll(async () => {
  owner = connect(database.url, { max: 1 });
});
afterAll(() => owner.close());
const names = ['ben.okafor', 'ngozi.okonkwo', 'tomas.dvorak', 'mariaclara.delacruz'];

const yes = (card: Card) => talk.press('coordinator', (card.buttons ?? [])[0]?.action ?? { verb: '', step: 'run' });

/** How many groups each holds. */
async function held(): Promise<Record<string, number>> {
  const rows = await database.db
    .select({ email: users.email, n: database.db.$count(learnerGroups, eq(learnerGroups.ownerId, users.id)) })
    .from(users)
    .where(
      inArray(
        users.email,
        names.map((name) => `${name}@riverside.example`),
      ),
    );
  return Object.fromEntries(rows.map(({ email, n }) => [email?.split('.')[0], n]));
}

test('one Yes hands over what several hold, says who holds nothing, and one press takes it back', async () => {
  const before = await held();
  expect(before).toEqual({ ben: 3, ngozi: 3, tomas: 0, mariaclara: 0 });
  const asked = cardOf(await talk.say('coordinator', 'transfer ben, ngozi and tomas to maria clara grant:yes'));
  expect(asked.title).toBe('Transfer the data of 2 people to Maria Clara Dela Cruz?');
  expect(asked.state).toBe('1 person left out');
  expect(asked.rows?.[0]).toMatchObject({ title: 'Tomáš Dvořák', state: 'Left out' });
  const done = cardOf(await yes(asked));
  expect(done.title).toBe('The data of 2 people is Maria Clara Dela Cruz’s now');
  expect(await held()).toEqual({ ben: 0, ngozi: 0, tomas: 0, mariaclara: 6 });

  const moved = await database.db.select().from(transfers);
  const ids = new Set(moved.map(({ correlationId }) => correlationId));
  expect([moved.length, ids.size]).toEqual([2, 1]);
  const [correlationId = ''] = ids;
  const events = await database.db.select().from(auditEvents).where(eq(auditEvents.correlationId, correlationId));
  expect(events.filter(({ action }) => action === 'data.transfer')).toHaveLength(2);
  expect(await database.db.$count(mails, eq(mails.correlationId, correlationId))).toBe(4);

  const back = await talk.follow('coordinator', done, 'Undo for all 2');
  expect(back.title).toBe('Transfer the data of 2 people back?');
  expect(cardOf(await yes(back)).title).toBe('2 people have their data again');
  expect(await held()).toEqual(before);
  expect(wordsOf(await talk.follow('coordinator', done, 'Undo for all 2'))).toContain('There is no such');
});

test('where one of them holds something else by the time of the Yes, the plan is shown afresh and nothing goes', async () => {
  const asked = cardOf(await talk.say('coordinator', 'transfer ben and ngozi to maria clara grant:yes'));
  await database.db
    .update(learnerGroups)
    .set({ results: 7 })
    .where(eq(learnerGroups.name, await aGroupOf('ngozi.okonkwo')));
  expect(cardOf(await yes(asked)).title).toBe('Transfer the data of 2 people to Maria Clara Dela Cruz?');
  expect(await held()).toEqual({ ben: 3, ngozi: 3, tomas: 0, mariaclara: 0 });
});

test('where many are told by mail, a line says how far that is, there and back; whoever waits for a mail goes before', async () => {
  const followed = async () => {
    const { rows } = await owner.db.execute<{ id: string; task: string; priority: number }>(
      sql`delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t where t.id = j.task_id
        returning j.payload ->> 'correlationId' as id, t.identifier as task, j.priority`,
    );
    expect(new Set(rows.filter(({ task }) => task === 'send-mail').map(({ priority }) => priority))).toEqual(
      new Set([1]),
    );
    return rows.filter(({ task }) => task === 'mail-progress').map(({ id, priority }) => [id, priority]);
  };
  const latest = async () => {
    const [last] = await database.db.select().from(transfers).orderBy(desc(transfers.at)).limit(1);
    return last?.correlationId;
  };
  await owner.db.execute(sql`delete from graphile_worker._private_jobs`);
  const three = 'ben.okafor@riverside.example, ngozi.okonkwo@riverside.example, anjali.sharma@riverside.example';
  const asked = cardOf(await talk.say('coordinator', `transfer ${three} to maria clara grant:yes`));
  const done = cardOf(await yes(asked));
  expect(await followed()).toEqual([[await latest(), -1]]);
  const back = await talk.follow('coordinator', done, 'Undo for all 3');
  await yes(back);
  expect(await followed()).toEqual([[await latest(), -1]]);
});

test('whoever hands over their own with another’s can take both back', async () => {
  const [amina] = await database.db.select().from(users).where(eq(users.email, 'amina.rahman@riverside.example'));
  const mine = eq(learnerGroups.name, await aGroupOf('ben.okafor'));
  await database.db
    .update(learnerGroups)
    .set({ ownerId: amina?.id ?? '' })
    .where(mine);
  const asked = cardOf(await talk.say('coordinator', 'transfer amina and ngozi to maria clara grant:yes'));
  const done = cardOf(await yes(asked));
  const back = await talk.follow('coordinator', done, 'Undo for all 2');
  expect(cardOf(await yes(back)).title).toBe('2 people have their data again');
  const [group] = await database.db.select().from(learnerGroups).where(mine);
  expect(group?.ownerId).toBe(amina?.id);
});

test('what is wrong with who is to get it all is said once, in the form', async () => {
  const [reply] = await talk.say('coordinator', 'transfer ben and ngozi to tomas');
  expect(reply).toMatchObject({
    kind: 'form',
    form: { errors: { grant: expect.stringContaining('Tomáš Dvořák has no access') } },
  });
});

async function aGroupOf(name: string): Promise<string> {
  const [group] = await database.db
    .select({ name: learnerGroups.name })
    .from(learnerGroups)
    .innerJoin(users, eq(users.id, learnerGroups.ownerId))
    .where(eq(users.email, `${name}@riverside.example`));
  return group?.name ?? '';
}
