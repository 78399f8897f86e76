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
import { buttonOf, cardOf, formOf, useTalk, wordsOf } from '../talk.ts';

const clock = testClock();
const database = useDatabase();
const talk = useTalk(database.app(clock));

const head = 'site;group;stage;subject;learner;test;date;max mark;mark;strand: Number';
const file = (...lines: string[]) => fileOf(`\ufeff${[head, ...lines].join('\r\n')}\r\n`, 'results.csv');

async function question(who: 'coordinator' | 'teacher', line: string, content: ReturnType<typeof file>) {
  const form = await talk.form(who, line);
  return talk.fill(who, form, { file: content });
}

test('says first what will happen, imports it on Yes, and gives back what was refused with the reason', async () => {
  const card = cardOf(
    await question(
      'coordinator',
      'import jose.alvarez@riverside.example',
      file('primary;1X;1;English;Ada;Autumn;1/9/2026;20;12,5;4'),
    ),
  );
  // José has no such site: nothing to say Yes to, and the way round.
  expect(wordsOf(card)).toContain('has no access to a site that holds progression data');
  const plan = cardOf(
    await question(
      'coordinator',
      'import sakura.tanaka@riverside.example',
      file(
        'primary;1X;1;English;Ada;Autumn;1/9/2026;20;12,5;4',
        'primary;1X;1;English;"Nguyễn, Văn";Autumn;2026-09-01;20;=1+1;',
        'primary;1X;1;English;Alan;Autumn;2026-09-01;20;21;',
        'hub;1X;10;English;Alan;Autumn;31/02/2026;0;5;',
      ),
    ),
  );
  expect([plan.title, plan.state]).toEqual(['results.csv: 4 rows', '1 can be imported · 3 can’t']);
  expect(plan.facts).toEqual(
    ['groups', 'learners', 'tests', 'results'].map((x) => ({ label: `New ${x}`, value: '1' })),
  );
  const refused = plan.files?.[0]?.content ?? '';
  expect(plan.files?.[0]?.name).toBe('results-refused.csv');
  expect(refused).toContain('“=1+1” is not a mark');
  expect(refused).toContain('This is more than the maximum mark of 20.');
  expect(refused).toContain('“31/02/2026” is not a date');
  expect(refused).toContain("'=1+1");
  const done = await talk.follow('coordinator', plan, 'Import 1 row');
  expect(done.title).toBe('1 result imported for 田中 さくら');
  const again = cardOf(
    await question(
      'coordinator',
      'import sakura.tanaka@riverside.example',
      file('primary;1x;1;english;ADA;autumn;1 Sep 2026;20;12.5;4'),
    ),
  );
  expect(wordsOf(again)).toContain('The result in the file is there already.');
});

test('a teacher imports for oneself, is not asked for whom, and for nobody else', async () => {
  const form = await talk.form('teacher', 'import');
  expect(form.fields.map((f) => f.name)).toEqual(['file']);
  const plan = cardOf(
    await talk.fill('teacher', form, { file: file('primary;Mine;2;Science;Ada;Autumn;2026-09-01;20;5;') }),
  );
  expect((await talk.follow('teacher', plan, 'Import 1 row')).title).toContain('Ben Okafor');
  expect(await talk.words('teacher', 'import adaeze.okafor@riverside.example')).toContain(
    'Your rights do not cover this',
  );
});

test.each([
  ['', 'has no rows'],
  ['learner,mark\nAda,3', '“group” among them'],
  ['a"b\n"c', 'can’t be read as CSV'],
  ['group\n\ufffd', 'can’t be read as CSV'],
])('a file that is none is refused beside its field, and the form kept: %j', async (content, why) => {
  const form = await talk.form('coordinator', 'import sakura.tanaka@riverside.example');
  const again = formOf(await talk.fill('coordinator', form, { file: fileOf(content, 'x.csv') }));
  expect(again.errors.file).toContain(why);
  expect(again.values.person).toMatch(/^id:/);
});

test('the template can be filled in and sent back', async () => {
  const card = await talk.card('teacher', 'import template');
  const [template] = card.files ?? [];
  const form = await talk.form('teacher', 'import');
  const plan = cardOf(await talk.fill('teacher', form, { file: fileOf(template?.content ?? '', 't.csv') }));
  expect(plan.state).toBe('All can be imported');
});

test('a long file is imported by a job, which tells how far it is; tried again it changes nothing twice', async () => {
  const lines = Array.from(
    { length: 12_000 },
    (_, i) =>
      `primary;Long ${i % 10};4;Mathematics;Learner ${Math.floor(i / 10) % 60};Test ${Math.floor(i / 600)};2026-09-01;40;${i % 40};${i % 9}`,
  );
  const plan = cardOf(
    await question(
      'coordinator',
      'import zofia.zak@riverside.example',
      file(...lines, 'primary;Long 0;4;Mathematics;Late;Test 0;2026-09-01;40;41;'),
    ),
  );
  expect(plan.facts).toContainEqual({ label: 'New results', value: '12,000' });
  const begun = await talk.follow('coordinator', plan, 'Import 12,000 rows');
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
    10_000,
    12_000,
    '12,000 results imported for Zofia Żak',
  ]);
  // No message of a job's can hold a file: a button brings what was refused, to the one who asked alone.
  const told = cards.at(-1) as Card;
  expect(told.files).toBeUndefined();
  const { action } = buttonOf(told, 'Get the file');
  const [refused] = cardOf(await talk.press('coordinator', action)).files ?? [];
  expect(refused).toMatchObject({ name: 'results-refused.csv', content: expect.stringContaining('Late') });
  expect(cardOf(await talk.press('teacher', action)).files).toBeUndefined();
  // The file was not let go of, as by a crash: the job is tried again.
  await importData(database.app(clock), [chat], { carryOut, drop: imports.drop })(job);
  expect(cards.at(-1)?.title).toBe('Nothing is new for Zofia Żak');
  expect(await db.$count(drafts, eq(drafts.id, job.draftId))).toBe(0);
  const said = cards.length;
  await importData(database.app(clock), [chat], { carryOut, drop: imports.drop })(job);
  expect(cards).toHaveLength(said);
  expect(await db.$count(chatMessages, eq(chatMessages.about, `import:${job.draftId}`))).toBe(1);
  const [zofia] = await db.select().from(users).where(eq(users.email, 'zofia.zak@riverside.example'));
  const groups = await db
    .select()
    .from(learnerGroups)
    .where(eq(learnerGroups.ownerId, zofia?.id ?? ''));
  expect(groups.map((g) => g.results)).toEqual(Array(10).fill(1_200));
});
