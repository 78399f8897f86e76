import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { pino } from 'pino';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { connect } from '../../db/connect.ts';
import { chatIdentities, lateAnswers, users, workspaces } from '../../db/schema/index.ts';
import { tellLateAnswers } from '../../src/jobs/tasks/tell-late-answers.ts';
import { identify } from '../../src/service/workspaces/identify.ts';
import { keepLateAnswer, purgeLateAnswers } from '../../src/service/workspaces/late-answers.ts';
import { type Chat, NotNow, Unsure } from '../../src/ui/chat.ts';
import { useDatabase } from '../kit/database.ts';
import { aSchool } from '../kit/school.ts';
import { vouchesForAll } from '../kit/ties.ts';

/** How answers that were left to the queue go out: in which order, how often they are tried, and to whom no more. */

const database = useDatabase();
let now = new Date('2026-03-02T09:00:00Z').getTime();
const app = database.app(() => new Date(now));
const owner = connect(database.url, { max: 1 });
afterAll(() => owner.close());

const workspace = 'T1';
beforeEach(async () => {
  await app.db.delete(lateAnswers);
  await owner.db.execute(sql`delete from graphile_worker._private_jobs`);
});

const keep = (person: string, title: string, mayHaveArrived = false) =>
  keepLateAnswer(app, randomUUID(), { platform: 'slack', workspace, person, card: { title }, mayHaveArrived });

type Post = (person: string, title: string) => void;

/** @param post what it does before it takes a message */
function aChat(post: Post = () => {}) {
  const told: string[] = [];
  let calls = 0;
  const chat: Chat = {
    platform: 'slack',
    look: vouchesForAll(app),
    update: async () => false,
    async post(to, card) {
      calls += 1;
      const person = 'person' in to ? to.person : '';
      post(person, card.title);
      told.push(`${person}: ${card.title}`);
      return {};
    },
  };
  return { chat, told, calls: () => calls };
}

const tell = (chat: Chat) => tellLateAnswers(app, [chat], pino({ level: 'silent' }))({ platform: 'slack', workspace });

const jobs = async () => {
  const { rows } = await owner.db.execute<{ priority: number; queue_name: string; wait: number }>(sql`
    select priority, queue_name, extract(epoch from run_at - ${new Date(now).toISOString()}::timestamptz)::int as wait
    from graphile_worker.jobs where task_identifier = 'tell-late'`);
  return rows;
};

/** Carries the job out as often as it is tried again, at the time when it is. @returns the error of each try that failed */
async function tryOn(chat: Chat): Promise<unknown[]> {
  const failed: unknown[] = [];
  while ((await app.db.$count(lateAnswers)) > 0) {
    await tell(chat).catch((error) => {
      failed.push(error);
      now += error instanceof NotNow ? (error.retryAfterMs ?? 0) : 3_000;
    });
    const [job] = await jobs();
    now += Math.max(0, (job?.wait ?? 0) * 1_000);
  }
  return failed;
}

test('they go out as fast as the platform takes them, and what it does not take is not asked of it', async () => {
  // More than go at a time, after which other workspaces have their turn.
  const people = Array.from({ length: 22 }, (_, i) => `U${i}`);
  for (const person of people) await keep(person, 'Done');
  expect(await jobs()).toEqual([
    { priority: 5, queue_name: expect.stringMatching(/^tell-late:slack:[0-2]$/), wait: 0 },
  ]);
  const began = now;
  let since = now;
  let taken = 0;
  const slow = aChat(() => {
    if (now - since >= 60_000) [since, taken] = [now, 0];
    if (taken === 21) throw new NotNow('ratelimited', since + 60_000 - now);
    taken += 1;
  });
  await tell(slow.chat);
  expect([slow.calls(), await jobs()]).toMatchObject([20, [{ wait: 0 }]]);
  expect(await tryOn(slow.chat)).toHaveLength(1);
  expect(slow.told).toHaveLength(people.length);
  expect(slow.calls()).toBe(people.length + 1);
  expect(now - began).toBe(60_000);
});

test('one that comes while the platform asks to be let be waits with the others', async () => {
  await keep('U1', 'Done');
  const resting = aChat(() => {
    throw new NotNow('ratelimited', 30_000);
  });
  await expect(tell(resting.chat)).rejects.toThrow(NotNow);
  await keep('U2', 'Done');
  expect(await jobs()).toMatchObject([{ wait: 30 }]);
  await tell(resting.chat);
  expect(resting.calls()).toBe(1);
});

test('a stream of answers that may have arrived pushes no job on, and none of them holds up another', async () => {
  await keep('U1', 'Done', true);
  now += 4_000;
  await keep('U2', 'Done', true);
  expect(await jobs()).toMatchObject([{ wait: 6 }]);
  await keep('U3', 'Done');
  expect(await jobs()).toMatchObject([{ wait: 0 }]);
});

