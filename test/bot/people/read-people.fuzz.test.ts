import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openPeople } from '../../../src/bot/people/people-file.ts';
import { type PersonRow, readPeople as readRows } from '../../../src/bot/people/read-people.ts';
import { refusedFile } from '../../../src/bot/tables/checked-rows.ts';
import { toCsv, unguarded } from '../../../src/bot/tables/write.ts';
import { Refusal } from '../../../src/service/errors.ts';
import { maxRows } from '../../../src/service/people/add.ts';
import { csv } from '../../../src/ui/sentences/csv.ts';
import { add as say } from '../../../src/ui/sentences/people.ts';
import { sentenceOf } from '../../../src/ui/sentences/sentence.ts';
import { fileOf } from '../../kit/file.ts';
import { anyText, nasty, runs } from '../../kit/fuzz.ts';

const head = 'first name,last name,e-mail';
const ben = 'Ben,Okafor,ben@school.example';

async function readPeople(content: string): Promise<PersonRow[]> {
  const opened = await openPeople(fileOf(content));
  return (await readRows(opened, { programmes: [], sites: [], mend: false })).rows;
}

/** The rows of a file, or why it can't be read. */
async function read(content: string): Promise<{ rows: PersonRow[] } | { unreadable: string }> {
  try {
    return { rows: await readPeople(content) };
  } catch (error) {
    if (error instanceof Refusal) return { unreadable: sentenceOf(error) };
    throw error;
  }
}

const people = async (content: string) =>
  (await readPeople(content)).map(({ person: { firstName, lastName, email } }) => [firstName, lastName, email]);

/** As a spreadsheet would read it, our apostrophes left where they are. */
const asCsv = (columns: string[], rows: string[][]) => toCsv(columns, rows, (cells) => cells);
const cellsOf = (content: string): string[][] => parse(content, { bom: true, relax_column_count: true });

describe('a CSV of people', () => {
  test.each([
    ['commas', `${head}\n${ben}`],
    ['semicolons', `${head}\n${ben}`.replaceAll(',', ';')],
    ['tabs', `${head}\n${ben}`.replaceAll(',', '\t')],
    ['a byte-order mark', `\ufeff${head}\n${ben}`],
    ['Windows line ends', `${head}\r\n${ben}\r\n`],
    ['old line ends', `${head}\r${ben}\r`],
    ['empty lines and rows', `\n${head}\n\n,,\n${ben}\n,,\n\n`],
    ['another order', `e-mail,last name,first name\nben@school.example,Okafor,Ben`],
    ['other names', `Given Name;SURNAME;E-Mail Address\nBen;Okafor;ben@school.example`],
    ['other marks', `First_Name,lastname,Email*\n${ben}`],
    ['columns that nobody asked for', `no,${head},phone\n7,${ben},12`],
    ['quotes everywhere', `"first name","last name","e-mail"\n"Ben","Okafor","ben@school.example"`],
    [
      'commas in the names of columns',
      `"last, family name";last name;first name;e-mail\n;Okafor;Ben;ben@school.example`,
    ],
    ['spaces around', `first name , last name , e-mail\n Ben , "Okafor" , ben@school.example `],
    ['cells beyond the columns', `${head}\n${ben},7,8`],
  ])('with %s', async (_, content) => {
    expect(await people(content)).toEqual([['Ben', 'Okafor', 'ben@school.example']]);
  });

  test('with commas, quotes and line ends in names', async () => {
    expect(await people(`${head}\n"Lee, Jr.","O""Neil\nSmith",a@b.example\nDwayne "Rock",Johnson,d@b.example`)).toEqual(
      [
        ['Lee, Jr.', 'O"Neil\nSmith', 'a@b.example'],
        ['Dwayne "Rock"', 'Johnson', 'd@b.example'],
      ],
    );
    expect(await people(`${head}\n"Ben" Okafor,Lee,a@b.example`)).toEqual([['"Ben" Okafor', 'Lee', 'a@b.example']]);
  });

  test('reads programmes, sites and rights by key or name, and says what it does not know', async () => {
    const [row] = await readPeople(
      `${head},programmes,sites,role,site admin\n${ben},"Cambridge Primary; advanced","hub, Test Maker|nowhere",Admin,test–maker`,
    );
    expect(row?.person).toEqual({
      firstName: 'Ben',
      lastName: 'Okafor',
      email: 'ben@school.example',
      programmes: ['primary', 'advanced'],
      sites: ['hub', 'test-maker'],
      role: 'admin',
      siteAdminOf: ['test-maker'],
    });
    expect(row?.problems).toEqual([say.csv.unknown('site', 'nowhere')]);
  });

  test('leaves the sites open where none are given, and the role a teacher’s', async () => {
    const [row] = await readPeople(`${head},sites,role\n${ben},,`);
    expect(row?.person).not.toHaveProperty('sites');
    expect(row?.person.role).toBe('teacher');
  });

  test('counts rows as a spreadsheet does, empty ones and line ends in cells included', async () => {
    const rows = await readPeople(`${head}\n${ben}\n\n,,\n"A\nB",C,c@d.example\n${ben}`);
    expect(rows.map((r) => r.line)).toEqual([2, 5, 6]);
  });

  test.each([
    ['nothing', '', say.csv.empty],
    ['blanks', ' \n\n ', say.csv.empty],
    ['the column names alone', `${head}\n`, say.csv.empty],
    ['no addresses', `first name,last name\nBen,Okafor`, say.csv.columns(['e-mail'])],
    ['nothing that is known', `a,b\nc,d`, say.csv.columns(['name', 'e-mail'])],
    ['one row too many', `${head}\n${`${ben}\n`.repeat(maxRows + 1)}`, csv.tooMany(maxRows)],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').toString('utf8'), csv.unreadable],
    ['a quote that never ends', `${head}\n"Ben,Okafor,b@c.example`, csv.unreadable],
  ])('ASVS 5.2.2: of %s gets a sentence', async (_, content, sentence) => {
    expect(await read(content)).toEqual({ unreadable: sentence });
  });

  test(`of ${maxRows} rows is read`, async () => {
    expect(await readPeople(`${head}\n${`${ben}\n`.repeat(maxRows)}`)).toHaveLength(maxRows);
  });
});

