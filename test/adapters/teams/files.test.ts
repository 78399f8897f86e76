import { describe, expect, test } from 'vitest';
import { useDatabase } from '../../kit/database.ts';
import { workbookOf } from '../../kit/file.ts';
import { useTeams, wordsIn } from './school.ts';

const database = useDatabase();
const school = useTeams(database);

const amina = () => school.as('coordinator');
const own = () => school.direct('coordinator');
const typed = (text: string, files?: { name: string; content: string | Buffer }[]) =>
  school.next('coordinator', () => amina().type(text, own(), files ? { files } : {}));

const csv = (email: string) => `firstName,lastName,email,programmes,sites\nNora,Lind,${email},,hub\n`;

describe('a CSV that comes with typed words', () => {
  test('is read as if the form had been filled with it', async () => {
    const question = await typed('add', [{ name: 'staff.csv', content: csv('nora.lind@riverside.example') }]);
    expect(wordsIn(question)).toContain('staff.csv');
    const label = question.labels.find((each) => each.startsWith('Add')) ?? '';
    const done = await school.next('coordinator', () => amina().press(question, label));
    expect(wordsIn(done)).toContain('Nora Lind');
  });

  test('without words is asked about', async () => {
    const question = await typed('', [{ name: 'staff.csv', content: csv('ola@riverside.example') }]);
    expect(question.labels).toEqual(expect.arrayContaining(['Add people']));
  });

  test('that can’t be fetched is said so', async () => {
    school.teams.fail(/GET \/download/, { status: 404 });
    const answer = await typed('add', [{ name: 'staff.csv', content: csv('a@riverside.example') }]);
    expect(wordsIn(answer)).toContain('staff.csv could not be fetched from Teams');
    expect(answer.labels).toEqual([]);
  });

  test('that is refused is put right and sent again; no form asks for what none can take', async () => {
    const refused = await typed('import', [{ name: 'results.csv', content: 'colour\n' }]);
    expect(wordsIn(refused)).toContain('send the file once more, with its words');
    expect(refused.labels).toEqual([]);
    const opener = await typed('import');
    await amina().press(opener, 'Open the form');
    const dialog = amina().dialog();
    await amina()
      .suggest('person', 'ben okafor')
      .then(([found]) => amina().fill({ person: found?.value ?? '' }));
    expect(JSON.stringify(dialog?.card)).toContain('can’t be sent with this form');
    const how = await school.next('coordinator', () => amina().submit());
    expect(wordsIn(how)).toContain('“import ben.okafor@riverside.example”');
    expect(amina().dialog()).toBeUndefined();
    const content = 'site,group,stage,subject,learner\nprimary,4K,4,Mathematics,Ada Lovelace\n';
    const question = await typed('import ben.okafor@riverside.example', [{ name: 'results.csv', content }]);
    expect(wordsIn(question)).toContain('results.csv');
  });

  test.each([
    ['add', 'x'.repeat(2_000_001), 'too large'],
    ['add role:king', csv('ada@riverside.example'), 'king'],
  ])(
    'that is too large, or whose words are wrong, is not asked for again by a form: %s',
    async (line, content, why) => {
      const refused = await typed(line, [{ name: 'staff.csv', content }]);
      expect(wordsIn(refused)).toContain(why);
      expect(wordsIn(refused)).toContain('send the file once more');
      expect(refused.labels).toEqual([]);
    },
  );

  test('is not fetched from anywhere else', async () => {
    const activity = school.teams.activity(school.id.coordinator, own(), { text: 'add' });
    const answer = await school.next('coordinator', () =>
      school.teams.post({
        ...activity,
        attachments: [
          {
            contentType: 'application/vnd.microsoft.teams.file.download.info',
            name: 'staff.csv',
            content: { downloadUrl: 'https://evil.example/staff.csv', fileType: 'csv', uniqueId: 'x' },
          },
        ],
      }),
    );
    expect(wordsIn(answer)).toContain('could not be fetched');
  });

  test('of another kind, or of several, is not taken', async () => {
    const file = (name: string, content = 'x') => ({ name, content });
    expect(wordsIn(await typed('', [file('photo.png', 'GIF89a')]))).toContain('photo.png is a picture');
    const answer = await typed('add', [file('staff.csv', '%PDF-1.7'), file('photo.png')]);
    expect(wordsIn(answer)).toContain('staff.csv is a PDF');
    expect(answer.labels).toEqual([]);
    for (const other of ['b.csv', 'b.xlsx']) {
      expect(wordsIn(await typed('add', [file('a.csv'), file(other)]))).toContain('one file at a time');
    }
    expect(wordsIn(await typed('whoami', [file('photo.png')]))).toContain('Amina Rahman');
  });

  test('in a channel does not reach us, which is said', async () => {
    const files = [{ name: 'staff.csv', content: csv('ola@riverside.example') }];
    const answer = await school.next('coordinator', () => amina().type('add', school.channel.approvals, { files }));
    expect(wordsIn(answer)).toContain('does not reach Staffroom');
    // A message that is quoted is marked as files are, and is none.
    const { approvals } = school.channel;
    const { botId } = school.teams;
    const quoting = {
      text: '<at>Staffroom</at> whoami',
      entities: [{ type: 'mention', text: '<at>Staffroom</at>', mentioned: { id: botId, name: 'Staffroom' } }],
      attachments: [
        { contentType: 'messageReference', content: '{}' },
        { contentType: 'text/html', content: '<attachment id="1"></attachment><p>Staffroom whoami</p>' },
      ],
    };
    const whoami = await school.next('coordinator', () =>
      school.teams.post(school.teams.activity(school.id.coordinator, approvals, quoting)),
    );
    expect(wordsIn(whoami)).toContain('Amina Rahman');
  });
});

