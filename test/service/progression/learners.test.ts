import { asc, eq } from 'drizzle-orm';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { learnerGroups, learners, results, tests } from '../../../db/schema/index.ts';
import type { Ctx } from '../../../src/service/context.ts';
import { importRows, previewImport } from '../../../src/service/progression/import.ts';
import type { ImportRow } from '../../../src/service/progression/import-rows.ts';
import { useDatabase } from '../../kit/database.ts';
import { aSchool, type School } from '../../kit/school.ts';

/** Who is who among learners: by number, by name, and where two have one name. */

const database = useDatabase();
let school: School;
let amina: Ctx;
let ben: Awaited<ReturnType<School['person']>>;

beforeAll(async () => {
  school = await aSchool(database.app());
  amina = school.as(await school.person({ role: 'coordinator' }));
});
beforeEach(async () => {
  ben = await school.person({}, ['primary']);
});

const group = { group: '3A', stage: 3, subject: 'Maths' };
const ali = (values: Partial<ImportRow> = {}): ImportRow => ({ ...group, learner: 'Mohammed Ali', ...values });
const autumn = { test: 'Autumn', date: '2026-09-14', maxMark: 50 };
const winter = { test: 'Winter', date: '2026-12-01', maxMark: 50 };

const asAmina = (): Ctx => ({ ...amina, correlationId: crypto.randomUUID() });
const bring = (...rows: ImportRow[]) => importRows(asAmina(), { id: ben.id, rows });

/** Each learner as `name #number test:mark`, sorted. */
async function held(ownerId = ben.id): Promise<string[]> {
  const rows = await database.db
    .select({ id: learners.id, name: learners.name, number: learners.number, test: tests.name, mark: results.mark })
    .from(learnerGroups)
    .innerJoin(learners, eq(learners.groupId, learnerGroups.id))
    .leftJoin(results, eq(results.learnerId, learners.id))
    .leftJoin(tests, eq(tests.id, results.testId))
    .where(eq(learnerGroups.ownerId, ownerId))
    .orderBy(asc(tests.takenOn));
  const all = new Map<string, string>();
  for (const { id, name, number, test, mark } of rows) {
    const before = all.get(id) ?? (number ? `${name} #${number}` : name);
    all.set(id, test ? `${before} ${test}:${mark}` : before);
  }
  return [...all.values()].sort();
}
const codes = ({ refused }: Awaited<ReturnType<typeof bring>>) => [...refused].map(([at, r]) => `${at} ${r.code}`);

/** Imports twice: the second time nothing may change. */
async function bringTwice(...rows: ImportRow[]) {
  const first = await bring(...rows);
  const before = await held();
  const again = await bring(...[...rows].reverse());
  expect(again).toMatchObject({ groups: 0, learners: 0, tests: 0, added: 0, changed: 0, renamed: 0, numbered: 0 });
  expect(again.importId).toBeUndefined();
  expect(await held()).toEqual(before);
  return first;
}