/** A name as it may stand in a file: anything but what a file can't hold, and the blanks around, which are taken off. */
const name = fc
  .oneof(
    fc.string({ unit: 'grapheme', minLength: 1 }),
    nasty,
    fc.stringMatching(/^['=+@-]{0,3}[\p{L} "',;\n\t]{1,9}$/u),
  )
  .map((s) => s.replace(/\0|\p{Surrogate}|\ufffd|\ufeff/gu, '').trim())
  .filter((s) => s !== '' && s === unguarded(s));
const person = fc.record({ firstName: name, lastName: name, email: name });
/** What stands in columns of no name that is known: a row that says more names of columns than the head does is taken for it. */
const note = name.filter((s) => !/role|staff|id/i.test(s.normalize('NFKC')));

const styles = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t'),
  end: fc.constantFrom('\n', '\r\n'),
  bom: fc.boolean(),
  quoteAll: fc.boolean(),
});

describe('the names of columns', () => {
  test.each([
    ['Spanish', 'Nombre;Apellidos;Correo electrónico'],
    ['Portuguese', 'Nome;Sobrenome;Endereço de e-mail'],
    ['French', 'Prénom;Nom de famille;Adresse e-mail'],
    ['French, Nom alone', 'Prénom;Nom;Courriel'],
    ['German', 'Vorname;Nachname;E-Mail-Adresse'],
    ['German, Name alone', 'Vorname;Name;E-Mail'],
    ['Italian', 'Nome;Cognome;Indirizzo e-mail'],
    ['Arabic', 'الاسم الأول;اسم العائلة;البريد الإلكتروني'],
    ['Chinese', '名;姓;电子邮件'],
    ['Chinese, traditional', '名字;姓氏;電子郵件'],
    ['Indonesian', 'Nama Depan;Nama Belakang;Surel'],
    ['Malay', 'Nama Pertama;Nama Keluarga;Emel'],
    ['Turkish', 'Adı;Soyadı;E-posta'],
    ['Turkish, in capitals', 'AD;SOYAD;E-POSTA ADRESİ'],
    ['Vietnamese', 'Tên;Họ;Địa chỉ email'],
    ['Thai', 'ชื่อ;นามสกุล;อีเมล'],
    ['Russian', 'Имя;Фамилия;Электронная почта'],
    ['Polish', 'Imię;Nazwisko;Adres e-mail'],
    ['Greek', 'Όνομα;Επώνυμο;Ηλεκτρονικό ταχυδρομείο'],
    ['Hindi', 'पहला नाम;उपनाम;ईमेल'],
    ['Urdu', 'پہلا نام;خاندانی نام;ای میل'],
    ['SIMS', 'Preferred Forename;Preferred Surname;Work Email'],
    ['iSAMS', 'Forename;Surname;School Email Address'],
    ['Arbor', 'First name;Last name;Email (work)'],
    ['ManageBac', 'First Name*;Last Name*;E-mail*'],
    ['PowerSchool', 'FIRST_NAME;LAST_NAME;EMAIL_ADDR'],
    ['Veracross', 'Preferred Name;Last Name;Email 1'],
    ['a form of Google’s', 'What is your first name?;Your surname;Please enter your e-mail address'],
  ])('in %s', async (_, heads) => {
    expect(await people(`${heads}\nBen;Okafor;ben@school.example\n`)).toEqual([
      ['Ben', 'Okafor', 'ben@school.example'],
    ]);
  });

  test.each([
    ['姓名,邮箱', '李小龙', '小龙', '李'],
    ['Họ và tên,Email', 'Nguyễn Văn An', 'Văn An', 'Nguyễn'],
    ['ФИО,Почта', 'Иванова Мария Петровна', 'Мария Петровна', 'Иванова'],
    ['Nombre completo,Correo', 'Ada de la Cruz', 'Ada', 'de la Cruz'],
    ['Ad Soyad,E-posta', 'Ayşe Yılmaz', 'Ayşe', 'Yılmaz'],
    ['Staff name,Work e-mail', 'Dr Ada Noor', 'Ada', 'Noor'],
    ['Name,Email ID', '"Lind, Bea"', 'Bea', 'Lind'],
    ['Name,Email ID', 'Suharto', 'Suharto', ''],
  ])('%j: the whole name %s', async (heads, written, firstName, lastName) => {
    expect(await people(`${heads}\n${written},ben@school.example\n`)).toEqual([
      [firstName, lastName, 'ben@school.example'],
    ]);
  });

  test('the best address is taken: at work before at home, an address before a name to sign in by', async () => {
    const heads = ['Recovery Email', 'Email Address [Required]', 'Home Email', 'User principal name', 'Email (empty)'];
    const cells = ['a@home.example', 'ben@school.example', 'b@home.example', 'ben@other.example', ''];
    const all = heads.map((_, i) => i);
    for (const from of all) {
      const order = all.map((i) => (i + from) % all.length);
      const content = `first name,last name,${order.map((i) => heads[i])}\nBen,Okafor,${order.map((i) => cells[i])}\n`;
      expect(await people(content)).toEqual([['Ben', 'Okafor', 'ben@school.example']]);
    }
    expect(await people('Name,Surname,UPN\nBen,Okafor,ben@school.example')).toEqual([
      ['Ben', 'Okafor', 'ben@school.example'],
    ]);
  });

  test('any order of the columns gives the same people', async () => {
    const columns = ['Timestamp', 'Surname', 'Forename', 'Work e-mail', 'Personal email', 'Programme', 'Role', 'Title'];
    const rows = [
      ['1', 'Noor', 'Ada', 'ada@x.example', 'ada@home.example', 'IGCSE', 'Teacher', 'Dr'],
      ['2', 'Żak', 'Łukasz', 'lukasz@x.example', '', 'Primary / Lower Secondary', 'Student', ''],
      ['3', 'bin Ali', 'Ahmad', 'ahmad@x.example', 'a@home.example', 'AS & A Level', 'Lehrkraft', 'Mr'],
    ];
    const inOrder = async (order: number[]) => {
      const pick = (cells: string[]) => order.map((i) => cells[i] ?? '');
      return (await readPeople(await asCsv(pick(columns), rows.map(pick)))).map((r) => r.person);
    };
    const asIs = await inOrder(columns.map((_, i) => i));
    expect(asIs.map((p) => p.email)).toEqual(['ada@x.example', 'ahmad@x.example']);
    const orders = fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8 });
    await fc.assert(
      fc.asyncProperty(orders, async (order) => {
        expect(await inOrder(order)).toEqual(asIs);
      }),
      runs(50),
    );
  });
});

