import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { columnChoices } from '../../../db/schema/index.ts';
import { type Card, type File, workbookType } from '../../../src/ui/card.ts';
import { bytesOf } from '../../../src/ui/file-bytes.ts';
import type { Form, FormValues } from '../../../src/ui/form.ts';
import { testClock } from '../../kit/clock.ts';
import { useDatabase } from '../../kit/database.ts';
import { fileOf, mended, workbookOf } from '../../kit/file.ts';
import { addCentre } from '../../kit/people.ts';
import { buttonOf, cardOf, formOf, useTalk, wordsOf } from '../talk.ts';

const clock = testClock();
const database = useDatabase();
const talk = useTalk(database.app(clock));

const head = 'site;group;stage;subject;learner;test;date;max mark;mark;strand: Number';
const file = (...lines: string[]) => fileOf(`\ufeff${[head, ...lines].join('\r\n')}\r\n`, 'results.csv');

async function question(who: 'coordinator' | 'teacher', line: string, content: ReturnType<typeof file>) {
  // Within an hour one person has no more than so many files read.
  clock.advance(5 * 60_000);
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
  const asked = formOf(
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
  const plan = cardOf(await talk.fill('coordinator', asked, {}));
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
  ['a"b\n"c', 'can’t be read as CSV'],
  ['group\n\0', 'can’t be read as CSV'],
])('a file that is none is refused beside its field, and the form kept: %j', async (content, why) => {
  const form = await talk.form('coordinator', 'import sakura.tanaka@riverside.example');
  const again = formOf(await talk.fill('coordinator', form, { file: fileOf(content, 'x.csv') }));
  expect(again.errors.file).toContain(why);
  expect(again.values.person).toMatch(/^id:/);
});

/** A file from the field, as it came: what is asked about it, and the plan once that is answered. */
async function caseOf(name: string, answers: FormValues = {}) {
  const content = readFileSync(new URL(`../../cases/results/${name}.csv`, import.meta.url));
  return planFor(content, answers);
}

async function planFor(content: string | Uint8Array, answers: FormValues = {}) {
  const replies = await question('coordinator', 'import sakura.tanaka@riverside.example', fileOf(content, 'x.csv'));
  if (replies[0]?.kind === 'card') return { card: cardOf(replies) };
  const asked = formOf(replies);
  const given = Object.fromEntries(Object.entries(answers).map(([field, value]) => [`answer-${field}`, value]));
  return { asked, card: cardOf(await talk.fill('coordinator', asked, given)) };
}

const rowsOf = (card: Card) => (card.rows ?? []).map((r) => [r.title, r.state, r.detail].join(' | '));
const fieldsOf = (form?: Form) => form?.fields.map((f) => f.name.replace('answer-', ''));

test('a column of dates is read as a whole, and what it was read as is shown', async () => {
  const { asked, card } = await caseOf('month-first');
  expect(asked).toBeUndefined();
  expect(wordsOf(card)).toContain('Dates are read as month/day: 9/3/2026 is 3 September 2026.');
  expect(rowsOf(card)).toEqual([
    'Ali Khan | 41 of 50 | Autumn · 3 September 2026 · 3A · Maths · stage 3',
    'Ali Khan | 37 of 50 | Winter · 14 September 2026 · 3A · Maths · stage 3',
  ]);
});

test('a column that can be read both ways is asked about once, with what each means', async () => {
  const { asked, card } = await caseOf('ambiguous', { 'date-order': 'month-first' });
  expect(fieldsOf(asked)).toEqual(['date-order']);
  expect(asked?.values).toEqual({ 'answer-date-order': 'day-first' });
  expect(JSON.stringify(asked)).toContain('month/day: 9/3/2026 is 3 September 2026');
  expect(wordsOf(card)).toContain('Dates are read as month/day: 9/3/2026 is 3 September 2026.');
});

