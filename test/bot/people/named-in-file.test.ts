import { beforeAll, expect, test } from 'vitest';
import { centres } from '../../../db/schema/index.ts';
import type { Card } from '../../../src/ui/card.ts';
import type { FileValue } from '../../../src/ui/form.ts';
import { useDatabase } from '../../kit/database.ts';
import { fileOf } from '../../kit/file.ts';
import { addUser } from '../../kit/people.ts';
import { cardOf, formOf, useTalk, wordsOf } from '../talk.ts';

/** Those who are meant, by a file with a column of e-mails or by a list that is pasted. */

const database = useDatabase();
const talk = useTalk(database.app());

const yes = (card: Card) => talk.press('coordinator', (card.buttons ?? [])[0]?.action ?? { verb: '', step: 'run' });

beforeAll(async () => {
  const [centre] = await database.db.select().from(centres);
  for (let i = 0; i < 50; i += 1)
    await addUser(database.db, centre?.id ?? '', {
      firstName: `Listed${i}`,
      lastName: 'O’Brien',
      email: `listed${i}@riverside.example`,
      status: 'active',
    });
});

const fileOfRows = (rows: string[], name = 'leavers.csv') => fileOf(rows.join('\n'), name);
const withFile = (text: string, file: FileValue) => talk.send('coordinator', { type: 'text', text, file });
const addresses = (n: number) => Array.from({ length: n }, (_, i) => `listed${i}@riverside.example`);

test('a file with a column of e-mails names them, beside words or in a form; rows that name nobody are said', async () => {
  const rows = ['Nr,Name,E-mail', ...addresses(30).map((email, i) => `${i},"O’Brien, M",${email}`)];
  const file = fileOfRows([...rows, '31,Gone,gone@riverside.example', '32,J Smith,j.smith@', '33,,']);
  const card = cardOf(await withFile('suspend everyone in this file left in July', file));
  expect(card.title).toBe('Suspend 30 accounts?');
  expect(card.facts).toEqual([{ label: 'Reason', value: 'left in July' }]);
  expect(card.text?.slice(0, 2)).toEqual([
    'leavers.csv: 33 rows, by the column “E-mail”.',
    '3 of those named are not known here, and are left out: row 32 gone@riverside.example, row 33 j.smith@ and row 34 no e-mail.',
  ]);
  const form = await talk.form('coordinator', 'suspend');
  expect(form.fields[0]).toMatchObject({ kind: 'file', name: 'file' });
  // What is wrong beside it leaves the file where it is, and who is named beside it is meant too.
  const people = ['listed40@riverside.example'];
  const wrong = formOf(await talk.fill('coordinator', form, { file, people, reason: 'left '.repeat(200) }));
  expect(Object.keys(wrong.errors)).toEqual(['reason']);
  expect(wrong.values.file).toEqual(file);
  const filled = cardOf(await talk.fill('coordinator', wrong, { reason: 'left in July' }));
  expect(filled.title).toBe('Suspend 31 accounts?');
  const done = cardOf(await yes(filled));
  expect(done.title).toBe('31 accounts are suspended');
  await yes(await talk.follow('coordinator', done, 'Undo for all 31'));
});

test('of a file it is asked which column is meant where that is not plain; one that names nobody is refused beside its field', async () => {
  const two = ['Teacher,Teacher mail,Manager mail', 'M,listed1@riverside.example,amina.rahman@riverside.example'];
  const asks = formOf(
    await withFile('reactivate', fileOfRows([...two, 'N,listed2@riverside.example,listed3@riverside.example'])),
  );
  expect(asks.title).toBe('Which people?');
  const chosen = await talk.fill('coordinator', asks, { 'answer-email': 'column-2' });
  expect(wordsOf(cardOf(chosen))).toContain('Amina Rahman');
  const plain = fileOfRows(['E-mail,Manager mail', 'listed1@riverside.example,listed2@riverside.example']);
  expect(cardOf(await withFile('suspend', plain)).title).toContain('Suspend Listed1');
  const nobody = formOf(await withFile('suspend', fileOfRows(['a@b.example; c@d.example'], 'list.txt')));
  expect(nobody.errors).toEqual({ file: 'None of the 2 addresses is someone’s here.' });
  const names = formOf(await withFile('suspend', fileOfRows(['Name', 'Ben Okafor'])));
  expect(names.errors.file).toContain('no e-mail addresses');
});

test('addresses pasted by the dozen are looked up at once; those that are not known are said, and in a file where they are many', async () => {
  const pasted = addresses(50).map((email) => `<mailto:${email}|${email}>`);
  const one = await talk.card('coordinator', `suspend ${pasted.join('\n')}\n\nleft in July`);
  expect(one.title).toBe('Suspend 50 accounts?');
  expect(one.facts).toEqual([{ label: 'Reason', value: 'left in July' }]);
  const outlook = addresses(30).map((email, i) => `"O’Brien, Many${i}" <${email}>`);
  const unknown = Array.from({ length: 7 }, (_, i) => `gone${i}@riverside.example`);
  const some = await talk.card('coordinator', `suspend ${[...outlook, ...unknown].join('; ')}`);
  expect(some.title).toBe('Suspend 30 accounts?');
  expect(some.text?.[0]).toMatch(
    /^7 of those named are not known here.*gone3@riverside.example and 3 more, in the file below\.$/,
  );
  expect(some.files?.[0]?.content).toContain('gone6@riverside.example');
  // What stands between them is not passed over.
  const not = await talk.say('coordinator', `suspend ${addresses(30).join(' ')} but not listed40@riverside.example`);
  expect(JSON.stringify(not)).not.toContain('Suspend 31');
});