describe('without a number', () => {
  test('all spellings of a name are one learner', async () => {
    const spellings = ['José O’Brien', "jose o'brien", 'O’Brien, José', 'José\u200b O’Brien', 'Jose\u0301 O’Brien'];
    const rows = spellings.map((learner, i) => ali({ ...autumn, learner, test: `Test ${i}`, mark: i }));
    await bringTwice(...rows);
    expect(await held()).toEqual(['José O’Brien Test 0:0 Test 1:1 Test 2:2 Test 3:3 Test 4:4']);
  });

  test('a spelling does not take a mark from the one who has it', async () => {
    const later = { ...autumn, test: 'Winter' };
    await bringTwice(
      ali({ ...autumn, learner: "jose o'brien", learnerNumber: 'a2', mark: 5, line: 2 }),
      ali({ ...later, learner: 'José O’Brien', line: 3 }),
      ali({ ...later, learner: "jose o'brien", mark: 5, line: 4 }),
    );
    expect(await held()).toEqual(['José O’Brien Winter:5', "jose o'brien #a2 Autumn:5"]);
  });

  test('two lines of one name are two learners, where they have the same test or none', async () => {
    const done = await bringTwice(ali(), ali());
    expect(done.notes).toMatchObject([{ kind: 'namesakes', group: '3A', learner: 'Mohammed Ali', count: 2 }]);
    expect(await held()).toEqual(['Mohammed Ali', 'Mohammed Ali']);
    // Of two who have nothing yet, any may have the marks.
    await bringTwice(ali({ ...autumn, mark: 41 }), ali({ ...autumn, mark: 29 }));
    expect(await held()).toEqual(['Mohammed Ali Autumn:29', 'Mohammed Ali Autumn:41']);
    // By now they are two whom marks of another test don't tell apart.
    expect(codes(await bring(ali({ ...winter, mark: 30 })))).toEqual(['0 learner-unclear']);
    expect(codes(await bring(ali({ ...autumn, mark: 41 }), ali({ ...autumn, mark: 30 })))).toEqual([
      '1 learner-unclear',
    ]);
    // All whose marks are there, and one more.
    await bringTwice(...[41, 29, 17].map((mark) => ali({ ...autumn, mark })));
    expect(await held()).toHaveLength(3);
  });

  test('a line of a wide file is one learner with all its tests', async () => {
    const wide = [
      ali({ ...autumn, mark: 41, line: 2 }),
      ali({ ...winter, mark: 44, line: 2 }),
      ali({ ...autumn, mark: 41, line: 3 }),
      ali({ ...winter, mark: 12, line: 3 }),
    ];
    await bringTwice(...wide);
    expect(await held()).toEqual(['Mohammed Ali Autumn:41 Winter:12', 'Mohammed Ali Autumn:41 Winter:44']);
  });

  test('lines that may be of one learner or of several are refused', async () => {
    const rows = [ali({ ...autumn, mark: 41 }), ali({ ...autumn, mark: 29 }), ali({ ...winter, mark: 30 })];
    expect(codes(await bring(...rows))).toEqual(['0 learner-unclear', '1 learner-unclear', '2 learner-unclear']);
    expect(await held()).toEqual([]);
    await bring(ali({ ...autumn, mark: 41 }));
    // Neither of the two is the one who is there.
    expect(codes(await bring(ali({ ...autumn, mark: 5 }), ali({ ...autumn, mark: 6 })))).toHaveLength(2);
    expect(await held()).toEqual(['Mohammed Ali Autumn:41']);
  });

  test('a name that fills a file is nobody’s', async () => {
    const done = await bring(...Array.from({ length: 21 }, () => ali({ learner: 'Learner' })));
    expect(done.refused.size).toBe(21);
  });
});