test('a column that says its order in its name is not asked about', async () => {
  const head = (date: string) => `site,group,stage,subject,learner,test,"${date}",max mark,mark`;
  const row = 'primary,3H,3,Maths,Ada,Autumn,03/09/2026,20,5';
  for (const [name, day] of [
    ['Date (mm/dd/yyyy)', '9 March 2026'],
    ['Test date (DD.MM.YY)', '3 September 2026'],
  ] as const) {
    const { asked, card } = await planFor([head(name), row].join('\n'));
    expect([asked, rowsOf(card)[0]]).toEqual([undefined, `Ada | 5 of 20 | Autumn · ${day} · 3H · Maths · stage 3`]);
  }
});

test.each(['excel-day-month', 'year-first-with-time'])('dates as spreadsheets write them: %s', async (name) => {
  const { asked, card } = await caseOf(name);
  expect(asked).toBeUndefined();
  expect(rowsOf(card)[0]).toBe('Ali Khan | 41 of 50 | Autumn · 14 September 2026 · 3A · Maths · stage 3');
});

test('a mark in words is no mark: the learner is kept, and the words are said', async () => {
  const { asked, card } = await caseOf('marks-in-words');
  expect(asked).toBeUndefined();
  expect(wordsOf(card)).toContain(
    '2 cells have a word in place of a mark, and give no result: absent (1), n/a (1). The learners are kept.',
  );
  expect([card.state, ...(card.facts ?? [])]).toEqual([
    'All can be imported',
    ...[
      ['groups', '1'],
      ['learners', '4'],
      ['tests', '1'],
      ['results', '2'],
    ].map(([of, value]) => ({ label: `New ${of}`, value })),
  ]);
});

test('a column for each test: maximum marks and days are asked in one form', async () => {
  const { asked, card } = await caseOf('wide', {
    ...{ 'max-0': '50', 'day-0': '14 Sep 2026', 'max-1': '60', 'day-1': '3 March 2027' },
  });
  expect(fieldsOf(asked)).toEqual(['max-0', 'day-0', 'max-1', 'day-1']);
  expect(wordsOf(card)).toContain('Read as tests: Autumn test (of 50) and Spring test (of 60).');
  expect(card.state).toBe('All can be imported');
  expect(card.title).toBe('x.csv: 2 rows');
  expect(rowsOf(card)).toEqual([
    'Ali Khan | 41 of 50 | Autumn test · 14 September 2026 · 3A · Maths · stage 3',
    'Ali Khan | 44 of 60 | Spring test · 3 March 2027 · 3A · Maths · stage 3',
    'Bo Lee | 37 of 50 | Autumn test · 14 September 2026 · 3A · Maths · stage 3',
  ]);
});

test('an answer that can’t be read is asked for again, with the others kept', async () => {
  const content = 'class,stage,subject,student,Autumn (50),Comments\n3W,3,Maths,Ali,40,Good';
  const asked = formOf(
    await question('coordinator', 'import sakura.tanaka@riverside.example', fileOf(content, 'x.csv')),
  );
  expect(fieldsOf(asked)).toEqual(['day-0']);
  const again = formOf(await talk.fill('coordinator', asked, { 'answer-day-0': 'soon' }));
  expect(again.errors['answer-day-0']).toContain('not a date');
  expect(again.values['answer-day-0']).toBe('soon');
  const card = cardOf(await talk.fill('coordinator', again, { 'answer-day-0': '14/9/2026' }));
  expect(rowsOf(card)[0]).toContain('40 of 50 | Autumn · 14 September 2026');
  expect(wordsOf(card)).toContain('Columns not used: Comments.');
});

test('learners with numbers are told apart; without, two of one name are two, and one spelt four ways is one', async () => {
  const learnersIn = async (name: string) => {
    const { card } = await caseOf(name);
    return [card.state, card.facts?.find((f) => f.label === 'New learners')?.value];
  };
  expect(await learnersIn('two-of-one-name')).toEqual(['All can be imported', '2']);
  expect(await learnersIn('two-of-one-name-no-number')).toEqual(['All can be imported', '2']);
  expect(await learnersIn('one-learner-four-spellings')).toEqual(['All can be imported', '1']);
});

/** The form that asks how else the file of a plan may be read. */
const elseOf = async (card: Card) =>
  formOf(await talk.press('coordinator', buttonOf(card, 'Read it otherwise').action));
