import { expect, test } from 'vitest';
import { useDatabase } from '../../kit/database.ts';
import { until } from '../../kit/until.ts';
import { useSlack, wordsIn } from './school.ts';

/** The way of a leaver in Slack: one message from beginning to end. */

const database = useDatabase();
const school = useSlack(database);

test('the leaver’s card stays where it is, through every step and its form', async () => {
  const { staff } = school.channel;
  const amina = school.as('coordinator');
  const line = '/staff leaver ben.okafor@riverside.example to fatima.alzahra@riverside.example';
  await school.next('coordinator', () => amina.command(line, staff), staff);
  const card = () => {
    const message = amina.sees(staff).at(-1);
    if (!message) throw new Error('no card');
    return message;
  };
  const shown = amina.sees(staff).length;
  const press = async (label: string, says: string) => {
    await amina.press(card(), label);
    await until(() => wordsIn(card()).includes(says));
    expect(amina.sees(staff)).toHaveLength(shown);
  };
  await press('Suspend and transfer', '✔ Suspended');
  await press('Transfer back', 'These very groups go back');
  await press('Transfer back', 'Choose who');
  await amina.press(card(), 'Choose who');
  await until(() => amina.modal()?.title === 'Transfer data');
  await amina.suggest('to', 'adaeze');
  amina.fill({ to: 'Adaeze Okafor' });
  await amina.submit();
  await until(() => wordsIn(card()).includes('Adaeze Okafor'));
  expect(amina.sees(staff)).toHaveLength(shown);
  await press('Transfer data', 'transferred to Adaeze Okafor');
  await press('Delete for good', 'Ben Okafor’s account is deleted');
});

test('a chart comes as a picture of the person’s own, its numbers on the card', async () => {
  const { staff } = school.channel;
  const amina = school.as('coordinator');
  const tests = await school.next(
    'coordinator',
    () => amina.command('/staff results adaeze.okafor@riverside.example', staff),
    staff,
  );
  const chart = await school.next('coordinator', () => amina.press(tests, 'Chart'), staff);
  expect(wordsIn(chart)).toContain('chart.png is in your messages with Staffroom');
  const picture = amina.files(school.slack.direct(school.id.coordinator)).at(-1);
  expect(picture?.name).toBe('chart.png');
  expect(
    amina
      .download(picture ?? { id: '' })
      .subarray(1, 4)
      .toString(),
  ).toBe('PNG');
});

test('results come in from a CSV that is attached', async () => {
  const { staff } = school.channel;
  const amina = school.as('coordinator');
  await amina.command('/staff import sakura.tanaka@riverside.example', staff);
  await until(() => amina.modal());
  const content =
    'site,group,stage,subject,learner,test,date,max mark,mark\nprimary,1X,1,English,Ada,Autumn,2026-09-01,20,12\n';
  amina.fill({ file: { name: 'results.csv', content } });
  const preview = await school.next('coordinator', () => amina.submit(), staff);
  expect(wordsIn(preview)).toContain('All can be imported');
  await amina.press(preview, 'Import 1 row');
  await until(() => wordsIn(amina.sees(staff).at(-1)).includes('1 result imported for'));
});
