import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { deliveries } from '../../db/schema/index.ts';
import { type CarryOut, type Inbox, openInbox } from '../../src/jobs/inbox.ts';
import type { Json } from '../../src/lib/json.ts';
import { deliveryKey } from '../../src/service/workspaces/deliveries.ts';
import { testClock } from '../kit/clock.ts';
import { useDatabase } from '../kit/database.ts';
import { until } from '../kit/until.ts';

const database = useDatabase();
const leaseMs = 200;

const opened: Inbox[] = [];
afterEach(async () => {
  for (const inbox of opened.splice(0)) {
    inbox.stop();
    await inbox.settled();
  }
  await database.db.delete(deliveries);
});

/** A copy of the program, as far as it keeps what comes in. */
function copy({ app = database.app(), takeMs = 10_000 } = {}) {
  const said: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void said.push(line) });
  const inbox = openInbox({ app, log, leaseMs, takeMs });
  opened.push(inbox);
  const carriedOut: { payload: Json; at: number }[] = [];
  const begin = (carryOut: CarryOut = async () => {}) =>
    inbox.begin([
      {
        platform: 'slack',
        carryOut: (payload, at) => {
          carriedOut.push({ payload, at });
          return carryOut(payload, at);
        },
      },
    ]);
  return { ...inbox.of('slack'), settled: inbox.settled, begin, carriedOut, said: () => said.join('') };
}

const rows = () => database.db.select().from(deliveries);

test('what is taken is kept, readable by nobody, until it is answered; that it came is remembered', async () => {
  const { take, answered, settled } = copy();
  expect(await take('1', { text: 'suspend ben' })).toBe(true);
  const [row] = await rows();
  expect(row?.payload?.toString('latin1')).not.toContain('suspend');
  expect(await take('1', { text: 'suspend ben' })).toBe(false);
  answered('1');
  await settled();
  expect(await rows()).toMatchObject([{ payload: null, leasedUntil: null }]);
  expect(await take('1', {})).toBe(false);
});

test('of many that come at once each is kept once, and what can’t be written keeps out none of the others', async () => {
  const { take } = copy();
  let deep: Json = [];
  for (let i = 0; i < 100_000; i += 1) deep = [deep];
  const ids = Array.from({ length: 120 }, (_, i) => `${i % 60}`);
  const all = await Promise.allSettled([...ids.map((id) => take(id, { id })), take('deep', deep), take('last', {})]);
  expect(all.filter(({ status }) => status === 'rejected')).toHaveLength(1);
  expect(all.filter((each) => each.status === 'fulfilled' && each.value)).toHaveLength(61);
  expect(await rows()).toHaveLength(61);
});

test('what a copy that died had in hand is carried out by one other, with what it said and when', async () => {
  const before = Date.now();
  await copy().take('1', { text: 'suspend ben' });
  const [a, b] = [copy(), copy()];
  a.begin();
  b.begin();
  await until(() => a.carriedOut.length + b.carriedOut.length > 0);
  for (const { answered } of [a, b]) answered('1');
  await delay(3 * leaseMs);
  const [one, ...others] = [...a.carriedOut, ...b.carriedOut];
  expect(others).toEqual([]);
  expect(one?.payload).toEqual({ text: 'suspend ben' });
  expect(one?.at).toBeGreaterThanOrEqual(before);
});

test('what could not be kept in time, and was answered, is not carried out again where it reaches the database after all', async () => {
  const slow = copy({ takeMs: 50 });
  const undone = new Error('undone');
  const holding = database.db.transaction(async (tx) => {
    // Whoever inserts the same waits for this.
    await tx.insert(deliveries).values({ key: deliveryKey('slack:1'), at: new Date() });
    await expect(slow.take('1', { text: 'suspend ben' })).rejects.toThrow('in time');
    slow.answered('1');
    await delay(leaseMs);
    throw undone;
  });
  await expect(holding).rejects.toBe(undone);
  await slow.settled();
  await until(async () => (await rows()).length > 0);
  const other = copy();
  other.begin();
  await delay(3 * leaseMs);
  expect(other.carriedOut).toEqual([]);
  expect(await rows()).toMatchObject([{ payload: null, leasedUntil: null }]);
});

test('what takes longer than a lease stays in the hand of whoever works on it', async () => {
  const [slow, other] = [copy(), copy()];
  slow.begin();
  other.begin();
  await slow.take('1', {});
  await delay(3 * leaseMs);
  expect([...slow.carriedOut, ...other.carriedOut]).toEqual([]);
});

test('a copy takes up only what came by the chats that it has', async () => {
  const teams = openInbox({ app: database.app(), log: pino({ level: 'silent' }), leaseMs: 1 });
  opened.push(teams);
  await teams.of('teams').take('1', {});
  const slack = copy();
  slack.begin();
  await delay(3 * leaseMs);
  expect(slack.carriedOut).toEqual([]);
});

test('what can’t be carried out is tried eight times more, with pauses that double, then written down', async () => {
  await copy().take('1', {});
  const { begin, carriedOut, said } = copy();
  begin(async () => {
    // As if the pause were over.
    await database.db.update(deliveries).set({ leasedUntil: new Date(0) });
    throw new Error('it breaks each time');
  });
  await until(() => said().includes('given up'));
  expect(carriedOut).toHaveLength(8);
  await until(async () => (await rows())[0]?.payload === null);
});

test('so is what nobody expects any more, and what was sealed with another key', async () => {
  const clock = testClock();
  const app = database.app(clock);
  await copy({ app }).take('1', {});
  await copy({ app: { ...app, secretKey: Buffer.alloc(32) } }).take('2', {});
  const { begin, carriedOut, said } = copy({ app });
  clock.advance(25 * 3_600_000);
  begin();
  await until(() => said().split('given up').length === 3);
  expect(carriedOut).toEqual([]);
});
