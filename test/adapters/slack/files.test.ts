import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { useDatabase } from '../../kit/database.ts';
import { workbookOf } from '../../kit/file.ts';
import { until } from '../../kit/until.ts';
import type { Delivery } from './fake/index.ts';
import { useSlack, wordsIn } from './school.ts';

/** A file in one's own chat with the bot. */

const database = useDatabase();
const school = useSlack(database);

const amina = () => school.as('coordinator');
const say = (words: string, ...files: { name: string; content: string | Buffer }[]) =>
  school.next('coordinator', () => amina().message(words, files));
const staff = (last: string) => ({
  name: 'staff.csv',
  content: `\ufefffirst name;last name;e-mail;programmes\nZoë;${last};zoe.${last}@riverside.example;primary\n`,
});
const direct = () => school.slack.direct(school.id.coordinator);

interface Message {
  files: object[];
}

test('with a command that takes one is shown first, and done on Yes', async () => {
  const preview = await say('add', staff('Meyer'));
  expect(wordsIn(preview)).toContain('All can be added');
  await amina().press(preview, 'Add 1 person');
  await until(() => wordsIn(amina().sees(direct()).at(-1)).includes('Zoë Meyer'));
});

test('without words is asked about, and a button takes it on', async () => {
  const question = await say('', staff('Brandt'));
  expect(wordsIn(question)).toContain('What is staff.csv for?');
  const preview = await school.next('coordinator', () => amina().press(question, 'Add people'));
  expect(wordsIn(preview)).toContain('All can be added');
});

test('ASVS 5.2.2: that holds no table is told of, with words beside it too; a picture beside words is nobody’s business', async () => {
  const pdf = { name: 'staff.xlsx', content: '%PDF-1.7' };
  expect(wordsIn(await say('', pdf))).toContain('staff.xlsx is a PDF');
  expect(wordsIn(await say('whoami', pdf))).toContain('staff.xlsx is a PDF');
  expect(wordsIn(await say('whoami', { name: 'photo.png', content: 'PNG' }))).toContain('Amina Rahman');
  expect(wordsIn(await say('add', staff('A'), staff('B')))).toContain('Send one file at a time.');
});

test('ASVS 5.2.1: that is too large is told of, and not fetched', async () => {
  const form = await say('import', { name: 'nine.csv', content: 'x'.repeat(9_000_000) });
  expect(wordsIn(form)).toContain('This file is too large. Use one of at most 8 MB.');
});

test('that Slack does not hand out is told of; the token goes to nobody else', async () => {
  const asked: unknown[] = [];
  const other = createServer((req, res) => {
    asked.push(req.headers);
    res.end('first name\n');
  }).listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  for (const url of [`${school.slack.url}/files-pri/nothing`, `http://127.0.0.1:${port}/staff.csv`]) {
    const delivery = await amina().message('add', [staff('Away')]);
    await school.adapter.settled(20_000);
    const payload = structuredClone(delivery.payload) as unknown as { event: Message; event_id: string };
    payload.event_id = `Ev${randomUUID()}`;
    for (const file of payload.event.files) Object.assign(file, { url_private: url, url_private_download: url });
    const answer = await school.next('coordinator', () =>
      amina().redeliver({ ...delivery, payload } as unknown as Delivery),
    );
    expect(wordsIn(answer)).toContain('staff.csv could not be fetched from Slack. Attach it again.');
  }
  expect(asked).toEqual([]);
  other.close();
});

test.each<[string, string[][], Record<string, string | string[]>, string, string, string]>([
  [
    'add',
    [
      ['Wer', 'Wohin'],
      ['Łucja Żak', 'lucja@x.example'],
    ],
    { 'answer-email': 'column-1', 'answer-firstName': 'column-0', 'answer-programmes': ['primary'] },
    'Łucja Żak',
    'Add 1 person',
    'Łucja Żak is added',
  ],
  [
    'import ben.okafor@riverside.example',
    [
      ['site', 'stage', 'subject', 'Wo', 'Wer', 'Autumn'],
      ['primary', '4', 'Mathematics', '4W', 'Ali', '17'],
    ],
    {
      'answer-column-group': 'column-3',
      'answer-column-learner': 'column-4',
      'answer-max-0': '20',
      'answer-day-0': '2026-09-14',
    },
    'Ali',
    'Import 1 row',
    '1 result imported',
  ],
])(
  'a workbook that is asked about is answered in a dialog, its other sheet chosen there: %s',
  async (words, rows, answers, shown, yes, done) => {
    const other = [rows[0] ?? [], (rows[1] ?? []).map((cell) => cell.replace(shown, 'Nobody'))];
    const sheets = [
      { name: 'A', rows: other },
      { name: 'B', rows },
    ];
    const file = { name: 'school.xlsx', content: Buffer.from(await workbookOf(sheets)) };
    const opener = await say(words, file);
    await amina().press(opener, 'Open the form');
    await school.adapter.settled(20_000);
    amina().fill({ 'answer-sheet': 'B' });
    await amina().submit();
    await school.adapter.settled(20_000);
    amina().fill(answers);
    const before = amina().sees(direct()).length;
    await amina().submit();
    await school.adapter.settled(20_000);
    const preview = amina().sees(direct()).slice(before).at(-1) ?? amina().modal();
    expect(wordsIn(preview)).toContain(shown);
    expect(wordsIn(preview)).toContain('The sheet “B” was read, of 2.');
    if (!preview) throw new Error('no preview');
    await amina().press(preview, yes);
    await school.adapter.settled(20_000);
    expect(wordsIn(amina().modal()) + wordsIn(amina().sees(direct()).at(-1))).toContain(done);
  },
);

test('delivered twice is taken once', async () => {
  const delivery = await amina().message('add', [staff('Once')]);
  await school.adapter.settled(20_000);
  const before = amina().sees(direct()).length;
  await amina().redeliver(delivery);
  await school.adapter.settled(20_000);
  expect(amina().sees(direct())).toHaveLength(before);
});

test('becomes a card in place of its form, where it can’t be read', async () => {
  const card = await say('add', { name: 'list.csv', content: 'shopping' });
  expect(wordsIn(card)).toContain('Choose list.csv again');
});
