import { readFile } from 'node:fs/promises';
import { asc, eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { learnerGroups, learners, results, tests, users } from '../../../db/schema/index.ts';
import { useDatabase } from '../../kit/database.ts';
import { buttonOf, cardOf, useTalk, wordsOf } from '../talk.ts';

const database = useDatabase();
const talk = useTalk(database.app());

const head = 'site,group,stage,subject,learner,learner number,test,date,max mark,mark';
const line = (...cells: string[]) => ['primary', '3A', '3', 'Maths', ...cells].join(',');
const base64 = (content: string) => Buffer.from(content).toString('base64');
const fileOf = (...lines: string[]) => ({ name: 'results.csv', base64: base64([head, ...lines].join('\n')) });
const theCase = async (name: string) => ({
  name,
  base64: (await readFile(new URL(`../../cases/results/${name}`, import.meta.url))).toString('base64'),
});

/** What a coordinator reads who sends a file for one of the sample school's teachers. */
async function send(who: string, file: ReturnType<typeof fileOf>) {
  const form = await talk.form('coordinator', `import ${who}@riverside.example`);
  return cardOf(await talk.fill('coordinator', form, { file }));
}

/** Each learner of theirs, with the marks in the order of the tests. */
async function held(who: string): Promise<string[]> {
  const rows = await database.db
    .select({ id: learners.id, name: learners.name, number: learners.number, mark: results.mark })
    .from(learnerGroups)
    .innerJoin(users, eq(users.id, learnerGroups.ownerId))
    .innerJoin(learners, eq(learners.groupId, learnerGroups.id))
    .leftJoin(results, eq(results.learnerId, learners.id))
    .leftJoin(tests, eq(tests.id, results.testId))
    .where(eq(users.email, `${who}@riverside.example`))
    .orderBy(asc(tests.takenOn));
  const all = new Map<string, string>();
  for (const { id, name, number, mark } of rows) {
    all.set(id, [all.get(id) ?? [name, number].filter(Boolean).join(' '), mark].filter((x) => x !== null).join(' '));
  }
  return [...all.values()].sort();
}

const who = 'sakura.tanaka';

test.each([
  ['two-of-one-name.csv', ['Mohammed Ali 101 41', 'Mohammed Ali 102 29']],
  ['two-of-one-name-no-number.csv', ['Mohammed Ali', 'Mohammed Ali']],
  ['one-learner-four-spellings.csv', ['José O’Brien 41 42 43 44']],
])('%s brings its learners, again it changes nothing, and undone it leaves nothing', async (name, there) => {
  const file = await theCase(name);
  const plan = await send(who, file);
  if (name === 'two-of-one-name-no-number.csv')
    expect(wordsOf(plan)).toContain('3A then has 2 learners called Mohammed Ali');
  const done = await talk.follow('coordinator', plan, plan.buttons?.[0]?.label ?? '');
  expect(await held(who)).toEqual(there);
  const again = await send(who, file);
  expect(again.title).toContain('Nothing is new');
  expect(again.buttons?.map((b) => b.label)).toEqual(['Show groups', 'Import more']);
  const question = await talk.follow('coordinator', done, 'Undo');
  expect(wordsOf(question)).toContain('Undo the import for 田中 さくら of');
  expect((await talk.follow('coordinator', question, 'Undo the import')).title).toContain('is undone');
  expect(await held(who)).toEqual([]);
  // A second press of the same button says so.
  expect(wordsOf(cardOf(await talk.press('coordinator', buttonOf(done, 'Undo').action)))).toContain('undone already');
});

test('what a file has otherwise is said by name before the Yes; later it is found in the list, and undone', async () => {
  const first = await send(
    who,
    fileOf(
      line('Ada Byron', '7', 'Autumn', '2026-09-14', '50', '41'),
      line('Bo', '', 'Autumn', '2026-09-14', '50', '29'),
    ),
  );
  await talk.follow('coordinator', first, 'Import 2 rows');
  const second = await send(
    who,
    fileOf(
      line('Ada Lovelace', '7', 'Autumn', '2026-09-15', '45', '41'),
      line('Bo', '', 'Autumn', '2026-09-15', '45', '29'),
      line('Bo', '', 'Autumn', '2026-09-15', '45', '30'),
    ),
  );
  expect(wordsOf(second)).toContain(
    'Autumn (3A) is corrected: 15 Sep 2026 in place of 14 Sep 2026; a maximum mark of 45 in place of 50.',
  );
  expect(wordsOf(second)).toContain('Ada Byron (3A) is called Ada Lovelace from then on: both have the number 7.');
  await talk.follow('coordinator', second, 'Import 3 rows');
  const third = await send(who, fileOf(line('', '7', 'Autumn', '2026-09-15', '45', '40')));
  expect(wordsOf(third)).toContain('Ada Lovelace (3A) gets 40 in Autumn in place of 41.');

  const groups = await talk.card('coordinator', `groups ${who}@riverside.example`);
  const list = cardOf(await talk.press('coordinator', buttonOf(groups, 'Last imports').action));
  const newest = list.rows?.filter((row) => !row.state?.startsWith('Undone'));
  expect(newest?.map((row) => [row.state, row.buttons?.length])).toEqual([
    [undefined, 1],
    ['Can’t be undone: 3A was changed since', 0],
  ]);
  expect(newest?.[0]?.detail).toBe('1 new learner, 1 new result, 1 corrected test and 1 renamed learner.');
  const question = cardOf(
    await talk.press('coordinator', newest?.[0]?.buttons?.[0]?.action ?? { verb: '', step: 'run' }),
  );
  await talk.follow('coordinator', question, 'Undo the import');
  expect(await held(who)).toEqual(['Ada Byron 7 41', 'Bo 29']);
  expect(await talk.words('coordinator', `import list ${who}@riverside.example`)).toContain('Undone by');
  expect(await talk.words('teacher', `import list ${who}@riverside.example`)).toContain(
    'Your rights do not cover this',
  );
});
