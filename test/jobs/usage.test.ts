import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { compose } from '../../adapters/mail/compose.ts';
import { type Connection, connect } from '../../db/connect.ts';
import { sampleNumber } from '../../db/sample/centre.ts';
import { centres, mails, siteConnections, siteVisits, usageDigests, users } from '../../db/schema/index.ts';
import { tellReminder } from '../../src/jobs/tasks/tell-reminder.ts';
import { tellWeek } from '../../src/jobs/tasks/tell-week.ts';
import { mailToSend } from '../../src/service/mail/mail-to-send.ts';
import { queueDigests } from '../../src/service/usage/digest.ts';
import type { Card } from '../../src/ui/card.ts';
import type { Chat } from '../../src/ui/chat.ts';
import { buttonOf, cardOf, useTalk, wordsOf } from '../bot/talk.ts';
import { testClock } from '../kit/clock.ts';
import { useDatabase } from '../kit/database.ts';
import { reminderCard, weekCard } from '../kit/job-cards.ts';
import { vouchesForAll } from '../kit/ties.ts';

/** What is told of usage by itself: the week to coordinators, and reminders to who never came. */

const database = useDatabase();
const clock = testClock(new Date('2026-10-21T08:00:00Z'));
const app = database.app(clock);
const talk = useTalk(app);
let owner: Connection;
beforeAll(async () => {
  owner = connect(database.url, { max: 1 });
  const [centre] = await database.db.select().from(centres).where(eq(centres.number, sampleNumber));
  const at = new Date('2025-09-01T00:00:00Z');
  const common = { centreId: centre?.id ?? '', signInsSince: at, createdAt: at, changedAt: at };
  await database.db.insert(siteConnections).values([
    {
      ...common,
      site: 'hub',
      clientId: 'c-hub',
      redirectUris: ['https://hub.example/back'],
      homeUrl: 'https://hub.example/',
    },
    {
      ...common,
      site: 'primary',
      clientId: 'c-primary',
      redirectUris: ['https://p.example/back'],
      homeUrl: 'https://p.example/',
    },
  ]);
});
afterAll(() => owner.close());

const posted: { person: string; card: Card }[] = [];
beforeEach(() => {
  posted.length = 0;
});
const chat: Chat = {
  platform: 'playground',
  look: vouchesForAll(app),
  async post(to, card) {
    posted.push({ person: (to as { person: string }).person, card });
    return { posted: posted.length };
  },
  update: async () => true,
};

/** The jobs of a task that wait; and whom they are for. */
async function waiting(task: string): Promise<Record<string, unknown>[]> {
  const { rows } = await owner.db.execute<{ payload: Record<string, unknown> }>(sql`
    select p.payload from graphile_worker._private_jobs p join graphile_worker._private_tasks t on t.id = p.task_id
    where t.identifier = ${task} order by p.id`);
  return rows.map(({ payload }) => payload);
}

/** Has all copies look at once who is to be told, and tells them, twice. @returns who was told in the meantime */
async function tellAll(): Promise<string[]> {
  const before = (await waiting('tell-week')).length;
  await Promise.all([queueDigests(app), queueDigests(app), queueDigests(app)]);
  const jobs = (await waiting('tell-week')).slice(before) as { userId: string; monday: string }[];
  for (const job of [...jobs, ...jobs]) await tellWeek(app, [chat], weekCard)(job);
  return posted.splice(0).map(({ person, card }) => `${person}: ${card.title}`);
}

test('the week is told on Monday morning where the school is, once, also after the clocks changed, a move and a night off', async () => {
  const { db } = database;
  const on = cardOf(await talk.say('coordinator', 'usage weekly'));
  expect(wordsOf(on)).toContain('The first message comes on 26 Oct 2026');
  expect(await tellAll()).toEqual([]);
  // Kolkata is 5:30 ahead: seven in the morning there is 1:30 by UTC.
  clock.set(new Date('2026-10-26T01:29:00Z'));
  expect(await tellAll()).toEqual([]);
  clock.set(new Date('2026-10-26T01:30:00Z'));
  expect(await tellAll()).toEqual(['coordinator: The week 19 Oct 2026 to 25 Oct 2026']);
  expect(await tellAll()).toEqual([]);
  // The school moves to where it is still Sunday: that week was told.
  await talk.say('coordinator', 'settings timeZone:America/New_York');
  clock.set(new Date('2026-10-26T12:00:00Z'));
  expect(await tellAll()).toEqual([]);
  // There the clocks went back on 1 November.
  clock.set(new Date('2026-11-02T11:59:00Z'));
  expect(await tellAll()).toEqual([]);
  clock.set(new Date('2026-11-02T12:00:00Z'));
  expect(await tellAll()).toEqual(['coordinator: The week 26 Oct 2026 to 1 Nov 2026']);
  // After a fortnight away, the last week alone.
  clock.set(new Date('2026-11-18T12:00:00Z'));
  expect(await tellAll()).toEqual(['coordinator: The week 9 Nov 2026 to 15 Nov 2026']);

  // Who is suspended, or no coordinator any more, is told nothing; nor of that week once they are back.
  clock.set(new Date('2026-11-23T13:00:00Z'));
  const amina = eq(users.email, 'amina.rahman@riverside.example');
  await db.update(users).set({ status: 'suspended', suspendedFrom: 'active' }).where(amina);
  expect(await tellAll()).toEqual([]);
  await db.update(users).set({ status: 'active', suspendedFrom: null }).where(amina);
  expect(await tellAll()).toEqual([]);
  clock.set(new Date('2026-11-30T13:00:00Z'));
  await db.update(users).set({ role: 'teacher' }).where(amina);
  expect(await tellAll()).toEqual([]);
  await db.update(users).set({ role: 'coordinator' }).where(amina);
  clock.set(new Date('2026-12-07T13:00:00Z'));
  expect(await tellAll()).toHaveLength(1);
});

