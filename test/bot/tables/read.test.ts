import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { peopleDictionary } from '../../../src/bot/people/columns.ts';
import { namesKnownIn } from '../../../src/bot/tables/columns.ts';
import { decodeAll } from '../../../src/bot/tables/encoding/decoders.ts';
import { refuseOtherKinds } from '../../../src/bot/tables/kind.ts';
import { readTable, type TableOptions } from '../../../src/bot/tables/read.ts';
import { TooMuch } from '../../../src/bot/tables/worker/trouble.ts';
import { unpack } from '../../../src/bot/tables/worker/unpack.ts';
import { packageRoot } from '../../../src/lib/package-root.ts';
import { Refusal } from '../../../src/service/errors.ts';
import { sentenceOf } from '../../../src/ui/sentences/sentence.ts';
import { fileOf } from '../../kit/file.ts';
import { runs } from '../../kit/fuzz.ts';

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

  test.each([
    ['windows-1252', ['José,Muñoz']],
    ['windows-1252', ['José,Muñoz', 'Zoë,Müller', 'Siân,O’Brien']],
    ['windows-1250', ['Željko,Đurić']],
    ['cp850', ['José,Muñoz', 'Zoë,Müller']],
    ['cp852', ['Łukasz,Wójcik', 'Šárka,Dvořáková']],
    ['ibm866', ['Иван,Петров']],
    ['iso-8859-5', ['Иван,Петров']],
    ['iso-8859-5', ['Юлия,Щукина', 'Ёлкин,Яков']],
    ['windows-1254', ['Gülşen,Doğan']],
    ['windows-1254', ['Ayşe,Yılmaz', 'Mehmet,Çelik', 'Gülşen,Doğan', 'Oğuz,Şahin']],
    ['windows-1252', ['Hafþór,Guðmundsson', 'Geirþrúður,Þráinsdóttir']],
    ['macintosh', ['Zoë,Müller', 'François,Lefèvre']],
  ])('is guessed for a school in Western Europe that sends %s: %j', async (encoding, names) => {
    const { rows, read: how } = await read(encoded(`first name,last name\n${names.join('\n')}\n`, encoding));
    expect(rows.map(({ cells }) => cells.join(','))).toEqual(names);
    expect(how.encoding?.guessed).toBe(encoding);
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

  test('has a sheet that is a chart, and another that is read', async () => {
    const sheet = sheetOf(`<row r="1">${cell('A1', 'First name')}</row><row r="2">${cell('A2', 'Ada')}</row>`);
    const parts = unzipSync(workbookOf(sheet));
    const changed = (name: string, from: RegExp, to: (found: string) => string) => ({
      [name]: strToU8(strFromU8(parts[name] ?? new Uint8Array()).replace(from, to)),
    });
    const file = zipSync({
      ...parts,
      ...changed('xl/workbook.xml', /<sheets>/, (found) => `${found}<sheet name="B" sheetId="2" r:id="rId2"/>`),
      ...changed(
        'xl/_rels/workbook.xml.rels',
        /<Relationship .*?\/>/,
        (found) => found + found.replace('rId1', 'rId2').replaceAll('worksheet', 'chartsheet'),
      ),
      'xl/chartsheets/sheet1.xml': strToU8('<chartsheet><sheetViews/></chartsheet>'),
    });
    expect((await read(file)).rows).toEqual([{ line: 2, cells: ['Ada'] }]);
  });

  test('that is cut off is refused', async () => {
    const { base64 } = await caseOf('workbooks/sheets.xlsx');
    const bytes = Buffer.from(base64, 'base64');
    expect(await refusal(bytes.subarray(0, bytes.length - 900))).toContain('can’t be read');
    const written = Buffer.from(zipSync({ 'docProps/app.xml': strToU8('<a/>'), 'xl/workbook.xml': strToU8('<a/>') }));
    for (const whole of [bytes, written]) expect(() => refuseOtherKinds('a.xlsx', whole.subarray(0, 90))).not.toThrow();
  });
});

