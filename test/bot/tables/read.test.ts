import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { peopleDictionary } from '../../../src/bot/people/columns.ts';
import { namesKnownIn } from '../../../src/bot/tables/columns.ts';
import { readTable, type TableOptions } from '../../../src/bot/tables/read.ts';
import { packageRoot } from '../../../src/lib/package-root.ts';
import { Refusal } from '../../../src/service/errors.ts';
import { sentenceOf } from '../../../src/ui/sentences/sentence.ts';
import { fileOf } from '../../kit/file.ts';

const options: TableOptions = { maxRows: 100, empty: 'none', namesKnown: namesKnownIn(peopleDictionary) };
const caseOf = async (path: string) => fileOf(await readFile(new URL(`test/cases/${path}`, packageRoot)), path);
const read = async (content: string | Uint8Array, more: Partial<TableOptions> = {}) =>
  readTable(fileOf(content), { ...options, ...more });
const refusal = async (content: string | Uint8Array) => {
  try {
    return await read(content);
  } catch (error) {
    if (error instanceof Refusal) return sentenceOf(error);
    throw error;
  }
};

describe('the encoding of a few names', () => {
  test.each([
    ['cp1250', 'windows-1250', ['Łukasz', 'Żak']],
    ['cp1251', 'windows-1251', ['Иван', 'Петров']],
    ['cp1254', 'windows-1254', ['Şükrü', 'Işık']],
    ['mac-roman', 'macintosh', ['José', 'Muñoz']],
  ])('is guessed, said, and can be chosen: %s', async (name, encoding, names) => {
    const file = await caseOf(`people/${name}.csv`);
    const { rows, read: how } = await readTable(file, options);
    expect(rows[0]?.cells.slice(0, 2)).toEqual(names);
    expect(how.encoding?.guessed).toBe(encoding);
    const [other = ''] = how.encoding?.others ?? [];
    const otherwise = await readTable(file, { ...options, encoding: other });
    expect(otherwise.rows[0]?.cells.slice(0, 2)).not.toEqual(names);
    expect(otherwise.read.encoding).toBeUndefined();
  });

  test('is UTF-8 but for a bad byte: the other names are kept', async () => {
    const { rows, read: how } = await readTable(await caseOf('people/one-bad-byte.csv'), options);
    expect(rows.map(({ cells }) => cells.slice(0, 2))).toEqual([
      ['José', 'Muñoz'],
      ['Ivó', 'N\ufffdra'],
    ]);
    expect(how).toEqual({});
  });

  test('is that of the school’s place where two are as likely', async () => {
    const bytes = Buffer.from('first name,last name,e-mail\nG\xfcl\xfeen,Do\xf0an,g@school.example\n', 'latin1');
    expect((await read(bytes, { timeZone: 'Europe/Istanbul' })).rows[0]?.cells.slice(0, 2)).toEqual([
      'Gülşen',
      'Doğan',
    ]);
  });
});

describe('a CSV', () => {
  test('has titles above the names of its columns, and says its separator', async () => {
    const { columns, rows } = await readTable(await caseOf('people/title-and-sep.csv'), options);
    expect(columns).toEqual(['Forename', 'Surname', 'School email', 'Programme']);
    // Excel takes the line that says the separator for no row.
    expect(rows).toEqual([
      { line: 4, cells: ['Ada', 'Noor', 'ada.noor@school.example', 'IGCSE'] },
      { line: 5, cells: ['Bea', 'Lind', 'bea.lind@school.example', 'AS & A Level, Cambridge Primary'] },
    ]);
  });

  test.each([
    ['decimal commas', 'name;a;b\nx;1,5;2,5\ny;3,5;4,5'],
    ['a comma in the title', 'Staff, all of them\nname;a;b\nx;1,5;2,5\ny;3,5;4,5'],
    ['upright strokes', 'name|a|b\nx|1,5|2,5\ny|3,5|4,5'],
    ['names that come again, and blanks behind', 'name;a;b;;\nx;1,5;2,5;;\nName;A;B;;\ny;3,5;4,5;;'],
  ])('is parted by what most of it is: %s', async (_, content) => {
    const { columns, rows } = await read(content, { namesKnown: () => 0 });
    expect([columns, ...rows.map(({ cells }) => cells)]).toEqual([
      ['name', 'a', 'b'],
      ['x', '1,5', '2,5'],
      ['y', '3,5', '4,5'],
    ]);
  });
});

describe('a workbook', () => {
  test('is read from the sheet whose columns are known; others and hidden rows are said', async () => {
    const file = await caseOf('workbooks/sheets.xlsx');
    const { columns, rows, read: how } = await readTable(file, options);
    expect(how).toEqual({ sheet: { name: 'Staff', others: ['Read me', 'Rooms'] }, hiddenRows: 1 });
    expect(columns.slice(0, 4)).toEqual(['First name', 'Last name', 'E-mail', 'Staff no']);
    expect(rows).toEqual([
      {
        line: 4,
        cells: [
          ...['Łukasz', 'Żak', 'lukasz.zak@school.example', '00123', '2026-09-14', '2026-09-14T09:30', '85%', '12.5'],
          ...['007', '1234567890123456', '#N/A', 'TRUE', '0.3'],
        ],
      },
      {
        line: 5,
        cells: ['田中', 'さくら', 'sakura@school.example', '7', '', '09:05', '12.5%', '-3', '012', '0.0000001'],
      },
    ]);
    expect((await readTable(file, { ...options, sheet: 'Rooms' })).rows).toEqual([{ line: 2, cells: ['1', '2'] }]);
  });

  test('has its days counted from 1904 where its maker did', async () => {
    const file = await caseOf('workbooks/days-since-1904.xlsx');
    expect((await readTable(file, options)).rows[0]?.cells).toEqual(['2026-09-14', '1']);
  });

  test('that is cut off is refused', async () => {
    const { base64 } = await caseOf('workbooks/sheets.xlsx');
    const bytes = Buffer.from(base64, 'base64');
    expect(await refusal(bytes.subarray(0, bytes.length - 900))).toContain('can’t be read');
  });
});
