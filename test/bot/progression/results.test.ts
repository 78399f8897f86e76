import { inflateSync } from 'node:zlib';
import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { tests } from '../../../db/schema/index.ts';
import { boxChart } from '../../../src/ui/box-chart.ts';
import { useDatabase } from '../../kit/database.ts';
import { fileOf } from '../../kit/file.ts';
import { buttonOf, cardOf, formOf, useTalk, wordsOf } from '../talk.ts';

const database = useDatabase();
const talk = useTalk(database.app());

test('a test is chosen, and shown as a picture that its words say too', async () => {
  const list = await talk.card('teacher', 'results');
  expect(list.rows?.map((r) => r.title)).toEqual(['Spring test', 'Winter check', 'Autumn test', 'Baseline test']);
  expect(list.rows?.[0]?.state).toContain('3 learner groups, last on 20');
  const card = cardOf(await talk.press('teacher', list.rows?.[0]?.buttons?.[0]?.action ?? { verb: '', step: 'run' }));
  expect(card.title).toBe('Spring test: Ben Okafor');
  expect(card.table?.rows.map((r) => r.slice(0, 3))).toEqual([
    ['1', '3B', '28'],
    ['2', '4A', '29'],
    ['3', '4A Science', '28'],
  ]);
  expect(card.image?.alt).toMatch(/^1, 3B: middle \d+ %, from \d+ to \d+ %\. 2, 4A: /);
  expect(
    Buffer.from(card.image?.png ?? '', 'base64')
      .subarray(1, 4)
      .toString(),
  ).toBe('PNG');
  expect(card.image?.png.length).toBeLessThan(10_000);
});

test('of another only by who may see them; a test that is none says so, with the way to all', async () => {
  const named = 'results ben.okafor@riverside.example';
  expect((await talk.card('coordinator', `${named} autumn TEST`)).image).toBeDefined();
  expect(await talk.words('teacher-2', named)).toContain('Your rights do not cover this');
  // A site admin of Test Maker sees no data of the Primary site.
  expect(await talk.words('site-admin', named)).toMatch(/Your rights do not cover|nobody/);
  const none = await talk.card('coordinator', `${named} Never sat`);
  expect(wordsOf(none)).toContain('no results of a test called Never sat');
  expect(buttonOf(none, 'All tests').action.verb).toBe('results');
});

test('a test’s date and maximum mark are corrected by a form, which refuses a maximum below a mark', async () => {
  const chart = await talk.card('teacher', 'results ben.okafor@riverside.example Spring test');
  const choice = cardOf(await talk.press('teacher', buttonOf(chart, 'Correct').action));
  expect(choice.rows?.map((r) => r.title.replace(/, \d.*, out/, ', …, out'))).toEqual([
    '3B, …, out of 40',
    '4A, …, out of 40',
    '4A Science, …, out of 40',
  ]);
  const [row] = choice.rows ?? [];
  const form = formOf(await talk.press('teacher', row?.buttons?.[0]?.action ?? { verb: '', step: 'run' }));
  expect([form.title, ...form.fields.map((f) => f.name)]).toEqual(['Correct a test', 'date', 'max']);
  expect(form.values.max).toBe('40');
  const low = formOf(await talk.fill('teacher', form, { ...form.values, max: '1' }));
  expect(low.errors.max).toMatch(/^Spring test can’t have a maximum mark of 1: \p{L}.+ has \d+ in it/u);
  expect(formOf(await talk.fill('teacher', form, { ...form.values, max: 'ten' })).errors.max).toContain(
    'a number above 0',
  );
  const plan = cardOf(await talk.fill('teacher', form, { ...form.values, date: '2026-09-03', max: '42,5' }));
  expect(wordsOf(plan)).toContain('Spring test (3B) is corrected: 3 Sep 2026 in place of');
  expect(wordsOf(plan)).toContain('a maximum mark of 42.5 in place of 40.');
  expect((await talk.follow('teacher', plan, 'Correct')).title).toBe('Spring test is corrected');
  expect(await talk.words('coordinator', 'audit ben.okafor@riverside.example')).toContain('corrected a test of');
});

test('on one line it is all groups’, or one’s; a colleague’s is nobody’s but a coordinator’s', async () => {
  const named = 'results ben.okafor@riverside.example Winter check';
  expect(await talk.words('teacher-2', `${named} max:50`)).toContain('Your rights do not cover this');
  const all = await talk.card('coordinator', `${named} max:50`);
  expect(wordsOf(all).match(/is corrected/g)).toHaveLength(3);
  const one = await talk.card('coordinator', `${named} group:4a date:2026-09-04`);
  expect(wordsOf(one).match(/is corrected/g)).toHaveLength(1);
  await talk.follow('coordinator', one, 'Correct');
  expect(await talk.words('coordinator', `${named} group:4A date:2026-09-04`)).toContain('Nothing was different');
  // Said of no test at all: it asks for which.
  expect(
    formOf(await talk.say('coordinator', 'results ben.okafor@riverside.example max:50')).fields.map((f) => f.name),
  ).toContain('test');
});

