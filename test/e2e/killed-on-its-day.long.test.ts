import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { and, eq, inArray } from 'drizzle-orm';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditEvents, learnerGroups, mails, scheduledChanges, siteAccess, users } from '../../db/schema/index.ts';
import { queueJobs } from '../../src/service/jobs.ts';
import { jobFor } from '../../src/service/scheduled/keep.ts';
import { type Killable, killable } from '../kit/killable.ts';
import { until } from '../kit/until.ts';
import { type TwoPlatforms, twoPlatforms } from './two-chats.ts';

/** The program is killed while it does what was planned for a day: all kinds are done once, and told once. */

let at: TwoPlatforms;
let dataDir: string;
let program: Killable;
beforeAll(async () => {
  [at, dataDir] = await Promise.all([
    twoPlatforms({ strictAnswers: false }),
    mkdtemp(join(tmpdir(), 'staffroom-killed-day-')),
  ]);
  await start();
});
afterAll(async () => {
  await program.kill();
  await at.close();
  await rm(dataDir, { recursive: true, force: true });
});

async function start(): Promise<void> {
  program = await killable(at.env, { leaseMs: 800, dataDir });
  at.connect(program.url);
}

const of = (name: string) => `${name}@riverside.example`;
const [meiling, fatima, adaeze, sakura, ada] = [
  'meiling.chen',
  'fatima.alzahra',
  'adaeze.okafor',
  'sakura.tanaka',
  'ada.noor',
].map(of) as [string, string, string, string, string];

/** All that the coordinator reads in Slack by themselves. */
const read = () =>
  at.slack
    .client('coordinator')
    .sees(at.slack.own('coordinator'))
    .map((m) => JSON.stringify(m.blocks));
const count = (what: string) => read().filter((each) => each.includes(what)).length;

/** Says a line, and presses the button that it is answered with. */
async function say(line: string, button?: string): Promise<void> {
  const client = at.slack.client('coordinator');
  const own = at.slack.own('coordinator');
  const seen = client.sees(own).length;
  await client.message(line);
  const answer = await until(() =>
    client
      .sees(own)
      .slice(seen)
      .find(({ blocks }) => JSON.stringify(blocks).includes(button ?? 'type')),
  );
  if (button) await client.press(answer, button);
}

const plans = () => at.database.db.select().from(scheduledChanges);
const states = async () => (await plans()).map(({ state }) => state);

/** Holds rows or tables until it is let go of. */
async function hold(statement: string) {
  const sql = postgres(at.database.url, { max: 1, onnotice: () => {} });
  const held = await sql.reserve();
  await held`begin`;
  await held.unsafe(statement);
  return async () => {
    await held`rollback`;
    held.release();
    await sql.end();
  };
}

async function counted(statement: string): Promise<number> {
  const sql = postgres(at.database.url, { max: 1, onnotice: () => {} });
  const [row] = await sql.unsafe(statement);
  await sql.end();
  return Number(row?.n);
}
const waitingForLocks = () =>
  counted(`select count(*) n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
const waitingJobs = () =>
  counted(`select count(*) n from graphile_worker.jobs where key like 'tell-%' or key like 'scheduled:%'`);

test('at each point of its way', async () => {
  const { db } = at.database;
  await say(`suspend ${meiling} on 1 June`, 'Plan it');
  await say(`leaver ${fatima} to ${adaeze} grant:yes on 1 June`, 'Plan it');
  await say(`add Ada Noor ${ada} sites:hub on 1 June`);
  const [own] = await db.select().from(users).where(eq(users.email, sakura));
  const had = await db
    .select()
    .from(siteAccess)
    .where(eq(siteAccess.userId, own?.id ?? ''));
  const given = had.some(({ site }) => site === 'test-maker') ? 'results-analysis' : 'test-maker';
  await say(`edit ${sakura} sites:${[...had.map(({ site }) => site), given].join(',')} until 1 June`);
  await until(async () => (await plans()).length === 4);
  const groups = async (email: string) =>
    db.$count(
      learnerGroups,
      inArray(learnerGroups.ownerId, db.select({ id: users.id }).from(users).where(eq(users.email, email))),
    );
  const held = (await groups(fatima)) + (await groups(adaeze));

  // Their day has come. Whoever it is about is held, so that each is begun and none is done.
  const letGo = await hold(`select 1 from users for update`);
  await db.update(scheduledChanges).set({ day: '2020-01-01' });
  const all = await plans();
  await db.transaction((tx) =>
    queueJobs(
      tx,
      all.map((plan) => jobFor({ ...plan, day: '2020-01-01' }, 'UTC')),
    ),
  );
  await until(async () => (await states()).every((state) => state === 'doing'));
  await program.kill();
  await letGo();
  expect(await states()).toEqual(['doing', 'doing', 'doing', 'doing']);
  const statusOf = async (email: string) => (await db.select().from(users).where(eq(users.email, email)))[0]?.status;
  expect([await statusOf(meiling), await statusOf(fatima)]).toEqual(['active', 'active']);

  // Once more: each is done, but is not marked so before the end.
  const heldAgain = await hold('select 1 from users for update');
  await start();
  await until(async () => (await waitingForLocks()) >= 4);
  const marks = await hold('select 1 from scheduled_changes for update');
  await heldAgain();
  const idOf = async (email: string) => (await db.select().from(users).where(eq(users.email, email)))[0]?.id ?? '';
  const adaId = await idOf(ada);
  const invitations = () => db.$count(mails, eq(mails.userId, adaId));
  const stillHas = () => db.$count(siteAccess, and(eq(siteAccess.userId, own?.id ?? ''), eq(siteAccess.site, given)));
  await until(
    async () =>
      (await statusOf(meiling)) === 'suspended' &&
      (await statusOf(fatima)) === 'suspended' &&
      (await invitations()) === 1 &&
      (await stillHas()) === 0,
  );
  await program.kill();
  await marks();
  expect(await states()).toEqual(['doing', 'doing', 'doing', 'doing']);

  // And the chat does not answer as they are told.
  at.slack.fail('chat.postMessage', { status: 500, delayMs: 2_000, times: 4 });
  await start();
  await until(async () => (await states()).every((state) => state === 'done'));
  await program.kill();
  await start();
  const told = [
    'Mei-Ling Chen is suspended, as planned',
    'Fatima Al-Zahra is suspended, as planned, and Adaeze',
    'Ada Noor is invited, as planned',
    'has ended, as planned',
  ];
  await until(() => told.every((words) => count(words) > 0));
  await until(async () => (await waitingJobs()) === 0);
  expect(told.map(count)).toEqual([1, 1, 1, 1]);
  expect([await groups(fatima), await groups(adaeze)]).toEqual([0, held]);
  expect(await invitations()).toBe(1);
  const correlations = (await plans()).map(({ correlationId }) => correlationId);
  const acts = await db.select().from(auditEvents).where(inArray(auditEvents.correlationId, correlations));
  const done = acts.map(({ action, outcome }) => `${action} ${outcome}`);
  expect(done.filter((act) => !/planned|plan\.made|user\.(add|edit)/.test(act)).sort()).toEqual([
    'invite.send done',
    'site.access done',
    'user.suspend done',
  ]);
  const left = await db
    .select()
    .from(auditEvents)
    .where(eq(auditEvents.targetId, await idOf(fatima)));
  const steps = left.map(({ action }) => action).filter((action) => action !== 'leave.planned');
  expect(steps.slice(-2)).toEqual(['user.suspend', 'data.transfer']);
  expect(steps.filter((action) => action === 'user.suspend' || action === 'data.transfer')).toHaveLength(2);
}, 240_000);
