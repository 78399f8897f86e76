import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import postgres from 'postgres';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFailed, test } from 'vitest';
import { auditEvents, chatIdentities, requests, workspaces } from '../../../db/schema/index.ts';
import type { App, Ctx } from '../../../src/service/context.ts';
import { askForReset } from '../../../src/service/requests/ask.ts';
import { registerCopy } from '../../../src/service/requests/copies.ts';
import { decide } from '../../../src/service/requests/decide.ts';
import type { Card } from '../../../src/ui/card.ts';
import { wordsOf } from '../../bot/talk.ts';
import { compiled } from '../../kit/compiled.ts';
import { useDatabase } from '../../kit/database.ts';
import { aSchool, refusedWith } from '../../kit/school.ts';

/** The program is killed between every two steps of ask → card → press → effect → notify; after a restart all ends right. */

const database = useDatabase();
let app: App;
let dir: string;
let amina: Ctx;
let ben: Ctx;
let workspaceId: string;
let sql: postgres.Sql;
const running = new Set<ChildProcess>();

let script: string;

beforeAll(async () => {
  script = await compiled(new URL('one-copy.ts', import.meta.url));
  app = { ...database.app(), secretKey: randomBytes(32) };
  sql = postgres(database.url, { max: 1, onnotice: () => {} });
});
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'staffroom-requests-'));
  const school = await aSchool(app);
  const row = { centreId: school.centreId, platform: 'slack' as const, externalId: dir, approvalsChannel: 'C1' };
  workspaceId = (await app.db.insert(workspaces).values(row).returning())[0]?.id ?? '';
  const asker = await school.person();
  await app.db
    .insert(chatIdentities)
    .values({ workspaceId, externalId: `U${dir}`, centreId: school.centreId, userId: asker.id });
  ben = { ...school.as(asker), workspaceId };
  amina = {
    ...school.as(await school.person({ role: 'coordinator', firstName: 'Amina', lastName: 'Rahman' })),
    workspaceId,
  };
});
afterEach(() => rm(dir, { recursive: true, force: true }));
afterAll(async () => {
  await killAll();
  await sql.end();
  await rm(script);
});

/** A copy of the program; `said` is all that it has said. */
interface Copy {
  child: ChildProcess;
  said: string;
}

async function start(operation?: object): Promise<Copy> {
  const words = [database.url, app.secretKey.toString('hex'), ...(operation ? [JSON.stringify(operation)] : [])];
  const child = spawn(process.execPath, [script, ...words], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  running.add(child);
  if (!operation) child.send({ dir, stopAt: '' });
  const copy = { child, said: '' };
  child.stdout?.on('data', (chunk: Buffer) => {
    copy.said += chunk.toString();
  });
  await until(() => copy.said.includes('ready'));
  return copy;
}

/** From now on it writes what it sends for this test, and stops at this step. */
async function tell(copy: Copy, stopAt: string): Promise<void> {
  const { length } = copy.said;
  copy.child.send({ dir, stopAt });
  await until(() => copy.said.slice(length).includes('told'));
}

async function kill({ child }: Pick<Copy, 'child'>): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
  running.delete(child);
}

const killAll = () => Promise.all([...running].map((child) => kill({ child })));

const until = (what: () => boolean | Promise<boolean>) =>
  expect.poll(what, { timeout: 20_000, interval: 50 }).toBe(true);

/** What people see: the files of one kind. */
async function seen(kind: 'card' | 'told' | 'mail'): Promise<{ id: string; card: Card; kind: string }[]> {
  const names = (await readdir(dir)).filter((n) => n.startsWith(kind) && n.endsWith('.json'));
  return Promise.all(
    names.map(async (n) => ({ id: n.slice(0, -5), ...JSON.parse(await readFile(join(dir, n), 'utf8')) })),
  );
}

async function asks(): Promise<string> {
  const asked = await askForReset(ben, { reason: 'new phone' });
  if ('sent' in asked) throw new Error('sent');
  return asked.request.id;
}

/** Someone presses Approve on a card, as the adapter passes it on. */
async function press(requestId: string, id: string) {
  await registerCopy(app, { requestId, workspaceId, to: { channel: 'C1' }, ref: { id } });
  return refusedWith(decide(amina, { id: requestId, decision: 'approve' }));
}

const steps = [
  'before card is posted',
  'after card was posted',
  'after cards were noted',
  'before card is changed',
  'after card was changed',
  'before told is posted',
  'after told was posted',
  'after telling was noted',
  'before mail is sent',
  'after mail was sent',
];

/** What was started after a kill goes on working, and is killed in the next test. */
let copy: Copy | undefined;