test('the picture is a PNG of its size, with a box where the marks are', () => {
  const png = boxChart([{ min: 0, lower: 25, median: 50, upper: 75, max: 100 }]);
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const data = png.subarray(png.indexOf('IDAT') + 4, png.indexOf('IEND') - 8);
  const pixels = inflateSync(data);
  expect(pixels).toHaveLength((width + 1) * height);
  const column = (x: number) => Array.from({ length: height }, (_, y) => pixels[y * (width + 1) + 1 + x] ?? -1);
  const inBox = column(364).filter((colour) => colour === 2).length;
  // Half of the height between 0 and 100, less the lines.
  expect(inBox).toBeGreaterThan(110);
  expect(inBox).toBeLessThan(130);
  expect(() => boxChart([])).not.toThrow();
});

test('of more groups than are told one by one none is left out', async () => {
  const lines = Array.from({ length: 60 }, (_, i) => `primary,Many ${i},3,Maths,Learner,Sat by many,2026-09-14,20,12`);
  const file = fileOf(['site,group,stage,subject,learner,test,date,max mark,mark', ...lines].join('\n'));
  const preview = cardOf(await talk.send('teacher', { type: 'text', text: 'import', file }));
  await talk.press('teacher', preview.buttons?.[0]?.action ?? { verb: '', step: 'run' });
  const plan = await talk.card('teacher', 'results ben.okafor@riverside.example Sat by many date:2026-09-15 max:25');
  expect(wordsOf(plan)).toContain('40 more groups in the same way.');
  await talk.follow('teacher', plan, 'Correct');
  const { db } = database;
  const those = await db.select().from(tests).where(eq(tests.name, 'Sat by many'));
  expect(new Set(those.map((t) => `${t.takenOn} ${t.maxMark}`))).toEqual(new Set(['2026-09-15 25']));
  expect(those).toHaveLength(60);
});

test('groups move up a year by one line and one press; earlier years are a press away, and it is taken back', async () => {
  const line = 'groups promote adaeze.okafor@riverside.example';
  const question = await talk.card('coordinator', line);
  expect(question.title).toBe('Move the groups of Adaeze Okafor up a year?');
  expect(question.table?.rows).toEqual([
    ['3B · stage 3 · English', '4B · stage 4', '26'],
    ['5C · stage 5 · English', '6C · stage 6', '24'],
  ]);
  const done = await talk.follow('coordinator', question, 'Move up 2 learner groups');
  expect(done.title).toBe('The groups of Adaeze Okafor moved up a year');
  const now = await talk.follow('coordinator', done, 'Show groups');
  expect(now.table?.rows.map((r) => r.slice(0, 3))).toEqual([
    ['4B · stage 4 · English', '26', '0'],
    ['6C · stage 6 · English', '24', '0'],
  ]);
  const earlier = await talk.follow('coordinator', now, 'Earlier years');
  expect(earlier.table?.rows[0]?.[0]).toMatch(/^3B · 20\d\d(?:\/\d\d)? · stage 3 · English$/);
  const [first] = earlier.table?.rows ?? [];
  expect(first?.slice(1, 3)).toEqual(['26', '5']);
  const chart = await talk.card('coordinator', 'results adaeze.okafor@riverside.example Spring test');
  expect(chart.table?.rows[0]?.[1]).toMatch(/^3B · 20/);
  // A second time it says so, with the way back.
  const again = await talk.card('coordinator', line);
  expect(wordsOf(again)).toContain('already. They are those of the new year.');
  const back = await talk.follow('coordinator', again, 'Undo');
  expect((await talk.follow('coordinator', back, 'Take back')).title).toBe('The move up is taken back');
  expect((await talk.card('teacher', 'groups')).table?.rows[0]).toEqual([
    '3B · stage 3 · Mathematics',
    '28',
    '4',
    '112',
  ]);
});

test('of the whole school who leaves the last stage, and who holds it, is said; a teacher is not offered it', async () => {
  const question = await talk.card('admin', 'groups promote');
  expect(question.title).toBe('Move the school’s groups up a year?');
  const words = wordsOf(question);
  expect(words).toContain('6A of Fatima Al-Zahra leaves stage 6, the last of Cambridge Primary support site');
  expect(words).toContain('Stage 7 is on another site');
  expect(await talk.words('teacher', 'groups promote')).toContain('Your rights do not cover this');
  const form = await talk.form('coordinator', 'groups promote year:soon');
  expect(form.errors.year).toContain('It should look like 2025/26');
});