describe('with a number', () => {
  test('it says who is who, with its zeros, whatever case and spaces it is written with', async () => {
    await bringTwice(
      ali({ ...autumn, learnerNumber: '0101', mark: 41 }),
      ali({ ...autumn, learnerNumber: 'ab 102', mark: 29 }),
    );
    await bring(ali({ ...winter, learnerNumber: 'AB102', mark: 30, learner: undefined }));
    expect(await held()).toEqual(['Mohammed Ali #0101 Autumn:41', 'Mohammed Ali #ab 102 Autumn:29 Winter:30']);
    const unknown = ali({ ...winter, learnerNumber: '101', mark: 30, learner: undefined });
    expect(codes(await bring(unknown))).toEqual(['0 learner-unnamed']);
    // A third without one can be neither of them.
    expect(codes(await bring(ali({ ...winter, mark: 1 })))).toEqual(['0 learner-unclear']);
  });

  test('the zeros before it may be lost beside the same name; beside another it is another learner', async () => {
    await bring(
      ali({ ...autumn, learnerNumber: '0101', mark: 41 }),
      ali({ ...autumn, learnerNumber: '0102', mark: 29 }),
    );
    await bringTwice(ali({ ...winter, learnerNumber: '101', mark: 3 }));
    await bringTwice(ali({ ...winter, learnerNumber: '102', mark: 4, learner: 'Bo' }));
    expect(await held()).toEqual([
      'Bo #102 Winter:4',
      'Mohammed Ali #0101 Autumn:41 Winter:3',
      'Mohammed Ali #0102 Autumn:29',
    ]);
  });

  test('beside two names it is one learner, which is said; two marks in one test are nobody’s', async () => {
    const rows = [
      ali({ ...autumn, learnerNumber: '7', learner: 'Ada', mark: 41 }),
      ali({ ...winter, learnerNumber: '7', learner: 'Bo', mark: 3 }),
      ali({ ...autumn, learnerNumber: '8', learner: 'Cy', mark: 5 }),
      ali({ ...autumn, learnerNumber: '8', learner: 'Cy', mark: 6 }),
      ali({ ...winter, learnerNumber: '8', learner: 'Cy', mark: 7 }),
      ali({ ...winter, learnerNumber: '8', learner: 'Cy', mark: 7 }),
    ];
    const done = await bringTwice(...rows);
    expect(codes(done)).toEqual(['2 row-twice', '3 row-twice', '5 row-twice']);
    expect(done.notes).toEqual([{ kind: 'one-number', group: '3A', number: '7', name: 'Bo', others: ['Ada'] }]);
    expect(await held()).toEqual(['Bo #7 Autumn:41 Winter:3', 'Cy #8 Winter:7']);
  });

  test('another name under it renames the learner, and is said', async () => {
    await bring(ali({ ...autumn, learnerNumber: '7', learner: 'Ada Byron', mark: 41 }));
    const rows = [ali({ ...winter, learnerNumber: '7', learner: 'Ada Lovelace', mark: 40 })];
    const { notes, learners, renamed } = await previewImport(asAmina(), { id: ben.id, rows });
    expect([learners, renamed]).toEqual([0, 1]);
    expect(notes).toEqual([{ kind: 'renamed', group: '3A', was: 'Ada Byron', now: 'Ada Lovelace', number: '7' }]);
    await bringTwice(...rows);
    expect(await held()).toEqual(['Ada Lovelace #7 Autumn:41 Winter:40']);
    // A spelling of the same name is no other name.
    expect(await bring(ali({ learnerNumber: '7', learner: 'LOVELACE, Ada' }))).toMatchObject({ renamed: 0 });
  });

  test('one that is new is given to the learner of that name who has none, but not against their marks', async () => {
    await bring(ali({ ...autumn, mark: 41 }));
    expect(codes(await bring(ali({ ...autumn, mark: 29, learnerNumber: '102' })))).toEqual(['0 number-unclear']);
    const both = [
      ali({ ...autumn, mark: 41, learnerNumber: '101' }),
      ali({ ...autumn, mark: 29, learnerNumber: '102' }),
    ];
    expect(await bringTwice(...both)).toMatchObject({ numbered: 1, learners: 1, added: 1, changed: 0 });
    expect(await held()).toEqual(['Mohammed Ali #101 Autumn:41', 'Mohammed Ali #102 Autumn:29']);
  });

  test('of two who get theirs in one file, the one who is left gets the number that is left', async () => {
    await bring(ali({ ...autumn, mark: 41 }), ali({ ...autumn, mark: 29 }));
    await bringTwice(ali({ ...autumn, mark: 29, learnerNumber: '1' }), ali({ ...winter, mark: 3, learnerNumber: '2' }));
    expect(await held()).toEqual(['Mohammed Ali #1 Autumn:29', 'Mohammed Ali #2 Autumn:41 Winter:3']);
  });

  test('two of one name get theirs by their marks, or by chance where they have none', async () => {
    await bring(ali({ ...autumn, mark: 41 }), ali({ ...autumn, mark: 29 }));
    expect(codes(await bring(ali({ ...winter, mark: 3, learnerNumber: '1' })))).toEqual(['0 number-unclear']);
    await bringTwice(ali({ ...autumn, mark: 29, learnerNumber: '1' }), ali({ ...winter, mark: 3, learnerNumber: '1' }));
    expect(await held()).toEqual(['Mohammed Ali #1 Autumn:29 Winter:3', 'Mohammed Ali Autumn:41']);
    await bring(ali({ learner: 'Bo' }), ali({ learner: 'Bo' }));
    await bringTwice(ali({ learner: 'Bo', learnerNumber: '8' }), ali({ learner: 'Bo', learnerNumber: '9' }));
    expect((await held()).slice(0, 2)).toEqual(['Bo #8', 'Bo #9']);
  });
});