test('one that can’t be drawn, or is not taken now, waits by itself; one that can’t be read is dropped', async () => {
  for (const person of ['U1', 'U2', 'U3', 'U4']) await keep(person, 'Done');
  const [first] = await app.db.select().from(lateAnswers).orderBy(lateAnswers.position);
  await app.db
    .update(lateAnswers)
    .set({ sealed: Buffer.of(0) })
    .where(eq(lateAnswers.id, first?.id ?? ''));
  const odd = aChat((person) => {
    if (person === 'U2') throw new TypeError('text is not iterable');
    if (person === 'U3') throw new NotNow('503');
  });
  await expect(tell(odd.chat)).rejects.toThrow(TypeError);
  expect([odd.told, odd.calls()]).toEqual([['U4: Done'], 3]);
  expect(await app.db.$count(lateAnswers)).toBe(2);
  await tell(odd.chat);
  expect(odd.calls()).toBe(3);
});

test('that it may have come before is said once, also where what follows is not taken', async () => {
  const to = { platform: 'slack' as const, workspace, person: 'U1' };
  await keepLateAnswer(app, randomUUID(), { ...to, card: { title: 'Long' }, there: 1, mayHaveArrived: true });
  now += 10_000;
  let refusals = 2;
  const chat = aChat((_, title) => {
    if (title === 'Long' && refusals-- > 0) throw new NotNow('ratelimited', 1_000);
  });
  await tryOn(chat.chat);
  expect(chat.told).toHaveLength(2);
});

test('a person reads theirs in the order in which they were made; one that can’t be told holds up nobody else', async () => {
  await keep('U1', 'Are you sure?', true);
  await keep('U2', 'first');
  await keep('U1', 'Done');
  await keep('U2', 'second');
  let lost = 0;
  const chat = aChat((person) => {
    if (person !== 'U1' || lost > 2) return;
    lost += 1;
    throw new Unsure('answer lost');
  });
  const errors = await tryOn(chat.chat);
  expect(errors.length).toBeGreaterThan(0);
  const told = (person: string) => chat.told.filter((line) => line.startsWith(person));
  expect(told('U2')).toEqual(['U2: first', 'U2: second']);
  expect(chat.told.slice(0, 2)).toEqual(told('U2'));
  expect(told('U1')).toEqual(['U1: Are you sure?', 'U1: Done']);
});

test('what they may not see any more is not shown: suspended, with fewer rights, or not theirs since before it was kept', async () => {
  const school = await aSchool(app);
  const at = { platform: 'slack' as const, centreId: school.centreId, externalId: workspace };
  await app.db.insert(workspaces).values(at);
  const isGiven = async (change: (id: string) => Promise<unknown>, later: (id: string) => Promise<unknown>) => {
    const amina = await school.person({ role: 'coordinator' });
    const person = `U${amina.id}`;
    const { email } = amina;
    const seen = { platform: 'slack' as const, workspace, person, name: 'Amina', email: email ?? '', member: true };
    await identify(app, seen, randomUUID());
    await change(amina.id);
    await keep(person, '61 people');
    await later(amina.id);
    const { chat, told } = aChat();
    await tell(chat);
    expect(await app.db.$count(lateAnswers)).toBe(0);
    return told.map((line) => line.slice(person.length + 2));
  };
  const nothing = async () => {};
  const set = (values: Partial<typeof users.$inferInsert>) => (id: string) =>
    app.db.update(users).set(values).where(eq(users.id, id));
  const untie = (id: string) => app.db.delete(chatIdentities).where(eq(chatIdentities.userId, id));
  const suspend = set({ status: 'suspended', suspendedFrom: 'active', suspendedAt: new Date(now) });
  const notShown = ['An answer is not shown to you any more'];

  expect(await isGiven(nothing, nothing)).toEqual(['61 people']);
  for (const change of [suspend, set({ role: 'admin' })]) {
    expect(await isGiven(nothing, change)).toEqual(notShown);
    expect(await isGiven(change, nothing)).toEqual(notShown);
  }
  expect(await isGiven(nothing, untie)).toEqual([]);
  expect(await isGiven(untie, nothing)).toEqual([]);
});

test('those that no chat took for a week are given up, which is said once', async () => {
  await keep('U1', 'Done');
  await keep('U2', 'Done');
  now += 8 * 24 * 3_600_000;
  const lines: string[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(line) });
  await purgeLateAnswers(app, log)();
  await purgeLateAnswers(app, log)();
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([{ level: 40, answers: 2 }]);
  expect(await app.db.$count(lateAnswers)).toBe(0);
});
