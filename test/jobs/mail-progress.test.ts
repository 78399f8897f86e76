import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Connection, connect } from '../../db/connect.ts';
import { chatIdentities, learnerGroups, mailServer, mails, workspaces } from '../../db/schema/index.ts';
import { followMails } from '../../src/jobs/tasks/mail-progress.ts';
import { tellMailServer } from '../../src/jobs/tasks/tell-mail-server.ts';
import type { Ctx } from '../../src/service/context.ts';
import type { Jobs } from '../../src/service/jobs.ts';
import { mailProgress } from '../../src/service/mail/progress.ts';
import { addPeople } from '../../src/service/people/add.ts';
import type { NewPerson } from '../../src/service/people/check-rows.ts';
import { leave } from '../../src/service/people/leave.ts';
import { sendResets } from '../../src/service/people/send-link.ts';
import { undoLeave } from '../../src/service/people/undo-leave.ts';
import { transferData } from '../../src/service/progression/transfer.ts';
import type { Card } from '../../src/ui/card.ts';
import type { Chat } from '../../src/ui/chat.ts';
import { testClock } from '../kit/clock.ts';
import { useDatabase } from '../kit/database.ts';
import { addCentre, addUser } from '../kit/people.ts';
import { aSchool } from '../kit/school.ts';
import { vouchesForAll } from '../kit/ties.ts';

const clock = testClock();
const database = useDatabase();
const app = database.app(clock);
let owner: Connection;
beforeAll(async () => {
  owner = connect(database.url, { max: 1 });
});
afterAll(async () => {
  await owner.close();
});

interface Waiting {
  payload: Jobs['mail-progress'];
  inMs: number;
}

/** The jobs that wait for their time. */
async function waiting(): Promise<Waiting[]> {
  const { rows } = await owner.db.execute<{ payload: Jobs['mail-progress']; at: string }>(
    sql`select payload, run_at as at from graphile_worker._private_jobs`,
  );
  return rows.map(({ payload, at }) => ({ payload, inMs: new Date(at).getTime() - clock().getTime() }));
}

test('the message changes when the numbers do; a mail server that is away is asked ever less often', async () => {
  const { id: centreId } = await addCentre(app.db);
  const user = await addUser(app.db, centreId);
  const [workspace] = await app.db
    .insert(workspaces)
    .values({ centreId, platform: 'playground', externalId: 'riverside' })
    .returning();
  const workspaceId = workspace?.id ?? '';
  await app.db.insert(chatIdentities).values({ workspaceId, externalId: 'ben', centreId, userId: user.id });
  const correlationId = randomUUID();
  const ids = [randomUUID(), randomUUID()];
  const common = { centreId, userId: user.id, kind: 'invitation', createdAt: clock(), correlationId };
  await app.db.insert(mails).values(ids.map((id) => ({ id, ...common })));

  const said: string[] = [];
  const chat: Chat = {
    platform: 'playground',
    look: vouchesForAll(app),
    post: async (_to, card) => {
      said.push(card.progress?.label ?? card.title);
      return 'ref';
    },
    update: async (_ref, card) => said.push(card.progress?.label ?? card.title) > 0,
  };
  const run = followMails(app, [chat]);
  const sent = (id = '') => app.db.update(mails).set({ state: 'sent' }).where(eq(mails.id, id));
  /** Carries out the one job that waits, as the queue would. */
  const next = async () => {
    const jobs = await waiting();
    expect(jobs).toHaveLength(1);
    await run(jobs[0]?.payload as Jobs['mail-progress']);
    return (await waiting())[0]?.inMs;
  };

  const first = { correlationId, workspaceId, userId: user.id };
  await run(first);
  expect(said).toEqual(['0 of 2 mails sent']);
  // The job is carried out again after a crash: still one follows.
  await run(first);
  said.length = 1;

  const pauses = [];
  for (let i = 0; i < 9; i++) pauses.push(await next());
  expect(pauses).toEqual([3_000, 6_000, 12_000, 24_000, 48_000, 96_000, 192_000, 300_000, 300_000]);
  expect(said).toHaveLength(1);

  await sent(ids[0]);
  expect(await next()).toBe(1_500);
  expect(said.at(-1)).toBe('1 of 2 mails sent');
  await sent(ids[1]);
  await next();
  expect(said).toEqual(['0 of 2 mails sent', '1 of 2 mails sent', 'All 2 mails were sent']);
});