const fill = async (form: Form, answers: FormValues) => talk.fill('coordinator', form, answers);

test('where its letters had to be guessed, that is said, and another way chosen by what the names would be; answers stay', async () => {
  const head = 'site,group,stage,subject,learner,test,max mark,mark';
  const content = Buffer.from(`${head}\nprimary,3G,3,Maths,Jos\xe9 Mu\xf1oz,Autumn,20,5`, 'latin1');
  const { asked, card } = await planFor(content, { 'day-0': '2026-09-14' });
  expect(fieldsOf(asked)).toEqual(['day-0']);
  expect(rowsOf(card)[0]).toContain('José Muñoz');
  expect(wordsOf(card)).toContain('It was read as windows-1252.');
  const form = await elseOf(card);
  expect(fieldsOf(form)).toEqual(['encoding']);
  expect(JSON.stringify(form.fields)).toContain('windows-1250: José Muńoz');
  const other = cardOf(await fill(form, { 'answer-encoding': 'windows-1250' }));
  expect(rowsOf(other)[0]).toBe('José Muńoz | 5 of 20 | Autumn · 14 September 2026 · 3G · Maths · stage 3');
  expect(wordsOf(other)).toContain('The file was read as windows-1250, as it was chosen.');
});

test('of a workbook another sheet is read, and what else is needed asked for that', async () => {
  const sheet = (name: string, rows: string[][]) => ({ name, rows });
  const heads = ['site', 'group', 'stage', 'subject', 'learner'];
  const book = await workbookOf([
    sheet('Autumn ', [
      [...heads, 'Algebra'],
      ['primary', '3S', '3', 'Maths', 'Ali', '40'],
    ]),
    sheet('Spring', [
      [...heads, 'Shapes'],
      ['primary', '3S', '3', 'Maths', 'Ali', '7'],
    ]),
  ]);
  const { asked, card } = await planFor(book, { 'max-0': '50', 'day-0': '2026-09-14' });
  expect(fieldsOf(asked)).toEqual(['sheet', 'max-0', 'day-0']);
  expect(rowsOf(card)).toEqual(['Ali | 40 of 50 | Algebra · 14 September 2026 · 3S · Maths · stage 3']);
  expect(wordsOf(card)).toContain('The sheet “Autumn ” was read, of 2.');
  // From the preview, and at once in the question: what was answered for the one means nothing for the other.
  for (const form of [await elseOf(card), asked as Form]) {
    const spring = formOf(await fill(form, { 'answer-sheet': 'Spring', 'answer-max-0': '50' }));
    expect(JSON.stringify(spring.fields)).toContain('Maximum mark of Shapes');
    expect(spring.values).toEqual({ 'answer-sheet': 'Spring' });
    const plan = cardOf(await fill(spring, { 'answer-max-0': '10', 'answer-day-0': '2027-03-01' }));
    expect(rowsOf(plan)).toEqual(['Ali | 7 of 10 | Shapes · 1 March 2027 · 3S · Maths · stage 3']);
  }
});

