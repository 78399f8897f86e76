import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readResults } from '../../../src/bot/progression/read-results.ts';
import { howItWasRead } from '../../../src/bot/progression/say-results.ts';
import { fileOf, workbookOf } from '../../kit/file.ts';

const reading = { near: { today: '2026-09-10', timeZone: 'Asia/Kolkata' }, answers: {} };
const read = (lines: string[][]) => readResults(fileOf(lines.map((cells) => cells.join(';')).join('\n')), reading);

/** What the rows become, without where they stand. */
const rowsOf = async (lines: string[][]) =>
  (await read(lines)).rows.map(({ row: { line: _, ...row }, word, problems }) => ({ ...row, word, problems }));

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const two = (n: number) => String(n).padStart(2, '0');

/** Ways of writing a day that a whole column is written in. */
const ways: Record<string, (y: number, m: number, d: number) => string> = {
  iso: (y, m, d) => `${y}-${two(m)}-${two(d)}`,
  isoWithTime: (y, m, d) => `${y}/${two(m)}/${two(d)} 00:00:00`,
  dayFirst: (y, m, d) => `${d}/${m}/${y}`,
  dots: (y, m, d) => `${two(d)}.${two(m)}.${y}`,
  monthFirst: (y, m, d) => `${m}/${d}/${y}`,
  monthFirstShort: (y, m, d) => `${m}/${d}/${String(y).slice(2)}`,
  excel: (y, m, d) => `${two(d)}-${months[m - 1]}-${String(y).slice(2)}`,
  american: (y, m, d) => `${months[m - 1]} ${d}, ${y}`,
  thai: (y, m, d) => `${d}/${m}/${y + 543}`,
  devanagari: (y, m, d) => `${d}/${m}/${y}`.replace(/\d/g, (n) => String.fromCodePoint(0x966 + Number(n))),
  chinese: (y, m, d) => `${y}年${m}月${d}日`,
  serial: (y, m, d) => String(Date.UTC(y, m - 1, d) / 86_400_000 + 25_569),
};

test('any order of the columns, and any way of writing its days, gives the same results', async () => {
  const head = [
    'Class',
    'Stage',
    'Subject',
    'Student',
    'UPN',
    'Assessment',
    'Date of test',
    'Out of',
    'Score',
    'strand: Number',
    'House',
  ];
  const day = fc.tuple(
    fc.integer({ min: 2000, max: 2027 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 28 }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(day, { minLength: 1, maxLength: 5 }),
      fc.shuffledSubarray([...head.keys()], { minLength: head.length }),
      fc.constantFrom(...Object.keys(ways)),
      async (days, order, way) => {
        // One of them tells the order of the column.
        const all = [...days, [2026, 9, 14] as const];
        const linesIn = (written: string) =>
          all.map((of, i) => [
            '3A',
            '3',
            'Maths',
            `Learner ${i}`,
            `U${i}`,
            'Autumn',
            ways[written]?.(of[0], of[1], of[2]) ?? '',
            '50',
            '41,5',
            '9',
            'Red',
          ]);
        const lines = [head, ...linesIn(way)].map((cells) => order.map((at) => cells[at] ?? ''));
        const found = await rowsOf(lines);
        expect(found).toEqual(await rowsOf([head, ...linesIn('iso')]));
        expect(found.flatMap((row) => row.problems)).toEqual([]);
        expect(found.at(-1)).toMatchObject({
          date: '2026-09-14',
          mark: 41.5,
          maxMark: 50,
          learnerNumber: `U${days.length}`,
        });
      },
    ),
    { numRuns: 60 },
  );
});

test('whatever stands in a file, it is read or refused', async () => {
  const word = fc.constantFrom(
    'Ali',
    '41',
    '12,5',
    '37/50',
    '9/3/2026',
    'absent',
    '',
    '-',
    '75%',
    'Average',
    'Max',
    '3',
    'Stage 3',
    '#N/A',
    '１２',
    '1O',
  );
  const headWord = fc.constantFrom(
    'Class',
    'Student',
    'Mark',
    'Test',
    'Date',
    'Test 1 /20',
    'Autumn (50)',
    'Max',
    '',
    'strand: Number',
    'Year',
    'Surname',
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(headWord, { minLength: 1, maxLength: 6 }),
      fc.array(fc.array(word, { maxLength: 7 }), { minLength: 1, maxLength: 6 }),
      async (head, lines) => {
        const rows = await read([head, ...lines]).then(
          ({ rows }) => rows,
          (error) => {
            expect(error.code).toBe('file-unreadable');
            return [];
          },
        );
        for (const { row, problems } of rows) {
          if (row.mark !== undefined)
            expect([row.mark >= 0 && row.mark <= 1_000, row.line]).toEqual([true, expect.any(Number)]);
          expect(problems.every((p) => p.length > 10)).toBe(true);
        }
      },
    ),
    { numRuns: 200 },
  );
});

test.each([
  ['Autumn test (50)', 'Autumn test', 50],
  ['Test 1 /20', 'Test 1', 20],
  ['Term 1 [max 40]', 'Term 1', 40],
  ['Quiz, out of 45', 'Quiz', 45],
  ['Paper 2 – 60 marks', 'Paper 2', 60],
  ['Test (/30)', 'Test', 30],
  ['Mid-term max. marks 40', 'Mid-term', 40],
  ['Autumn (14/09/2026) (50)', 'Autumn', 50, '2026-09-14'],
  ['Autumn (50) [14 Sep 26]', 'Autumn', 50, '2026-09-14'],
  ['Test (2)', 'Test (2)', undefined],
  ['Autumn 2026', 'Autumn 2026', undefined],
  ['Quiz (12345)', 'Quiz', undefined],
])('the head %s is the test %s', async (head, name, maxMark, date?: string) => {
  const { layout } = await read([
    ['Class', 'Student', head],
    ['3A', 'Ali', '17'],
    ['3A', 'Bo', '12'],
  ]);
  expect(layout.tests).toEqual([{ at: 2, name, maxMark, date }]);
});

