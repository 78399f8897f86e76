import { readFileSync } from 'node:fs';
import { sql } from 'drizzle-orm';
import { writeXlsx } from 'hucre/xlsx';
import { expect, test } from 'vitest';
import { drafts } from '../../../db/schema/index.ts';
import type { Card, File } from '../../../src/ui/card.ts';
import { bytesOf } from '../../../src/ui/file-bytes.ts';
import type { FileValue, Form, FormValues } from '../../../src/ui/form.ts';
import { useDatabase } from '../../kit/database.ts';
import { fileOf, mended, workbookOf } from '../../kit/file.ts';
import { buttonOf, cardOf, formOf, useTalk, wordsOf } from '../talk.ts';

let now = Date.now();
const database = useDatabase();
const talk = useTalk(database.app(() => new Date(now)));
const cases = new URL('../../cases/people/', import.meta.url);
const primary = { 'answer-programmes': ['primary'] };

const caseOf = (name: string) => fileOf(readFileSync(new URL(name, cases)), name.split('/').at(-1));
const send = (file: FileValue) => {
  // Within an hour one person has no more than so many files read.
  now += 5 * 60_000;
  return talk.send('coordinator', { type: 'text', text: 'add', file });
};

/** The preview of a file, and what was asked before it. */
async function previewed(file: FileValue, answer: FormValues = primary): Promise<{ asked?: Form; card: Card }> {
  const replies = await send(file);
  const [reply] = replies;
  if (reply?.kind !== 'form') return { card: cardOf(replies) };
  return { asked: reply.form, card: cardOf(await talk.fill('coordinator', reply.form, answer)) };
}

const fields = ({ fields }: Form) => fields.map((f) => f.name.replace('answer-', ''));
/** Those whom a preview shows as added, by name and e-mail. */
const shown = ({ rows = [] }: Card) =>
  rows.flatMap(({ title, detail = '' }) => (title.startsWith('row ') ? [] : [`${title} · ${detail.split(' · ')[0]}`]));

const ada = 'Ada Noor · ada.noor@school.example';
const bea = 'Bea Lind · bea.lind@school.example';
const forAll = ['programmes', 'sites', 'like'];

test.each<[string, string[], string[] | undefined, RegExp[]]>([
  ['minimum.csv', [ada, bea], forAll, []],
  [
    'google-workspace.csv',
    [ada],
    forAll,
    [/“Password \[Required\]” is not used/, /not used: Org Unit Path \[Required\]\./],
  ],
  [
    'microsoft-365.csv',
    [ada],
    undefined,
    [/Programmes are taken from “Department”/, /not used: Display name and Licenses\./],
  ],
  ['oneroster.csv', [ada], forAll, [/1 row of people who are deleted .* left out/, /“status” means nothing/]],
  ['moodle.csv', [ada], forAll, [/not used: username and course1\./]],
  ['french.csv', [ada], forAll, []],
  ['german.csv', [ada], forAll, []],
  ['spanish.csv', ['Ada Noor Vidal · ada.noor@school.example'], forAll, []],
  ['unused-columns.csv', [ada], undefined, [/“status” means nothing for new people/, /not used: start date\./]],
  ['same-row-refused-twice.csv', [ada], undefined, [/row 2: .*\n“chess” is not a programme/]],
  [
    'crumbs.csv',
    [
      ada,
      bea,
      'Cas Mol · cas.mol@school.example',
      'Dee Oma · dee.oma@school.example',
      'Eli Paz · eli.paz@school.example',
    ],
    undefined,
    [],
  ],
  ['title-and-sep.csv', [ada, bea], undefined, [/Cambridge Primary and Cambridge Advanced/]],
  ['cp1250.csv', ['Łukasz Żak · lukasz.zak@school.example'], undefined, [/read as windows-1250/]],
  ['cp1251.csv', ['Иван Петров · ivan.petrov@school.example'], undefined, [/read as windows-1251/]],
  ['cp1254.csv', ['Şükrü Işık · sukru.isik@school.example'], undefined, [/read as windows-1254/]],
  ['mac-roman.csv', ['José Muñoz · jose.munoz@school.example'], undefined, [/read as macintosh/]],
  [
    'one-bad-byte.csv',
    ['José Muñoz · jose.munoz@school.example'],
    undefined,
    [/row 3: .*\n“Ivó N\ufffdra” looks garbled/],
  ],
  [
    'one-name-column.csv',
    [ada, bea, 'Suharto · suharto@school.example'],
    forAll,
    [/taken from the one column “Name”/, /not used: Subjects\./],
  ],
])('%s', async (name, people, asked, says) => {
  const { asked: form, card } = await previewed(caseOf(name));
  expect(form && fields(form)).toEqual(asked);
  expect(shown(card).slice(0, people.length)).toEqual(people);
  for (const words of says) expect(wordsOf(card)).toMatch(words);
});