/** A workbook as its parts, the sheet being what is given. */
function workbookOf(sheet: string): Uint8Array {
  const namespace = 'http://schemas.openxmlformats.org';
  const office = `${namespace}/officeDocument/2006/relationships`;
  const rels = (type: string, target: string) =>
    `<Relationships xmlns="${namespace}/package/2006/relationships"><Relationship Id="rId1" Type="${office}/${type}" Target="${target}"/></Relationships>`;
  const parts = {
    '[Content_Types].xml': `<Types xmlns="${namespace}/package/2006/content-types"/>`,
    '_rels/.rels': rels('officeDocument', 'xl/workbook.xml'),
    'xl/workbook.xml': `<workbook xmlns:r="${office}"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': rels('worksheet', 'worksheets/sheet1.xml'),
    'xl/worksheets/sheet1.xml': sheet,
  };
  return zipSync(Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, strToU8(part)])));
}
const cell = (at: string, text: string) => `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`;
const sheetOf = (rows: string, before = '') => `${before}<worksheet><sheetData>${rows}</sheetData></worksheet>`;

describe('ASVS 5.2.3: a workbook that would do harm', () => {
  test.each([
    [
      'reaches as far as a sheet can',
      sheetOf(`<row r="1">${cell('A1', 'a')}${cell('XFD1', 'b')}</row>`),
      'more than 200 columns',
    ],
    ['reaches further', sheetOf('<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>'), 'can’t be read'],
    ['is no XML', '\0\u0001<<<', 'can’t be read|No sheet'],
    ['has nothing', sheetOf(''), 'No sheet of this workbook'],
  ])('is refused: it %s', async (_, sheet, why) => {
    expect(await refusal(workbookOf(sheet))).toMatch(new RegExp(why));
  });

  test('makes nothing of what it asks for from elsewhere', async () => {
    const entity = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname"><!ENTITY a "aa"><!ENTITY b "&a;&a;">]>';
    const rows = `<row r="1">${cell('A1', '&e;&b;')}${cell('B1', 'b')}</row><row r="2">${cell('A2', '=1+1')}</row>`;
    const { columns, rows: read1 } = await read(workbookOf(sheetOf(rows, entity)));
    expect([columns, read1]).toEqual([['&e;&b;', 'b'], [{ line: 2, cells: ['=1+1'] }]]);
  });

  test('is not unpacked beyond its bound, nor beyond what it claims to be', () => {
    const large = workbookOf(sheetOf(' '.repeat(1_000_000)));
    expect(() => unpack(large, 900_000)).toThrow(TooMuch);
    const lying = Buffer.from(large);
    const directory = lying.lastIndexOf(Buffer.from('PK\x01\x02'));
    lying.writeUInt32LE(10, directory + 24);
    expect(unpack(lying, 900_000).length).toBeLessThan(10_000);
  });
});

const ole = Buffer.from('d0cf11e0a1b11ae1', 'hex');

test.each([
  ['has a password', Buffer.concat([ole, Buffer.from('EncryptedPackage', 'utf16le')])],
  ['is a workbook as Excel made them before 2007', Buffer.concat([ole, Buffer.from('Workbook', 'utf16le')])],
  ['is a document', zipSync({ 'word/document.xml': strToU8('<a/>') })],
  ['is a binary workbook', zipSync({ 'xl/workbook.bin': strToU8('a') })],
  [
    'is an OpenDocument spreadsheet',
    zipSync(
      { mimetype: strToU8('application/vnd.oasis.opendocument.spreadsheet'), 'content.xml': strToU8('a') },
      { level: 0 },
    ),
  ],
  ['is a Numbers spreadsheet', zipSync({ 'Index/Document.iwa': strToU8('a') })],
  ['is packed', zipSync({ 'staff.csv': strToU8('a,b') })],
  ['is packed', Buffer.from('\x1f\x8b\x08\0', 'latin1')],
  ['is a picture', Buffer.from('GIF89a')],
  ['is a picture', Buffer.from('RIFF\0\0\0\0WEBPVP8 ')],
  ['is a web page', Buffer.from('\ufeff \n<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table>', 'utf16le')],
  ['is a web page', Buffer.from('<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>')],
  ['is a document', Buffer.from('{\\rtf1')],
])('ASVS 5.2.2: what %s is told by its content, and what to do about it', (what, bytes) => {
  expect(() => refuseOtherKinds('a.xls', Buffer.from(bytes))).toThrow(
    expect.objectContaining({ params: { why: expect.stringContaining(`a.xls ${what}`) } }),
  );
});

test('ASVS 2.2.1: whatever the bytes, there is a table or a reason', async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.uint8Array({ maxLength: 60 }).map((tail) => Buffer.concat([Buffer.from('PK\x03\x04'), tail])),
    fc.tuple(fc.nat(3_000), fc.nat(255)).map(([at, byte]) => {
      const broken = Buffer.from(workbookOf(sheetOf(`<row r="1">${cell('A1', 'a')}</row>`)));
      broken[at % broken.length] = byte;
      return broken;
    }),
  );
  await fc.assert(
    fc.asyncProperty(bytes, async (given) => {
      const found = await refusal(given);
      expect(typeof found === 'string' ? found : found.rows.length).toBeTruthy();
    }),
    runs(60),
  );
});

test('the same rows are the same table in any encoding, with any separator and line ends, with a mark or without', async () => {
  const name = fc.constantFrom('Łukasz', 'Żak', 'Świętosława', 'Wójcik', 'Šárka', 'Dvořáková', 'Ben', 'Ng');
  const row = fc.tuple(name, name, fc.constantFrom('a@b.example', '1;5', '2,5', 'x|y', 'say "no"'));
  const encoding = fc.constantFrom(
    'utf8',
    'utf8 with a mark',
    'utf-16le',
    'utf-16le with a mark',
    'utf-16be',
    'windows-1250',
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 6 }),
      encoding,
      fc.constantFrom(',', ';', '\t', '|'),
      fc.constantFrom('\n', '\r\n', '\r'),
      async (rows, how, sign, end) => {
        const cells = [['First name', 'Last name', 'E-mail'], ...rows];
        const quoted = (text: string) => (/[",;|]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
        const text = cells.map((each) => each.map(quoted).join(sign)).join(end);
        const table = await read(encoded(text, how), {
          timeZone: 'Europe/Warsaw',
          ...(how === 'windows-1250' && { encoding: how }),
        });
        expect([table.columns, ...table.rows.map((r) => r.cells)]).toEqual(cells);
      },
    ),
    runs(120),
  );
});

function encoded(text: string, how: string): Buffer {
  const [encoding = '', mark] = how.split(' with ');
  const marked = (mark ? '\ufeff' : '') + text;
  if (encoding === 'utf8') return Buffer.from(marked);
  if (encoding === 'utf-16le') return Buffer.from(marked, 'utf16le');
  if (encoding === 'utf-16be') return Buffer.from(marked, 'utf16le').swap16();
  const byteOf = new Map(Array.from({ length: 256 }, (_, byte) => [decodeAll(Buffer.of(byte), encoding), byte]));
  return Buffer.from([...text].map((letter) => byteOf.get(letter) ?? 63));
}