test.each<[string, string[][], Record<string, string>, string, string, string]>([
  [
    'add',
    [
      ['Wer', 'Wohin'],
      ['Łucja Żak', 'lucja@x.example'],
    ],
    { 'answer-email': 'column-1', 'answer-firstName': 'column-0', 'answer-programmes': 'primary' },
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
    const opener = await typed(words, [{ name: 'school.xlsx', content: Buffer.from(await workbookOf(sheets)) }]);
    await amina().press(opener, 'Open the form');
    amina().fill({ 'answer-sheet': 'B' });
    await amina().submit();
    amina().fill(answers);
    const preview = await school.next('coordinator', () => amina().submit());
    expect(wordsIn(preview)).toContain(shown);
    expect(wordsIn(preview)).toContain('The sheet “B” was read, of 2.');
    expect(wordsIn(await school.next('coordinator', () => amina().press(preview, yes)))).toContain(done);
  },
);

describe('a file for the one who asked', () => {
  test('is offered in the own chat, and goes to their own files once they take it', async () => {
    const offer = await typed('export');
    expect(offer.attachments).toMatchObject([{ contentType: 'application/vnd.microsoft.teams.card.file.consent' }]);
    await amina().consent(offer, true);
    await school.settled();
    const [file] = amina().files().slice(-1);
    expect(file?.content).toContain('ben.okafor@riverside.example');
    const taken = amina()
      .sees(own())
      .find((m) => m.id === offer.id);
    expect(taken?.attachments).toMatchObject([{ contentType: 'application/vnd.microsoft.teams.card.file.info' }]);
  });

  test('asked for in a channel comes to the own chat', async () => {
    const offer = await school.next('coordinator', () => amina().type('export', school.channel.approvals));
    expect(offer.attachments).toHaveLength(1);
    for (const { fromBot, attachments } of school.as('teacher').sees(school.channel.approvals))
      if (fromBot) expect(attachments).toEqual([]);
  });

  test('that is not wanted is not sent', async () => {
    const offer = await typed('export');
    const before = amina().files().length;
    await amina().consent(offer, false);
    await school.settled();
    expect(amina().files()).toHaveLength(before);
    expect(
      wordsIn(
        amina()
          .sees(own())
          .find((m) => m.id === offer.id),
      ),
    ).toContain('was not saved');
  });

  test('is for nobody else, whoever says yes to it', async () => {
    const offer = await typed('export');
    const [{ content }] = offer.attachments as [{ content: { acceptContext: object } }];
    const uploads = () => school.teams.calls.filter(({ path }) => path.startsWith('/upload/')).length;
    const before = uploads();
    const activity = school.teams.activity(school.id.teacher, school.direct('teacher'), {
      type: 'invoke',
      name: 'fileConsent/invoke',
      value: {
        type: 'fileUpload',
        action: 'accept',
        context: content.acceptContext,
        uploadInfo: {
          uploadUrl: `${school.teams.url}/upload/x`,
          contentUrl: 'x',
          uniqueId: 'x',
          fileType: 'csv',
          name: 'x',
        },
      },
    });
    const answer = await school.next('teacher', () => school.teams.post(activity));
    expect(uploads()).toBe(before);
    expect(wordsIn(answer)).toContain('can’t be had');
  });

  test('that can’t be sent is said so, and can be asked for again', async () => {
    const offer = await typed('export');
    school.teams.fail(/PUT \/upload/, { status: 500 });
    await amina().consent(offer, true);
    await school.settled();
    expect(wordsIn(amina().last(own()))).toContain('could not be sent');
  });
});

test('what is too long for one message takes several', async () => {
  const title = 'A long answer';
  const text = Array.from({ length: 400 }, (_, n) => `Paragraph ${n}: ${'word '.repeat(60)}`);
  await school.adapter.chat.post({ workspace: school.teams.tenantId, person: school.id.coordinator }, { title, text });
  expect(
    amina()
      .sees(own())
      .filter((m) => wordsIn(m).includes(title)).length,
  ).toBeGreaterThan(1);
});

test('a picture is a message of its own', async () => {
  const tests = await typed('results ben.okafor@riverside.example');
  const picture = await school.next('coordinator', () => amina().press(tests, 'Chart'));
  expect(picture.attachments).toMatchObject([{ contentType: 'image/png' }]);
});