const columns = ['email', 'firstName', 'lastName'];

test.each<[string, string, string[] | undefined, string[], RegExp[]]>([
  [
    'two columns of addresses by one name: which is meant is asked',
    'First name,Last name,Email,Email\nAda,Noor,ada@home.example,ada.noor@school.example\n',
    [...columns, ...forAll],
    ['Ada Noor · ada@home.example'],
    [],
  ],
  [
    'addresses under another head than theirs',
    'First name,Last name,E-mail,Programme\nada.noor@school.example,Ada,Noor,IGCSE\n',
    columns,
    [ada],
    [/the e-mail from “First name”/],
  ],
  [
    'addresses under a second head, where the first has none',
    'Email,Your first name,Your surname,School email address,Programmes you teach\nanonymous,Ada,Noor,ada.noor@school.example,IGCSE;A Level;\n',
    undefined,
    [ada],
    [/not used: Email\./, /Upper Secondary and Cambridge Advanced/],
  ],
  [
    'addresses under no head',
    'First name,Last name\nAda,Noor,ada.noor@school.example\n',
    [...columns, ...forAll],
    [ada],
    [],
  ],
  [
    'names with their addresses',
    'Ada Noor <ada.noor@school.example>\n"""Lind, Bea"" <bea.lind@school.example>"\n',
    forAll,
    [ada, bea],
    [/taken from the one column “A”/],
  ],
  [
    'names with their addresses, as a mail program has them in one line',
    'Ada Noor <ada.noor@school.example>; Lind, Bea <bea.lind@school.example>;',
    forAll,
    [ada, bea],
    [],
  ],
  ['one person and no heads', 'Ada,Noor,ada.noor@school.example\n', [...columns, ...forAll], [ada], []],
  [
    'totals and notes below, which are no people to ask about',
    'First name,Last name,E-mail,Programme\nAda,Noor,ada.noor@school.example,IGCSE\nTotal,1\n\nPrinted by SIMS\n\x1a',
    undefined,
    [ada],
    [/1 can be added · 2 can’t/, /row 3: Total 1\nEnter an e-mail/],
  ],
  [
    'no name that someone is known as: the legal one',
    'Legal first name,Known as,Legal last name,E-mail,Programme\nAdam,Ada,Noor,ada.noor@school.example,IGCSE\nBea,,Lind,bea.lind@school.example,IGCSE\n',
    undefined,
    [ada, bea],
    [],
  ],
  [
    'nothing to say of programmes',
    `First name,Last name,E-mail,Programme\n${['-', 'n/a', '#N/A'].map((none, i) => `P,Q,p${i}@x.example,${none}\n`).join('')}`,
    forAll,
    ['P Q · p0@x.example', 'P Q · p1@x.example', 'P Q · p2@x.example'],
    [],
  ],
  [
    'subjects for programmes',
    'First name,Last name,E-mail,Programme\nAda,Noor,ada.noor@school.example,Maths\n',
    forAll,
    [ada],
    [/not used: Programme\./],
  ],
  [
    'quotes around whole lines',
    '"First name,Last name,E-mail,Programme";;\n"Ada,Noor,ada.noor@school.example,""IGCSE, A Level""";;\n',
    undefined,
    [ada],
    [/Upper Secondary and Cambridge Advanced/],
  ],
  [
    'a separator that is said and is not so',
    'sep=,\nFirst name;Last name;E-mail;Programme\nAda;Noor;ada.noor@school.example;IGCSE\n',
    undefined,
    [ada],
    [],
  ],
  [
    'questions of a form for heads',
    '1. First name,2) Surname,3. E-mail,4. Which programmes do you teach?\nAda,Noor,ada.noor@school.example,IGCSE\n',
    undefined,
    [ada],
    [/taken from “4\. Which programmes do you teach\?”/],
  ],
  [
    'contacts of Google',
    'First Name,Last Name,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Value\nAda,Noor,* Work,ada.noor@school.example,a@home.example\n',
    forAll,
    [ada],
    [/not used: E-mail 1 - Label and E-mail 2 - Value/],
  ],
  [
    'what can’t be seen in a name, as nobody is added by it',
    'First name,Last name,E-mail,Programme\n\u200bAda,Noor\u200f,ada.noor@school.example,IGCSE\n',
    undefined,
    [ada],
    [],
  ],
])('a list with %s', async (_, content, asked, people, says) => {
  const { asked: form, card } = await previewed(fileOf(content));
  expect(form && fields(form)).toEqual(asked);
  expect(shown(card)).toEqual(people);
  for (const words of says) expect(wordsOf(card)).toMatch(words);
});