describe('whatever is uploaded', () => {
  test('is read or refused', async () => {
    const cells = fc.array(fc.oneof(nasty, anyText), { maxLength: 8 });
    const rows = fc.array(
      fc.tuple(cells, fc.constantFrom(',', ';', '\t')).map(([c, d]) => c.join(d)),
      { maxLength: 8 },
    );
    const file = fc.tuple(fc.constantFrom('', `${head}\n`, head.replaceAll(',', ';'), `\ufeff${head}\r\n`), rows);
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          anyText,
          file.map(([h, r]) => h + r.join('\n')),
        ),
        async (content) => {
          const found = await read(content);
          if ('unreadable' in found) expect(found.unreadable).not.toBe('');
          else await read((await refusedFile(found.rows, { name: 'x.csv', isWorkbook: false })).content);
        },
      ),
      runs(350),
    );
  });

  test('every name comes out as it went in', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(person, { minLength: 1, maxLength: 6 }),
        styles,
        async (given, { delimiter, end, bom, quoteAll }) => {
          const needs = new RegExp(`["\\r\\n${delimiter}]|^\\s|\\s$`);
          const cell = (s: string) => (quoteAll || needs.test(s) ? `"${s.replaceAll('"', '""')}"` : s);
          const lines = [['First name', 'Last name', 'E-mail'], ...given.map((p) => Object.values(p))];
          const content = (bom ? '\ufeff' : '') + lines.map((l) => l.map(cell).join(delimiter)).join(end);
          expect((await readPeople(content)).map((r) => r.person)).toMatchObject(given);
        },
      ),
      runs(170),
    );
  });

  test('what was refused can be mended and sent again, any number of times', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(person, { minLength: 1, maxLength: 6 }), fc.array(note), async (given, extra) => {
        const rows = given.map((p) => [...Object.values(p), ...extra]);
        let read = await readPeople(
          await asCsv(['first name', 'last name', 'e-mail', ...extra.map(() => 'note')], rows),
        );
        for (const problem of ['not good', 'still not good']) {
          const refused = read.map((r) => ({ ...r, problems: [problem] }));
          const file = (await refusedFile(refused, { name: 'people.csv', isWorkbook: false })).content;
          expect(cellsOf(file).every((cells) => cells.length === 3 + extra.length + 1)).toBe(true);
          expect(cellsOf(file)[1]?.at(-1)).toBe(problem);
          read = await readPeople(file);
          expect(read.map((r) => r.person)).toMatchObject(given);
          expect(read.map((r) => r.given.slice(0, -1))).toEqual(rows);
        }
      }),
      runs(100),
    );
  });
});