test('the week says who joined, left and never came, what was asked and which mails failed; and ends by its own button', async () => {
  const { db } = database;
  await talk.press('coordinator', buttonOf(await talk.card('coordinator', 'suspend Ben Okafor'), 'Suspend').action);
  await talk.say('coordinator', 'add Nia Rees nia.rees@riverside.example sites:hub');
  clock.set(new Date('2026-12-14T13:00:00Z'));
  await Promise.all([queueDigests(app)]);
  const [job] = (await waiting('tell-week')).slice(-1) as { userId: string; monday: string }[];
  if (!job) throw new Error('nobody is told');
  await tellWeek(app, [chat], weekCard)(job);
  const card = posted.splice(0)[0]?.card;
  if (!card) throw new Error('nothing was told');
  const facts = Object.fromEntries((card.facts ?? []).map(({ label, value }) => [label, value]));
  expect(facts).toMatchObject({
    Joined: '1 person',
    Left: '1 person',
    'Never came': expect.stringMatching(/^\d+ people$/),
    Requests: expect.stringMatching(/wait/),
    'Mails that failed': 'None',
    'School Support Hub': expect.stringMatching(/^\d+ of \d+ came · \d+ never$/),
  });
  expect(card.image?.alt).toContain('1, School Support Hub');
  const off = await talk.press('coordinator', buttonOf(card, 'Stop this message').action);
  expect(cardOf(off).title).toBe('You are not told each week any more');
  expect(await db.select().from(usageDigests)).toEqual([]);
  clock.set(new Date('2026-12-21T13:00:00Z'));
  expect(await tellAll()).toEqual([]);
});

test('whom no chat reaches is told of the week by mail, once', async () => {
  const { db } = database;
  await talk.say('coordinator', 'usage weekly');
  clock.advance(7 * 24 * 3_600_000);
  await queueDigests(app);
  const [job] = (await waiting('tell-week')).slice(-1) as { userId: string; monday: string }[];
  if (!job) throw new Error('nobody is told');
  for (const chats of [[], []]) await tellWeek(app, chats, weekCard)(job);
  const sent = await db.select().from(mails).where(eq(mails.kind, 'week'));
  expect(sent.map(({ userId }) => userId)).toEqual([job.userId]);
  const mail = await mailToSend(app, sent[0]?.id ?? '');
  if (!mail) throw new Error('nothing is sent');
  const { text } = compose(mail, 'no-reply@school.example');
  expect(text).toMatch(/School Support Hub: \d+ of \d+ came · \d+ never/);
  expect(text).toContain('usage weekly off');
  await talk.say('coordinator', 'usage weekly off');
  expect(await mailToSend(app, sent[0]?.id ?? '')).toBeNull();
  posted.length = 0;
});

test('who never came is told once in their own chat, with the way there; not who came meanwhile', async () => {
  const { db } = database;
  const idOf = async (who: string) => {
    const [user] = await db
      .select()
      .from(users)
      .where(eq(users.email, `${who}@riverside.example`));
    return user?.id ?? '';
  };
  for (const who of ['jose.alvarez', 'meiling.chen'])
    await db.delete(siteVisits).where(eq(siteVisits.userId, await idOf(who)));
  const plan = await talk.card('coordinator', 'remind hub');
  await talk.press('coordinator', buttonOf(plan, 'Remind them').action);
  const jobs = (await waiting('tell-reminder')) as { userId: string; sites: ['hub']; correlationId: string }[];
  const [mei, jose] = [await idOf('meiling.chen'), await idOf('jose.alvarez')];
  expect(new Set(jobs.map(({ userId }) => userId))).toEqual(new Set([mei, jose]));
  await db.insert(siteVisits).values({
    centreId: (await db.select().from(users).where(eq(users.id, mei)))[0]?.centreId ?? '',
    userId: mei,
    site: 'hub',
    lastAt: clock(),
  });
  for (const job of [...jobs, ...jobs]) await tellReminder(app, [chat], reminderCard)(job);
  expect(posted.map(({ person }) => person)).toEqual(['teacher-2']);
  expect(wordsOf(posted[0]?.card as Card)).toContain(
    'given you access to School Support Hub, and you have not been there yet',
  );
  expect(posted[0]?.card.page).toEqual({ label: 'Open School Support Hub', url: 'https://hub.example/' });
});

test('many reminders have a line that says how far their mails are; each site in chat has a way there', async () => {
  await database.db.delete(siteVisits);
  const plan = await talk.card('coordinator', 'remind');
  const many = Number(/\d+/.exec(plan.title)?.[0]);
  expect(many).toBeGreaterThan(4);
  await talk.press('coordinator', buttonOf(plan, 'Remind them').action);
  const [job] = (await waiting('tell-reminder')).slice(-1);
  const followed = (await waiting('mail-progress')).filter((p) => p.correlationId === job?.correlationId);
  expect(followed).toHaveLength(1);
  const sites = [
    { site: 'hub', url: 'https://hub.example/' },
    { site: 'primary', url: 'https://p.example/' },
    { site: 'forums', url: null },
  ] as const;
  const card = reminderCard({ centreName: 'Riverside', status: 'active', email: 'a@b.example', sites: [...sites] });
  expect(card.rows?.map(({ title, link }) => [title, link?.url])).toEqual([
    ['School Support Hub', 'https://hub.example/'],
    ['Cambridge Primary support site', 'https://p.example/'],
  ]);
  expect(card.facts).toBeUndefined();
});