test('in whatever order the rows are, the learners are the same', async () => {
  const rows = [
    ali({ ...autumn, mark: 41, learnerNumber: '101' }),
    ali({ ...winter, mark: 40, learnerNumber: '101', learner: 'Mo Ali' }),
    ali({ ...autumn, mark: 29 }),
    ali({ learner: 'Bo Lee' }),
    ali({ learner: 'LEE, Bo' }),
    ali({ ...autumn, learner: 'Bo Lee', mark: 5 }),
    ali({ ...autumn, learner: 'José', mark: 3 }),
    ali({ ...winter, learner: 'JOSE', mark: 4 }),
    ali({ ...autumn, learner: 'Cy', mark: 1 }),
    ali({ ...autumn, learner: 'Cy', mark: 2 }),
    ali({ ...winter, learner: 'Cy', mark: 2 }),
    // What a group and a test are stands in another row; of two maximum marks it is the one of more rows.
    ali({ stage: undefined, subject: undefined, learner: 'Dee', test: 'Autumn', mark: 6 }),
    ali({ ...autumn, learner: 'Eve', maxMark: 60, mark: 7 }),
    ali({ ...autumn, learner: 'Flo', learnerNumber: '9', mark: 8 }),
    ali({ ...autumn, learner: 'Flo', learnerNumber: '9', mark: 9 }),
  ];
  let seed = 7;
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  const found = new Set<string>();
  for (let turn = 0; turn < 6; turn += 1) {
    const { id } = await school.person({}, ['primary']);
    const shuffled = rows.map((row) => ({ row, at: random() })).sort((a, b) => a.at - b.at);
    await importRows(asAmina(), { id, rows: shuffled.map(({ row }) => row) });
    found.add((await held(id)).join('\n'));
  }
  expect([...found]).toEqual([
    [
      'Bo Lee',
      'Bo Lee Autumn:5',
      'Dee Autumn:6',
      'José Autumn:3 Winter:4',
      'Mohammed Ali #101 Autumn:41 Winter:40',
      'Mohammed Ali Autumn:29',
    ].join('\n'),
  ]);
});

describe('a test that the file has otherwise', () => {
  const rows = (values: Partial<ImportRow> = {}) => [
    ali({ ...autumn, mark: 41, ...values }),
    ali({ ...autumn, mark: 29, learner: 'Bo', ...values }),
  ];
  const inBase = () =>
    database.db
      .select({ name: tests.name, takenOn: tests.takenOn, maxMark: tests.maxMark })
      .from(tests)
      .innerJoin(learnerGroups, eq(learnerGroups.id, tests.groupId))
      .where(eq(learnerGroups.ownerId, ben.id))
      .orderBy(tests.takenOn);

  test('gets its date and maximum mark, which is said first', async () => {
    await bring(...rows());
    const other = rows({ date: '2026-09-15', maxMark: 45 });
    const { notes, tests: made, corrected } = await previewImport(asAmina(), { id: ben.id, rows: other });
    expect([made, corrected]).toEqual([0, 1]);
    expect(notes).toMatchObject([{ kind: 'corrected', test: 'Autumn', now: { takenOn: '2026-09-15', maxMark: 45 } }]);
    expect(await bringTwice(...other)).toMatchObject({ same: 2, corrected: 1 });
    expect(await inBase()).toEqual([{ name: 'Autumn', takenOn: '2026-09-15', maxMark: 45 }]);
  });

  test('stays, where it could be the sitting of another date of the file as well', async () => {
    await bring(...rows());
    const sittings = ['2026-09-21', '2026-09-28', '2026-10-05'].map((date) => rows({ date }));
    // Of the last, nothing came in at first.
    await bring(...sittings.slice(0, 2).flat());
    expect(await bringTwice(...sittings.flat())).toMatchObject({ same: 4, added: 2, corrected: 0 });
    expect((await inBase()).map((t) => t.takenOn)).toEqual(['2026-09-14', '2026-09-21', '2026-09-28', '2026-10-05']);
  });

  test('is another sitting where its marks are others, and none where two dates could be meant', async () => {
    await bring(...rows());
    await bring(...rows({ date: '2027-09-14', mark: 17 }));
    expect((await inBase()).map((t) => t.takenOn)).toEqual(['2026-09-14', '2027-09-14']);
    await bring(...rows({ date: '2027-09-15', mark: 17 }));
    expect((await inBase()).map((t) => t.takenOn)).toEqual(['2026-09-14', '2027-09-15']);
  });

  test('is left where rows do not agree, or a mark that stays is above the new maximum', async () => {
    await bring(...rows());
    const [first, second] = rows({ maxMark: 40 });
    expect(codes(await bring({ ...(second as ImportRow), mark: 29 }))).toEqual(['0 max-below']);
    expect(codes(await bring({ ...(first as ImportRow), mark: 39 }, second as ImportRow))).toEqual([]);
    expect(await inBase()).toMatchObject([{ maxMark: 40 }]);
    expect(codes(await bring(ali({ ...autumn, mark: 1, maxMark: 44 }), second as ImportRow))).toEqual([
      '0 test-differs',
    ]);
  });
});