describe('ASVS 1.2.10: a CSV of ours', () => {
  const danger = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/;

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', ' =1', '\t=1', '\n=1', '\r=1', '\tx', '＝1', "'=1", "''=1"])(
    '%j is harmless',
    async (cell) => {
      const [columns, row] = cellsOf(await asCsv([cell], [[cell]]));
      expect([columns, row]).toEqual([[`'${cell}`], [`'${cell}`]]);
      expect(unguarded(`'${cell}`)).toBe(cell);
    },
  );

  test.each(['’t Hooft', "'t Hooft", "O'Brien", 'Smith-Jones', 'a@b.example', ''])('%j stays', async (cell) => {
    expect(cellsOf(await asCsv(['x', 'y'], [[cell, '1']]))[1]).toEqual([cell, '1']);
    expect(unguarded(cell)).toBe(cell);
  });

  test('never begins a cell with a formula, and can always be undone', async () => {
    const cell = fc
      .oneof(anyText, nasty, fc.stringMatching(/^['\s]{0,3}[=+@-].*$/))
      .map((s) => s.replace(/\p{Surrogate}/gu, ''));
    const table = fc
      .integer({ min: 1, max: 4 })
      .chain((n) => fc.array(fc.array(cell, { minLength: n, maxLength: n }), { minLength: 1 }));
    await fc.assert(
      fc.asyncProperty(table, async ([columns = [], ...rows]) => {
        const read = cellsOf(await asCsv(columns, rows));
        expect(read.flat().filter((c) => danger.test(c))).toEqual([]);
        // Read with blanks kept: what went in is what comes out. An empty line is no row to the library.
        const back = read.map((r) => r.map(unguarded));
        expect(back).toEqual([columns, ...rows]);
      }),
      runs(170),
    );
  });

  test('names the refused file after the one that was sent', async () => {
    const read = await readPeople(`${head},why\n=1,Okafor,b@c.example,old`);
    const rows = read.map((r) => ({ ...r, problems: ['A.', 'B.'] }));
    const file = await refusedFile(rows, { name: 'New staff.CSV', isWorkbook: false });
    expect(file.name).toBe('New staff-refused.csv');
    expect(cellsOf(file.content)).toEqual([
      ['first name', 'last name', 'e-mail', 'why'],
      ["'=1", 'Okafor', 'b@c.example', 'A. B.'],
    ]);
  });
});