test('which column is which is remembered for the school, in any order, until it is said otherwise', async () => {
  const said = { 'column-group': 'column-1', 'column-learner': 'column-2' };
  const rest = { site: 'primary', subject: 'Maths', stage: '3', 'max-0': '20', 'day-0': '2026-09-14' };
  const { asked, card } = await planFor('Wer1,Wo,Wer2,Test,Mark\nKim,3R,Ali,Autumn,17\n', { ...said, ...rest });
  expect(fieldsOf(asked)?.slice(0, 2)).toEqual(['column-group', 'column-learner']);
  expect(wordsOf(card)).toContain('As it was chosen: the group from “Wo” and the learner from “Wer2”.');
  await talk.follow('coordinator', card, 'Import 1 row');
  // The same names in another order. All else is known to the school by now.
  const { asked: none, card: next } = await planFor('Mark,Wer2,Test,Wer1,Wo\n15,Bo,Autumn,Cy,3R\n');
  expect(none).toBeUndefined();
  expect(rowsOf(next)).toEqual(['Bo | 15 | Autumn · 3R']);
  await talk.follow('coordinator', next, 'Import 1 row');
  // Of what is there already, too.
  const { card: there } = await planFor('Mark,Wer2,Test,Wer1,Wo\n15,Bo,Autumn,Cy,3R\n');
  expect(there.title).toContain('Nothing is new');

  const { card: again } = await planFor('Wo,Wer1,Mark,Test,Wer2\n3R,Dee,11,Autumn,Eli\n');
  const form = await elseOf(again);
  expect(form.values).toEqual({ 'answer-column-group': 'column-0', 'answer-column-learner': 'column-4' });
  const other = cardOf(await fill(form, { 'answer-column-learner': 'column-1' }));
  expect(rowsOf(other)).toEqual(['Dee | 11 | Autumn · 3R']);
  await talk.follow('coordinator', other, 'Import 1 row');
  const { card: replaced } = await planFor('Wo,Wer1,Mark,Test,Wer2\n3R,Flo,12,Autumn,Gil\n');
  expect(rowsOf(replaced)).toEqual(['Flo | 12 | Autumn · 3R']);
  // What another school said is theirs.
  const { id } = await addCentre(database.db);
  await database.db.update(columnChoices).set({ centreId: id });
  const { asked: anew } = await planFor('Wo,Wer1,Mark,Test,Wer2\n3R,Flo,12,Autumn,Gil\n');
  expect(fieldsOf(anew)).toEqual(expect.arrayContaining(['column-group', 'column-learner']));
});

test('what of a workbook was refused comes back as one, is mended and comes in', async () => {
  const heads = ['site', 'group', 'stage', 'subject', 'learner', 'learner number', 'test', 'date', 'max mark', 'mark'];
  const row = (...cells: string[]) => ['primary', '3X', '3', 'Maths', ...cells, 'Autumn', '2026-09-14', '20'];
  const rows = [heads, [...row('Ali', '007'), '17'], [...row('=Bo', '008'), '1O']];
  const { card } = await planFor(await workbookOf([{ name: 'A', rows }]));
  const done = await talk.follow('coordinator', card, 'Import 1 row');
  const [refused] = done.files ?? [];
  expect(refused?.name).toBe('x-refused.xlsx');
  const again = await mended(refused as File, (cells) => cells.map((c) => (c === '1O' ? '10' : c)));
  const { asked, card: next } = await planFor(bytesOf({ type: workbookType, content: again.base64 }));
  expect(asked).toBeUndefined();
  expect(next.state).toBe('All can be imported');
  expect(rowsOf(next)).toEqual(['=Bo (008) | 10 of 20 | Autumn · 14 September 2026 · 3X · Maths · stage 3']);
});

test('however much is wrong in a line, the file of it can be read again', async () => {
  const tests = Array.from({ length: 60 }, (_, i) => `Test ${i} 2026-09-14 (20)`);
  const line = (name: string, mark: string) =>
    ['primary', '3V', '3', 'Maths', name, ...tests.map(() => mark)].join(',');
  const heads = ['site', 'group', 'stage', 'subject', 'learner', ...tests].join(',');
  const content = [heads, ...['A', 'B', 'C', 'D', 'E'].map((name) => line(name, '10')), line('F', '1O')].join('\n');
  const { asked, card } = await planFor(content, Object.fromEntries(tests.map((_, i) => [`day-${i}`, '2026-09-14'])));
  expect(asked).toBeDefined();
  const again = await mended(card.files?.[0] as File, (cells) => cells.map((c) => (c === '1O' ? '11' : c)));
  const replies = await question('coordinator', 'import sakura.tanaka@riverside.example', again);
  expect(JSON.stringify(replies)).not.toContain('4,000 characters');
});