test('a list of addresses without names is told so, with what to do', async () => {
  for (const content of ['ada@x.example\nbea@x.example\n', 'E-mail,Programme\nada@x.example,IGCSE\n']) {
    const { errors } = formOf(await send(fileOf(content)));
    expect(errors).toEqual({ file: expect.stringMatching(/e-mail addresses and no names.*\/staff add template/) });
  }
});

test('names and addresses are shown as they will be kept; one person by two forms of a domain is one; who is suspended may come back', async () => {
  const rows = [
    'Ada,.,E-mail: ada@s.example',
    '-,Suharto,mailto:su%2Bx@s.example',
    'Flo,Ode,flo@xn--schule-mnchen-3ob.example',
    'Flo,Ode,FLO@Schule-München.example',
    'Sipho,Dlamini,«Sipho.Dlamini@riverside.example»',
  ];
  const { card } = await previewed(fileOf(`first name,last name,e-mail\n${rows.join('\n')}\n`));
  expect(shown(card)).toEqual([
    'Ada · ada@s.example',
    'Suharto · su+x@s.example',
    'Flo Ode · flo@schule-münchen.example',
  ]);
  expect(wordsOf(card)).toMatch(/row 5: .*\nThis e-mail stands in an earlier row too/);
  const refused = (card.rows ?? []).find(({ title }) => title.startsWith('row 6:'));
  expect(refused?.buttons?.map(({ label }) => label)).toEqual(['Reactivate', 'Show profile']);
});

test('nobody is added under a garbled name without a question', async () => {
  const jose = 'José Muñoz · jose.munoz@school.example';
  const file = caseOf('twice-encoded.csv');
  const form = formOf(await send(file));
  expect(fields(form)).toEqual(['mend']);
  expect(JSON.stringify(form.fields)).toContain('Add them as “José Muñoz”');
  expect(Object.keys(formOf(await talk.fill('coordinator', form, {})).errors)).toEqual(['answer-mend']);
  const columns = formOf(await send(fileOf('A1,Wer,Wohin\n1,JosÃ©,jose@x.example\n')));
  const names = formOf(await talk.fill('coordinator', columns, { 'answer-firstName': 'column-1', ...primary }));
  expect(fields(names)).toContain('mend');
  expect(shown(cardOf(await talk.fill('coordinator', form, { 'answer-mend': 'yes' })))).toEqual([jose]);
  const left = cardOf(await talk.fill('coordinator', form, { 'answer-mend': 'no' }));
  expect(left.title).toBe('Nobody could be added');
  expect(wordsOf(left)).toMatch(/row 2: .*\n“JosÃ© MuÃ±oz” looks garbled: it may be “José Muñoz”/);
});