test('a cell for marks is a number, a part, a word or nothing that can be read; a learner’s number is no number', async () => {
  const cells = ['%85', '٨٥٪', '17/20', '١٢٫٥', '17²', '12½', '=12', '-5', '.', 'O'];
  const rows = await rowsOf([
    ['class', 'student', 'student id', 'test', 'out of', 'mark'],
    ...cells.map((cell, i) => ['3A', `Ali ${i}`, ['1001.0', '0101', '1.00123E+11'][i] ?? '', 'Autumn', '20', cell]),
  ]);
  expect(rows.map(({ mark, word }) => mark ?? word ?? '')).toEqual([17, 17, 17, 12.5, '', '', '', '', '.', '']);
  expect(rows.map(({ problems }) => problems.length)).toEqual([0, 0, 1, 0, 1, 1, 1, 1, 0, 1]);
  expect(rows.map(({ learnerNumber }) => learnerNumber).slice(0, 3)).toEqual(['1001', '0101', undefined]);
});

/** Class lists as other systems write them: their tests, who is in them, and what is said of the rest. */
test.each([
  [
    'Google Classroom',
    'Last Name;First Name;Email Address;Overall grade;Autumn;Spring\nDate;;;;2026-09-14;2027-03-01\nPoints;;;;50;60\nClass Average;;;;41;40\nKhan;Ali;a@x.example;85%;41;44',
    [
      { learner: 'Ali Khan', test: 'Autumn', date: '2026-09-14', maxMark: 50, mark: 41 },
      { learner: 'Ali Khan', test: 'Spring', date: '2027-03-01', maxMark: 60, mark: 44 },
    ],
    'Columns not used: Email Address, Overall grade.',
  ],
  [
    'Canvas',
    'Student;ID;SIS User ID;SIS Login ID;Section;Quiz (12345);Essay (12346);Assignments Current Score\nPoints Possible;;;;;20;50;(read only)\nKhan, Ali;1001;S1;ali;3A;17;41;85.2',
    [
      { learner: 'Khan, Ali', learnerNumber: 'S1', group: '3A', test: 'Quiz', maxMark: 20, mark: 17 },
      { learner: 'Khan, Ali', learnerNumber: 'S1', group: '3A', test: 'Essay', maxMark: 50, mark: 41 },
    ],
    'Columns not used: ID, SIS Login ID, Assignments Current Score.',
  ],
  [
    'Moodle',
    'First name;Last name;ID number;Email address;Quiz: Autumn (Real);Course total (Real)\nAli;Khan;101;a@x.example;17.00;85.20',
    [{ learner: 'Ali Khan', learnerNumber: '101', test: 'Quiz: Autumn (Real)', mark: 17 }],
    'Columns not used: Email address, Course total (Real).',
  ],
  [
    'a mark register',
    'S.No;Roll No;Name;Class;Section;English (50);Total;%;Rank\n1;11;Asha;3;A;45;95;95;1\n2;12;Ben;3;A;AB;84;84;2',
    [
      { learner: 'Asha', learnerNumber: '11', group: '3A', test: 'English', maxMark: 50, mark: 45 },
      { learner: 'Ben', learnerNumber: '12', group: '3A' },
    ],
    'Columns not used: S.No, Total, %, Rank.',
  ],
  [
    'a school’s own sheet, with its days and what it works out',
    'Class;Student;Autumn;Overall;Term average;Class rank;Average Mark;Effort\nDates;;14/9/2026;;;;;\n3A;Ali;41;44;42.5;1;40;3\n3A;Bo;37;50;43.5;2;39;4',
    [
      { learner: 'Ali', group: '3A', test: 'Autumn', date: '2026-09-14', mark: 41 },
      { learner: 'Bo', group: '3A', test: 'Autumn', date: '2026-09-14', mark: 37 },
    ],
    'Columns not used: Overall, Term average, Class rank, Average Mark, Effort.',
  ],
])('a class list of %s', async (_, content, rows, unused) => {
  const file = await read(content.split('\n').map((line) => line.split(';')));
  expect(file.rows.map((r) => r.row)).toMatchObject(rows);
  expect(file.rows).toHaveLength(rows.length);
  expect((await howItWasRead(file)).join('\n')).toContain(unused);
});

test.each(['Number', '__proto__', 'constructor'])('a strand called %s has its mark', async (name) => {
  const [row] = await rowsOf([
    ['class', 'student', 'test', 'out of', 'mark', `strand: ${name}`],
    ['3A', 'Ali', 'Autumn', '20', '17', '7'],
  ]);
  expect(Object.entries(row?.strands ?? {})).toEqual([[name, 7]]);
});

test('a workbook’s cell with a NUL is no mark, and moves none to another strand', async () => {
  const rows = [
    ['class', 'student', 'test', 'out of', 'mark', 'strand: Number', 'strand: Geometry'],
    ['3A', 'Ali', 'Autumn', '20', '17', '7_x0000_8', '9'],
  ];
  const [read] = (await readResults(fileOf(await workbookOf([{ name: 'Marks', rows }])), reading)).rows;
  expect(read).toMatchObject({ row: { strands: { Geometry: 9 } }, problems: [expect.stringContaining('7\ufffd8')] });
});