test('that mails wait, and that they go again, is told to a coordinator once in each chat, and in the line of progress', async () => {
  const { id: centreId } = await addCentre(app.db);
  const user = await addUser(app.db, centreId, { role: 'coordinator' });
  const [workspace] = await app.db
    .insert(workspaces)
    .values({ centreId, platform: 'playground', externalId: 'lakeside' })
    .returning();
  const workspaceId = workspace?.id ?? '';
  await app.db.insert(chatIdentities).values({ workspaceId, externalId: 'amina', centreId, userId: user.id });
  const cards: Card[] = [];
  const chat: Chat = {
    platform: 'playground',
    look: vouchesForAll(app),
    post: async (_to, card) => cards.push(card),
    update: async () => true,
  };
  const tell = tellMailServer(app, [chat]);
  const about = { userId: user.id, since: clock().toISOString() };
  await tell({ ...about, isOver: false });
  expect(cards).toEqual([]);
  await app.db.update(mailServer).set({ failingSince: clock(), why: 'setting', problem: 'EAUTH 535', tries: 2 });
  for (const isOver of [false, false, true, true]) await tell({ ...about, isOver });
  expect(cards.map(({ title }) => title)).toEqual(['Mails wait', 'Mails go again']);
  expect(cards[0]?.text).toContainEqual('For whoever looks after Staffroom: EAUTH 535');

  const correlationId = randomUUID();
  const mail = { centreId, userId: user.id, kind: 'invitation', createdAt: clock(), correlationId };
  await app.db.insert(mails).values({ id: randomUUID(), ...mail });
  await followMails(app, [chat])({ correlationId, workspaceId, userId: user.id });
  expect(cards.at(-1)?.text).toEqual([expect.stringContaining('will go out when the mail server takes them')]);
});

test('what tells of many mails goes before them, and so does a mail that someone waits for', async () => {
  const { id: centreId } = await addCentre(app.db);
  const boss = await addUser(app.db, centreId, { role: 'coordinator' });
  const ben = await addUser(app.db, centreId);
  const [workspace] = await app.db
    .insert(workspaces)
    .values({ centreId, platform: 'playground', externalId: 'hillside' })
    .returning();
  const ctx: Ctx = {
    ...app,
    actor: { id: boss.id, centreId, role: 'coordinator', siteAdminOf: [] },
    workspaceId: workspace?.id ?? null,
    correlationId: randomUUID(),
  };
  await owner.db.execute(sql`delete from graphile_worker._private_jobs`);
  const rows = [1, 2, 3, 4, 5].map((i): NewPerson => {
    const email = `p${i}@hillside.example`;
    return { firstName: 'A', lastName: 'B', email, role: 'teacher', programmes: [], sites: ['hub'], siteAdminOf: [] };
  });
  await addPeople(ctx, { rows });
  await sendResets({ ...ctx, correlationId: randomUUID() }, { ids: [ben.id] });
  const { rows: order } = await owner.db.execute<{ task: string; mail: string | null }>(sql`
    select j.task_identifier as task, m.kind as mail from graphile_worker.jobs j
    join graphile_worker._private_jobs p on p.id = j.id
    left join mails m on m.id = (p.payload ->> 'mailId')::uuid
    order by j.priority, j.run_at, j.id
  `);
  expect(order.map((o) => o.mail ?? o.task)).toEqual(['mail-progress', 'reset', ...Array(5).fill('invitation')]);
});

test('where someone who left to several comes back, the line counts what tells of that, and not what told of their leaving', async () => {
  const school = await aSchool(app);
  const { centreId } = school;
  const [workspace] = await app.db
    .insert(workspaces)
    .values({ centreId, platform: 'playground', externalId: 'woodside' })
    .returning();
  const boss = await school.person({ role: 'coordinator' });
  const ctx = (): Ctx => {
    clock.advance(60_000);
    return { ...school.as(boss), workspaceId: workspace?.id ?? null };
  };
  const ben = await school.person({}, ['primary']);
  await leave(ctx(), { rows: [{ id: ben.id }] });
  for (const name of ['3A', '3B', '3C']) {
    const group = { centreId, site: 'primary', ownerId: ben.id, name, stage: 3, subject: 'Maths' } as const;
    await app.db.insert(learnerGroups).values({ ...group, createdAt: clock(), changedAt: clock() });
    const to = await school.person({}, ['primary']);
    await transferData(ctx(), { from: ben.id, to: to.id });
  }
  await owner.db.execute(sql`delete from graphile_worker._private_jobs`);
  await undoLeave(ctx(), { ids: [ben.id] });
  const followed = (await waiting()).flatMap(({ payload }) => (payload.workspaceId ? [payload] : []));
  expect(followed).toHaveLength(1);
  const { correlationId = '', since } = followed[0] ?? {};
  expect(await mailProgress(app, correlationId)).toMatchObject({ queued: 12 });
  expect(await mailProgress(app, correlationId, since)).toMatchObject({ queued: 6 });
});