test('which column is which is asked once, with the file’s own columns, and remembered for the school', async () => {
  const heads = 'A1,Wer,Wohin,Sonst';
  const form = formOf(await send(fileOf(`${heads}\n1,Lind,bea@x.example,Bea\n`)));
  expect(fields(form)).toEqual(['email', 'firstName', 'lastName', ...forAll]);
  expect(form.values).toMatchObject({ 'answer-email': 'column-2', 'answer-firstName': 'column-1' });
  const wrong = formOf(await talk.fill('coordinator', form, { 'answer-firstName': undefined }));
  expect(Object.keys(wrong.errors)).toEqual(['answer-firstName', 'answer-programmes']);
  const said = { 'answer-firstName': 'column-3', 'answer-lastName': 'column-1', ...primary };
  const preview = cardOf(await talk.fill('coordinator', wrong, said));
  expect(shown(preview)).toEqual(['Bea Lind · bea@x.example']);
  await talk.follow('coordinator', preview, 'Add 1 person');
  // The same names in another order.
  const { asked, card } = await previewed(fileOf('Wohin,Sonst,A1,Wer\ncas@x.example,Cas,2,Mol\n'));
  expect(asked && fields(asked)).toEqual(forAll);
  expect(shown(card)).toEqual(['Cas Mol · cas@x.example']);
  const { title } = await talk.follow('coordinator', card, 'Add 1 person');
  expect(title).toBe('Cas Mol is added');
});

test('a form that could not be opened at once opens by its button, with the file still in it', async () => {
  const event = { type: 'text', text: 'add', file: caseOf('minimum.csv') } as const;
  const form = formOf(await talk.send('coordinator', event));
  const card = await talk.later('coordinator', event, form);
  const again = formOf(await talk.press('coordinator', buttonOf(card, 'Open the form').action));
  expect(fields(again)).toEqual(forAll);
  expect(shown(cardOf(await talk.fill('coordinator', again, primary)))).toEqual([ada, bea]);
});

test.each<[string, string[], RegExp[]]>([
  [
    'google-workspace',
    ['Łukasz Żak', 'José Muñoz Vidal', 'Nguyễn Thị Hoa', 'Ada Noor', "Mei O'Brien"],
    [/: 6 rows/, /2 rows of learners are left out/, /not used: Recovery Email/],
  ],
  [
    'microsoft-365-export',
    ['Łukasz Żak', 'José Muñoz', 'Ada Noor'],
    [/1 row of learners/, /1 row of people who are deleted or blocked/],
  ],
  [
    'microsoft-365-template',
    ['Ada Noor', 'Bea Lind', 'Ibrahim bin Osman'],
    [/Nobody gets rights by “IT Administrator”/],
  ],
  [
    'oneroster-users',
    ['José Muñoz', 'Ada Noor', 'Priya King'],
    [/2 rows of learners/, /1 row of parents/, /2 rows of people who are deleted/, /rights by “administrator”/],
  ],
  ['sds-v1-teacher', ['Zoë Müller', 'Ivó Nóra', 'Ada Noor'], [/“Password” is not used and not shown/]],
  ['sds-v2-users', ['Zoë Müller', 'Ivó Nóra', 'Ada Noor'], [/does not say who is a learner/]],
  ['moodle-users', ['Sérgio da Silva', 'Ada Noor'], [/1 row of learners/, /1 row of people who are deleted/]],
  ['canvas-users', ['Françoise Curie', 'Ada Noor', 'Priya King'], [/1 row of learners/, /1 row of parents/]],
])('the whole file of %s comes in with one question', async (name, people, says) => {
  const { asked, card } = await previewed(caseOf(`whole/${name}.csv`));
  expect(asked && fields(asked)).toEqual(forAll);
  expect((card.rows ?? []).map((row) => row.title)).toEqual(people);
  for (const words of says) expect(wordsOf(card)).toMatch(words);
});

