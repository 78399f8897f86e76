import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Connection, connect } from '../../../db/connect.ts';
import { auditEvents, scheduledChanges, users } from '../../../db/schema/index.ts';
import { carryOutScheduled } from '../../../src/service/scheduled/carry-out.ts';
import { testClock } from '../../kit/clock.ts';
import { useDatabase } from '../../kit/database.ts';
import { buttonOf, cardOf, useTalk, wordsOf } from '../talk.ts';

const database = useDatabase();
const clock = testClock();
const app = database.app(clock);
let owner: Connection;
beforeAll(() => {
  owner = connect(database.url, { max: 1 });
});
afterAll(() => owner.close());
const talk = useTalk(app);

const statusOf = async (email: string) => {
  const [user] = await database.db.select().from(users).where(eq(users.email, email));
  return user?.status;
};
const ben = 'ben.okafor@riverside.example';
const waiting = () => database.db.select().from(scheduledChanges).where(eq(scheduledChanges.state, 'waiting'));
const jobs = async () => {
  const { rows } = await owner.db.execute<{ at: Date }>(
    sql`select run_at as at from graphile_worker.jobs where key like 'scheduled:%' order by run_at`,
  );
  return rows.map(({ at }) => new Date(at).toISOString());
};

async function plan(line: string) {
  const question = cardOf(await talk.say('coordinator', line));
  return { question, done: cardOf(await talk.press('coordinator', buttonOf(question, 'Plan it').action)) };
}

test('someone is suspended on the day, and not before', async () => {
  const { question, done } = await plan('suspend Ben Okafor from 1 October, he leaves us');
  expect(question.title).toBe('Suspend Ben Okafor on 1 Oct 2026?');
  expect(done.title).toBe('Ben Okafor will be suspended on 1 Oct 2026');
  expect(await statusOf(ben)).toBe('active');
  const [planned] = await waiting();
  const id = planned?.id ?? '';
  // A job that runs before the day, as after a move of the school, does nothing but wait.
  await carryOutScheduled(app, id);
  expect(await statusOf(ben)).toBe('active');
  const list = wordsOf(cardOf(await talk.say('coordinator', 'scheduled')));
  expect(list).toContain('Ben Okafor');
  expect(list).toContain('Suspended on 1 Oct 2026');
  expect(list).toContain('he leaves us');
  clock.set(new Date('2026-10-02T00:00:00Z'));
  await Promise.all([carryOutScheduled(app, id), carryOutScheduled(app, id)]);
  expect(await statusOf(ben)).toBe('suspended');
  const events = await database.db
    .select()
    .from(auditEvents)
    .where(eq(auditEvents.targetId, planned?.userId ?? ''));
  const acts = events.filter((e) => e.correlationId === planned?.correlationId).map((e) => e.action);
  expect(acts).toEqual(['plan.made', 'user.suspend']);
  const again = cardOf(await talk.say('coordinator', 'scheduled'));
  expect(wordsOf(again)).toContain('Nothing is planned');
});

test('a plan is moved by planning again, and cancelled by a press', async () => {
  await plan('suspend jose.alvarez@riverside.example on 1 December 2026');
  const { done } = await plan('suspend jose.alvarez@riverside.example on 1 November 2026');
  expect((await waiting()).map(({ day }) => day)).toEqual(['2026-11-01']);
  const cancelled = cardOf(await talk.press('coordinator', buttonOf(done, 'Cancel this').action));
  expect(cancelled.title).toContain('will not be suspended');
  expect(await waiting()).toEqual([]);
  const late = cardOf(await talk.press('coordinator', buttonOf(done, 'Cancel this').action));
  expect(wordsOf(late)).toContain('waits no more');
});

test('what is refused on the day says so, and changes nothing', async () => {
  await plan('suspend jose.alvarez@riverside.example on 1 December 2026');
  const [planned] = await waiting();
  await database.db
    .update(users)
    .set({ status: 'suspended', suspendedFrom: 'active' })
    .where(eq(users.id, planned?.userId ?? ''));
  clock.set(new Date('2026-12-02T00:00:00Z'));
  await carryOutScheduled(app, planned?.id ?? '');
  const [ended] = await database.db
    .select()
    .from(scheduledChanges)
    .where(eq(scheduledChanges.id, planned?.id ?? ''));
  expect(ended).toMatchObject({ state: 'refused', problem: { code: 'already-suspended' } });
});

test('of several, who can’t be suspended is left out of the plan, counted and shown first', async () => {
  const several = `${ben}, jose.alvarez@riverside.example, meiling.chen@riverside.example`;
  const question = cardOf(await talk.say('coordinator', `suspend ${several} on 1 May 2027`));
  expect(question.title).toBe('Suspend 1 account on 1 May 2027?');
  expect(question.state).toBe('2 people left out');
  expect(question.rows?.map(({ state }) => state)).toEqual(['Left out', 'Left out', 'Active · Teacher']);
});

test('the day begins where the school is, also after a move', async () => {
  await plan('suspend meiling.chen@riverside.example on 1 February 2027');
  const before = await jobs();
  await talk.say('coordinator', 'settings timeZone:America/New_York');
  const after = await jobs();
  expect(after.at(-1)).toBe('2027-02-01T05:00:00.000Z');
  expect(after.length).toBe(before.length);
});

test('a day that is over is refused, today is now', async () => {
  const form = await talk.form('coordinator', 'suspend meiling.chen@riverside.example on 1 January 2020');
  expect(form.errors).toEqual({ on: 'This day is over. Enter a later one.' });
});
