import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { chatMessages, drafts, learnerGroups, users } from '../../../db/schema/index.ts';
import { importData } from '../../../src/jobs/tasks/import-data.ts';
import type { Jobs } from '../../../src/service/jobs.ts';
import type { Card } from '../../../src/ui/card.ts';
import type { Chat } from '../../../src/ui/chat.ts';
import { testClock } from '../../kit/clock.ts';
import { useDatabase } from '../../kit/database.ts';
import { fileOf } from '../../kit/file.ts';
import { imports } from '../../kit/job-cards.ts';
import { administer } from '../../kit/server.ts';
import { vouchesForAll } from '../../kit/ties.ts';
import { buttonOf, cardOf, useTalk } from '../talk.ts';

const clock = testClock();
const database = useDatabase();
const talk = useTalk(database.app(clock));

const head = 'site;group;stage;subject;learner;test;date;max mark;mark;strand: Number';

test('a long file is imported by a job, which tells how far it is; tried again it changes nothing twice', async () => {
  const lines = Array.from(
    { length: 6_000 },
    (_, i) =>
      `primary;Long ${i % 10};4;Mathematics;Learner ${Math.floor(i / 10) % 60};Test ${Math.floor(i / 600)};2026-09-01;40;${i % 40};${i % 9}`,
  );
  const content = [head, ...lines, 'primary;Long 0;4;Mathematics;Late;Test 0;2026-09-01;40;41;'].join('\r\n');
  const form = await talk.form('coordinator', 'import zofia.zak@riverside.example');
  const plan = cardOf(await talk.fill('coordinator', form, { file: fileOf(content, 'results.csv') }));
  expect(plan.facts).toContainEqual({ label: 'New results', value: '6,000' });
  const begun = await talk.follow('coordinator', plan, 'Import 6,000 rows');
  expect(begun.title).toBe('The import has begun');
  const { db } = database;
  const [queued] = await administer(
    database.url,
    (sql) => sql<{ payload: Jobs['import-data'] }[]>`
      select payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
      where t.identifier = 'import-data'`,
  );
  const job = queued?.payload as Jobs['import-data'];

  const cards: Card[] = [];
  const chat: Chat = {
    platform: 'playground',
    look: vouchesForAll(database.app()),
    post: async (_, card) => cards.push(card),
    update: async (ref, card) => {
      expect(ref).toBe(1);
      return cards.push(card) > 0;
    },
  };
  // Each part takes two seconds by this clock.
  const carryOut: typeof imports.carryOut = (app, j, progress) =>
    imports.carryOut(app, j, (done, total) => {
      clock.advance(2_000);
      progress(done, total);
    });
  const kept: Jobs['import-data'][] = [];
  const crashing = { carryOut, drop: async (_: unknown, j: Jobs['import-data']) => void kept.push(j) };
  await importData(database.app(clock), [chat], crashing)(job);
  expect(cards.map((c) => c.progress?.done ?? c.title)).toEqual([
    'Importing results',
    5_000,
    6_000,
    '6,000 results imported for Zofia Żak',
  ]);
  // No message of a job's can hold a file: a button brings what was refused, to the one who asked alone.
  const told = cards.at(-1) as Card;
  expect(told.files).toBeUndefined();
  const { action } = buttonOf(told, 'Get the file');
  const [refused] = cardOf(await talk.press('coordinator', action)).files ?? [];
  expect(refused).toMatchObject({ name: 'results-refused.csv', content: expect.stringContaining('Late') });
  expect(cardOf(await talk.press('teacher', action)).files).toBeUndefined();
  // The file was not let go of, as by a crash: the job is tried again.
  await importData(database.app(clock), [chat], crashing)(job);
  expect(cards.at(-1)?.title).toBe('Nothing is new for Zofia Żak');
  const [zofia] = await db.select().from(users).where(eq(users.email, 'zofia.zak@riverside.example'));
  const theirs = eq(learnerGroups.ownerId, zofia?.id ?? '');
  expect((await db.select().from(learnerGroups).where(theirs)).map((g) => g.results)).toEqual(Array(10).fill(600));
  // Undone before it is tried again, it does not come back.
  const undo = cardOf(await talk.press('coordinator', buttonOf(told, 'Undo').action));
  await talk.follow('coordinator', undo, 'Undo the import');
  await importData(database.app(clock), [chat], { carryOut, drop: imports.drop })(job);
  expect(cards.at(-1)?.title).toBe('This was done');
  expect(await db.$count(learnerGroups, theirs)).toBe(0);
  expect(await db.$count(drafts, eq(drafts.id, job.draftId))).toBe(0);
  const said = cards.length;
  await importData(database.app(clock), [chat], { carryOut, drop: imports.drop })(job);
  expect(cards).toHaveLength(said);
  expect(await db.$count(chatMessages, eq(chatMessages.about, `import:${job.draftId}`))).toBe(1);
});