test('a file that an earlier release kept, in another shape, is asked for again', async () => {
  const file = { name: 'staff.csv', text: 'first name,last name,e-mail\nAda,Noor,ada@x.example\n' };
  const { errors } = formOf(await talk.press('coordinator', { verb: 'add', step: 'run', input: { file } }));
  expect(errors.file).toMatch(/Staffroom was updated meanwhile\. Send it again/);
});

test('a password is in no file of ours', async () => {
  const file = fileOf('First Name,Last Name,Email,Password,Initial password\nA,B,not-one,geheim,geheim\n');
  const { card } = await previewed(file);
  expect(card.files?.[0]?.content).toContain('not-one');
  expect(JSON.stringify(card.files)).not.toMatch(/geheim/);
});

test('rights are given by our own words in our own column alone', async () => {
  const rights = (role: string, values: string[]) =>
    previewed(
      fileOf(
        `first name,last name,e-mail,sites,${role}\n${values.map((v, i) => `P,Q,p${i}@x.example,hub,${v}`).join('\n')}\n`,
      ),
    );
  const { card } = await rights('role', ['admin', 'teacher', '']);
  expect((card.rows ?? []).map((row) => row.state)).toEqual(['Admin', undefined, undefined]);
  const { card: theirs } = await rights('role', ['Admin', 'Librarian']);
  expect((theirs.rows ?? []).map((row) => row.state)).toEqual([undefined, undefined]);
  expect(wordsOf(theirs)).toContain('Nobody gets rights by “Admin” and “Librarian” in this file');
  const { card: rolle } = await rights('Rolle', ['Admin', 'Lehrkraft']);
  expect(wordsOf(rolle)).toContain('Nobody gets rights by “Admin” in this file');
});

test('a template to begin with, which comes in as it is', async () => {
  const card = await talk.card('coordinator', 'add template');
  expect(wordsOf(card)).toContain('/staff add');
  expect(card.files?.map(({ name }) => name)).toEqual(['people-template.xlsx', 'people-template.csv']);
  for (const file of card.files ?? []) {
    const { asked, card: preview } = await previewed(fileOf(bytesOf(file), file.name));
    expect(asked).toBeUndefined();
    expect(shown(preview)).toEqual([
      'Ada Lovelace · ada.lovelace@school.example',
      'Alan Turing · alan.turing@school.example',
    ]);
  }
});

test('another encoding can be chosen, by what the names would be; what was answered before stays', async () => {
  const heads = Buffer.from('first name,last name,e-mail\n');
  const file = fileOf(
    Buffer.concat([heads, Buffer.from('\xc8\xe2\xe0\xed,\xcf\xe5\xf2\xf0\xee\xe2,ivan@x.example\n', 'latin1')]),
  );
  const { card } = await previewed(file);
  expect(shown(card)).toEqual(['Иван Петров · ivan@x.example']);
  const form = formOf(await talk.press('coordinator', buttonOf(card, 'Read it otherwise').action));
  expect(form.values).toEqual({ 'answer-encoding': 'windows-1251' });
  expect(JSON.stringify(form.fields)).toContain('windows-1253: Θβΰν Οεςπξβ');
  // Where a dialog can't be opened at once, a button opens the same one.
  const later = await talk.later('coordinator', { type: 'text', text: 'add', file }, form);
  const again = formOf(await talk.press('coordinator', buttonOf(later, 'Open the form').action));
  expect(again.fields).toEqual(form.fields);
  const greek = cardOf(await talk.fill('coordinator', again, { 'answer-encoding': 'windows-1253' }));
  expect(shown(greek)).toEqual(['Θβΰν Οεςπξβ · ivan@x.example']);
  expect(wordsOf(greek)).toContain('Cambridge Primary\n1 person');
  expect((await talk.follow('coordinator', greek, 'Add 1 person')).title).toBe('Θβΰν Οεςπξβ is added');
});

