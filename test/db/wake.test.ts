import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Tx } from '../../db/connect.ts';
import { queueJobs } from '../../src/service/jobs.ts';
import { useDatabase } from '../kit/database.ts';

const database = useDatabase();
const byHand = postgres(database.url, { max: 1, onnotice: () => {} });
afterAll(() => byHand.end());

/** What a worker of any copy hears. */
let heard: { count: number; r?: number }[] = [];
beforeAll(async () => {
  await byHand.listen('jobs:insert', (payload) => heard.push(JSON.parse(payload)));
});
afterEach(() => {
  heard = [];
});
const all = () => heard.reduce((sum, { count }) => sum + count, 0);

const aJob = { task: 'send-mail', payload: { mailId: 'none' } } as const;
const add = (tx: Tx, ...jobs: (typeof aJob)[]) => queueJobs(tx, jobs);

test('workers are told of what a transaction adds once for all of it, by whoever added it', async () => {
  await database.db.transaction(async (tx) => {
    await add(tx, aJob, aJob);
    await add(tx, aJob);
  });
  await vi.waitFor(() => expect(heard).toEqual([{ count: 3 }]));
});

test('many at once are told of together, and none is missed', async () => {
  await Promise.all(Array.from({ length: 40 }, () => database.db.transaction((tx) => add(tx, aJob))));
  await vi.waitFor(() => expect(all()).toBe(40));
  expect(heard.length).toBeLessThan(40);
});

test('no jobs are none to tell of', async () => {
  await database.db.execute(`select queue_jobs('[]')`);
  await byHand`select queue_jobs('[]')`;
  await byHand`select pg_notify('jobs:insert', '{"count":7}')`;
  await vi.waitFor(() => expect(all()).toBe(7));
});

test('also what is added outside of a transaction', async () => {
  await add(database.db as unknown as Tx, aJob);
  await vi.waitFor(() => expect(all()).toBe(1));
});

test('SQL by hand, and the release before, tell it as graphile-worker does', async () => {
  await byHand`select queue_jobs(${byHand.json([aJob])})`;
  await vi.waitFor(() => expect(heard).toEqual([{ r: expect.any(Number), count: 1 }]));
});