test('a mark sheet that names no group, site, subject or test is one question', async () => {
  const content = 'No.,Name,Surname,Mark,Form tutor\n1,Ada,Noor,17,x\n2,Bo,Lind,85%,y\n3,Cy,Ma,1O,y\n,Average,,17.5,';
  const { asked, card } = await planFor(content, {
    ...{ group: '3Q', subject: 'Maths', stage: '3', test: 'Autumn', 'max-0': '20', 'day-0': '2026-09-14' },
  });
  expect(fieldsOf(asked)).toEqual(['column-group', 'group', 'subject', 'stage', 'test', 'max-0', 'day-0']);
  expect(rowsOf(card).slice(0, 2)).toEqual([
    'Ada Noor | 17 of 20 | Autumn · 14 September 2026 · 3Q · Maths · stage 3',
    'Bo Lind | 17 of 20 | Autumn · 14 September 2026 · 3Q · Maths · stage 3',
  ]);
  expect(wordsOf(card)).toContain('Per cents are of the maximum mark: 85% of 20 is 17.');
  expect(wordsOf(card)).toContain('“1O” has a letter that looks like a digit');
  expect(wordsOf(card)).toContain('Rows that are no learners: Average.');
  expect((await talk.follow('coordinator', card, 'Import 2 rows')).title).toContain('2 results imported');
  // What the school knows by now is not asked again.
  const { asked: next } = await planFor('class,name,test,mark\n3Q,Ada,Autumn,18\n3Q,Cy,Autumn,10');
  expect(next).toBeUndefined();
});

test('a line of averages below the others is refused, and nothing is asked for its sake', async () => {
  const rows = ['primary;Avg;3;Maths;Ali Khan;Autumn;2026-09-14;50;41;', ';;;;Average;;;;41;', ';Avg;;;;;;;41;'];
  const plan = cardOf(await question('coordinator', 'import', file(...rows)));
  expect(plan.state).toBe('1 can be imported · 2 can’t');
});

test('a column that has dates of both orders, days far off, marks above the maximum: each row says why', async () => {
  const row = (date: string, mark = '5') => `primary,3Z,3,Maths,Ada ${date},${date},${date},20,${mark}`;
  const head = 'site,group,stage,subject,learner,test,date,max mark,mark';
  const both = ['9/14/2026', '14/9/2026', '9/3/2026', '2026-09-14'].map((date) => row(date));
  const { card: mixed } = await planFor([head, ...both].join('\n'));
  expect(mixed.state).toBe('1 can be imported · 3 can’t');
  expect(wordsOf(mixed)).toContain(
    'some dates can only be day/month and others only month/day, so “9/3/2026” can’t be told',
  );
  const off = [
    ...['1899-01-01', '2199-01-01', '31/02/2026', '14/03/1448', 'Sep-26'].map((date) => row(date)),
    row('2026-09-14', '5/50'),
  ];
  const { card } = await planFor([head, ...off, row('46279'), row('14/09/2569')].join('\n'));
  for (const why of [
    '“1899-01-01” is too far off',
    '“2199-01-01” is too far off',
    '“31/02/2026” is not a date',
    '“Sep-26” is not a date',
  ])
    expect(wordsOf(card)).toContain(why);
  const { card: short } = await planFor([head, ...['26/09/14', '26/10/22', '14/9/26'].map((d) => row(d))].join('\n'));
  expect(short.state).toBe('1 can be imported · 2 can’t');
  expect(wordsOf(short)).toContain('“26/10/22” may begin with its year or end with it. Write it as 2026-09-03.');
  expect(wordsOf(card)).toContain('“14/03/1448” seems to be of another calendar');
  expect(wordsOf(card)).toContain('“5/50” does not go with the maximum mark of 20');
  expect(wordsOf(card)).toContain('Years are of the Buddhist calendar: 14/09/2569 is 14 September 2026.');
  expect(wordsOf(card)).toContain('Numbers are read as a spreadsheet’s dates: 46279 is 14 September 2026.');
});

test('the template can be filled in and sent back', async () => {
  const card = await talk.card('teacher', 'import template');
  for (const template of card.files ?? []) {
    const form = await talk.form('teacher', 'import');
    const plan = cardOf(await talk.fill('teacher', form, { file: fileOf(bytesOf(template), template.name) }));
    expect([plan.title, plan.state]).toEqual([expect.stringContaining(template.name), 'All can be imported']);
  }
  expect(card.files?.map(({ name }) => name)).toEqual(['results-template.xlsx', 'results-template.csv']);
});