test('a file that several buttons carry is kept once, however often it is previewed', async () => {
  const { db } = database;
  await db.delete(drafts);
  const lines = Array.from({ length: 200 }, (_, i) => `Zo\xeb,M\xfcller,zoe${i}@x.example`);
  const file = fileOf(Buffer.from(`First name,Last name,E-mail\n${lines.join('\n')}\n`, 'latin1'));
  const first = await previewed(file);
  const form = formOf(await talk.press('coordinator', buttonOf(first.card, 'Read it otherwise').action));
  const second = cardOf(await talk.fill('coordinator', form, {}));
  await previewed(file);
  const [kept] = await db.select({ size: sql<number>`sum(octet_length(${drafts.sealedContent}))::int` }).from(drafts);
  expect(kept?.size).toBeGreaterThan(file.base64.length);
  expect(kept?.size).toBeLessThan(1.9 * file.base64.length);
  expect((await talk.follow('coordinator', second, 'Add 200 people')).title).toBe('200 people added');
});

test('formulas that were never calculated are named, as what is lacking in their place', async () => {
  const rows = [
    ['First name', 'Last name', 'E-mail', 'Programme'],
    ['Ada', 'Noor', 'ada.noor@school.example', 'IGCSE'],
    ['Bea', 'Lind', null, 'IGCSE'],
  ];
  const cells = new Map([['2,2', { formula: 'A3&"@x.example"' }]]);
  const { card } = await previewed(fileOf(await writeXlsx({ sheets: [{ name: 'A', rows, cells }] }), 'staff.xlsx'));
  expect(shown(card)).toEqual([ada]);
  expect(wordsOf(card)).toContain('1 cell with a formula that was never calculated was read as empty.');
});

test('of a workbook another sheet is read, in place of one that is asked about, too', async () => {
  const book = await workbookOf([
    {
      name: 'Read me',
      rows: [
        ['How', 'Why'],
        ['so', 'because'],
      ],
    },
    {
      name: 'Lehrkräfte ',
      rows: [
        ['Wer', 'Wohin'],
        ['Bea Berg', 'bea.berg@x.example'],
      ],
    },
  ]);
  const form = formOf(await send(fileOf(book, 'staff.xlsx')));
  expect(fields(form)).toEqual(['sheet', 'email', 'firstName', 'lastName', ...forAll]);
  const other = formOf(await talk.fill('coordinator', form, { 'answer-sheet': 'Lehrkräfte ' }));
  expect(other.values).toMatchObject({ 'answer-email': 'column-1', 'answer-firstName': 'column-0' });
  expect(other.errors).toEqual({});
  const said = { 'answer-lastName': undefined, ...primary };
  const card = cardOf(await talk.fill('coordinator', other, said));
  expect(shown(card)).toEqual(['Bea Berg · bea.berg@x.example']);
  expect(wordsOf(card)).toContain('The sheet “Lehrkräfte ” was read, of 2.');
  const otherwise = formOf(await talk.press('coordinator', buttonOf(card, 'Read it otherwise').action));
  expect(fields(otherwise)).toEqual(['sheet', 'email', 'firstName', 'lastName']);
  const first = formOf(await talk.fill('coordinator', otherwise, { 'answer-sheet': 'Read me' }));
  expect(fields(first)).toEqual(['sheet', 'email', 'firstName', 'lastName', ...forAll]);
});