test.each(steps)('killed %s', async (stopAt) => {
  onTestFailed(async () => {
    copy = undefined;
    await killAll();
  });
  const first = copy ?? (await start());
  await tell(first, stopAt);
  const killedAndStarted = async () => {
    await until(() => first.said.includes('at '));
    await kill(first);
    copy = await start();
  };
  const id = await asks();
  const beforePress = steps.indexOf(stopAt) <= steps.indexOf('after cards were noted');
  if (beforePress) await killedAndStarted();
  await until(async () => (await seen('card')).length > 0);

  // The oldest card there is may be one that nobody noted: a press on any works.
  const [oldest] = await seen('card');
  expect(await press(id, oldest?.id ?? '')).toBe('done');
  if (!beforePress) await killedAndStarted();

  // Whoever sees a card that still has its buttons may press: it is told who was first, and the card follows.
  await until(async () => {
    for (const { id: card } of (await seen('card')).filter(isLive)) await press(id, card);
    const cards = await seen('card');
    const told = await seen('told');
    const mails = await seen('mail');
    return cards.every((c) => !isLive(c)) && told.length > 0 && mails.length > 0 && (await nothingLeft(id));
  });
  const [cards, told, mails] = [await seen('card'), await seen('told'), await seen('mail')];
  for (const { card } of cards) expect(wordsOf(card)).toContain('Approved by Amina Rahman');
  for (const { card } of told) expect(wordsOf(card)).toContain('Amina Rahman approved your request.');
  // At worst a second of what was sent just before the kill: the answer goes out while the cards are changed.
  expect(cards.length).toBeLessThanOrEqual(stopAt === 'after card was posted' ? 2 : 1);
  expect(told.length).toBeLessThanOrEqual(beforePress ? 1 : 2);
  expect(mails.map((m) => m.kind)).toEqual(['reset']);
  await decidedOnce(id);
});

const isLive = ({ card }: { card: Card }) => (card.buttons ?? []).some((b) => b.label === 'Approve');

/** Whether no job of the request waits any more, but those for days to come. */
async function nothingLeft(requestId: string): Promise<boolean> {
  const left = await sql`
    select 1 from graphile_worker._private_jobs
    where payload ->> 'requestId' = ${requestId} and run_at < now() + interval '1 hour'`;
  return left.length === 0;
}

/** One decision, one event of each step. */
async function decidedOnce(id: string): Promise<void> {
  const [row] = await app.db.select().from(requests).where(eq(requests.id, id));
  expect(row).toMatchObject({ status: 'approved', decidedBy: amina.actor.id });
  const events = await app.db
    .select()
    .from(auditEvents)
    .where(eq(auditEvents.targetId, ben.actor.id))
    .orderBy(auditEvents.id);
  expect(events.map((e) => [e.action, e.outcome])).toEqual([
    ['reset.ask', 'done'],
    ['reset.decide', 'done'],
  ]);
}

describe('in the middle of a transaction', () => {
  // No copy may do the jobs that are counted.
  beforeAll(killAll);

  const counts = async () => {
    const [row] = await sql`
      select (select count(*) from requests where status = 'pending')::int as pending,
        (select count(*) from requests where status <> 'pending')::int as decided,
        (select count(*) from links)::int as links, (select count(*) from mails)::int as mails,
        (select count(*) from audit_events)::int as events, (select count(*) from graphile_worker._private_jobs)::int as jobs`;
    return row;
  };

  /** Starts an operation that comes to a locked table, and kills it there. */
  async function killedAt(table: string, operation: object): Promise<void> {
    const holder = postgres(database.url, { max: 1, onnotice: () => {} });
    const watcher = postgres(database.url, { max: 1, onnotice: () => {} });
    await holder.begin(async (tx) => {
      await tx.unsafe(`lock table ${table} in share row exclusive mode`);
      const copy = await start(operation);
      const waiting = () =>
        watcher`select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`;
      await expect.poll(waiting, { timeout: 10_000, interval: 20 }).toHaveLength(1);
      await kill(copy);
    });
    await Promise.all([holder.end(), watcher.end()]);
  }

  const plain = ({ db: _, ...ctx }: Ctx) => ctx;

  test.each(['requests', 'graphile_worker._private_jobs'])('of asking, about to write to %s', async (table) => {
    const before = await counts();
    await killedAt(table, { act: 'ask', ctx: plain(ben) });
    await expect.poll(counts, { timeout: 10_000 }).toEqual(before);
    expect(await asks()).toBeDefined();
  });

  test.each(['requests', 'mails', 'graphile_worker._private_jobs'])(
    'of deciding, about to write to %s',
    async (table) => {
      const id = await asks();
      const before = await counts();
      await killedAt(table, { act: 'decide', ctx: plain(amina), id });
      await expect.poll(counts, { timeout: 10_000 }).toEqual(before);
      expect(await refusedWith(decide(amina, { id, decision: 'approve' }))).toBe('done');
      await decidedOnce(id);
    },
  );
});