test('columns that were chosen wrongly can be chosen anew; what brought nobody in is not remembered', async () => {
  const file = fileOf('B1,Qui,Ou,Quoi\n1,Lind,bea.lind@x.example,Bea\n');
  const form = formOf(await send(file));
  const wrong = {
    'answer-email': 'column-0',
    'answer-firstName': 'column-1',
    'answer-lastName': 'column-3',
    ...primary,
  };
  const nobody = cardOf(await talk.fill('coordinator', form, wrong));
  expect(nobody.title).toBe('Nobody could be added');
  const again = formOf(await talk.press('coordinator', buttonOf(nobody, 'Read it otherwise').action));
  expect(again.values).toMatchObject({ 'answer-email': 'column-0', 'answer-lastName': 'column-3' });
  const asked = formOf(await talk.fill('coordinator', again, { 'answer-email': 'column-2' }));
  expect(fields(asked)).toEqual(forAll);
  const card = cardOf(await talk.fill('coordinator', asked, primary));
  expect(shown(card)).toEqual(['Lind Bea · bea.lind@x.example']);
  expect(fields(formOf(await send(file)))).toEqual(['email', 'firstName', 'lastName', ...forAll]);
  await talk.follow('coordinator', card, 'Add 1 person');
  // All are there by now: it is told, and the columns are not asked for.
  const { asked: next, card: there } = await previewed(file);
  expect(next && fields(next)).toEqual(forAll);
  expect(wordsOf(there)).toMatch(/Lind Bea|bea\.lind@x\.example/);
  expect(wordsOf(there)).toContain('As it was chosen: the e-mail from “Ou”');
});

test.each(['staff.xlsx', 'staff.csv'])(
  'of %s what was refused comes back as such a file, is mended and comes in',
  async (name) => {
    const at = name.replace('staff.', '');
    const rows = [
      ['C1', `Wie ${at}`, 'Wohin'],
      ['00123', 'Ana Sol', `ana.${at}@x.example`],
      ['00124', 'Łucja Żak', 'nowhere'],
    ];
    const file = name.endsWith('x') ? await workbookOf([{ name: 'A', rows }]) : rows.map((r) => r.join(',')).join('\n');
    const form = formOf(await send(fileOf(file, name)));
    const said = { 'answer-email': 'column-2', 'answer-firstName': 'column-1', 'answer-lastName': undefined };
    const card = cardOf(await talk.fill('coordinator', form, { ...said, ...primary }));
    expect(card.state).toBe('1 can be added · 1 can’t');
    const done = await talk.follow('coordinator', card, 'Add 1 person');
    const [refused] = done.files ?? [];
    expect(refused?.name).toBe(`staff-refused.${at}`);
    const again = await mended(refused as File, (cells) =>
      cells.map((c) => (c === 'nowhere' ? `zak.${at}@x.example` : c)),
    );
    const { asked, card: next } = await previewed(again);
    expect(asked && fields(asked)).toEqual(forAll);
    expect(shown(next)).toEqual([`Łucja Żak · zak.${at}@x.example`]);
    expect(next.state).toBe('All can be added');
  },
);

test('what was refused of a list without names of columns comes in, too, once it is mended', async () => {
  const { card } = await previewed(fileOf('Ida,Berg,ida.berg@x.example\nAva,Berg,nowhere\n'), {
    ...{ 'answer-email': 'column-2', 'answer-firstName': 'column-0', 'answer-lastName': 'column-1', ...primary },
  });
  const again = await mended(card.files?.[0] as File, (cells) => cells.with(2, 'ava.berg@x.example'));
  const said = { 'answer-email': 'column-2', 'answer-firstName': 'column-0', 'answer-lastName': 'column-1' };
  expect(shown((await previewed(again, { ...said, ...primary })).card)).toEqual(['Ava Berg · ava.berg@x.example']);
});

test('a file as wide as one may be comes back wider by the reasons, and is read again', async () => {
  const wide = Array.from({ length: 196 }, (_, i) => `More ${i}`).join(',');
  const { card } = await previewed(
    fileOf(`First name,Last name,E-mail,Programme,${wide}\nUma,Oz,uma.oz@x.example,IGCSE\nIvo,Oz,nowhere,IGCSE\n`),
  );
  const again = await mended(card.files?.[0] as File, (cells) => cells.with(2, 'ivo.oz@x.example'));
  expect(shown((await previewed(again)).card)).toEqual(['Ivo Oz · ivo.oz@x.example']);
  const wider = formOf(
    await send(fileOf(`First name,Last name,E-mail,Programme,One more,${wide}\nUma,Oz,u@x.example,IGCSE\n`)),
  );
  expect(wider.errors.file).toContain('more than 200 columns');
});
