import { expect, test } from 'vitest';
import { usualPace } from '../../../adapters/slack/context.ts';
import { useDatabase } from '../../kit/database.ts';
import { slowDatabase } from '../../kit/slow-database.ts';
import { until } from '../../kit/until.ts';
import type { Delivery } from './fake/index.ts';
import { slackSchool, useSlack, wordsIn } from './school.ts';

/** As in production, but where a test waits for the database. */
const pace = { ...usualPace };
const database = useDatabase();
const school = useSlack(database, { canFail: true, pace, fake: { strictAck: true, ackMs: 1_000 } });

// Slack waits one second for each acknowledgement here, and what comes later is a violation. Triggers live for three.

test('a database that takes long', async () => {
  const { staff } = school.channel;
  const [amina, joseph, mei, ben] = (['coordinator', 'admin', 'site-admin', 'teacher'] as const).map(school.as);
  if (!amina || !joseph || !mei || !ben) throw new Error('nobody');
  const list = await school.next('admin', () => joseph.command('/staff list', staff), staff);
  await amina.command('/staff add', staff);
  await until(() => amina.modal());
  await mei.command('/staff show', staff);
  await until(() => mei.modal());
  await school.adapter.settled(5_000);
  amina.fill({
    'people.0.firstName': 'Nora',
    'people.0.lastName': 'Lind',
    'people.0.email': 'amina.rahman@riverside.example',
  });

  const over = await slowDatabase(database.url);
  Object.assign(pace, { emptyAfterMs: 50, workingAfterMs: 200, answerMs: 200, searchMs: 200 });
  const searched = mei.suggest('person', 'ben');
  await Promise.all([
    amina.submit(),
    amina.openHome(),
    joseph.press(list, 'Show'),
    joseph.command('/staff add', staff),
    ben.command('/staff whoami', staff),
    ben.message('whoami'),
  ]);
  // What is sure to be answered by a form has an empty dialog; what takes long has closed, or says so.
  expect(wordsIn(await until(() => joseph.modal()))).toContain('One moment');
  expect(amina.modal()).toBeUndefined();
  const isWorking = (m: { blocks: unknown[] } | undefined) => wordsIn(m).includes('working on it');
  await until(() => isWorking(amina.home()));
  await until(() => isWorking(ben.sees(staff).at(-1)));
  await until(() => isWorking(ben.sees(school.slack.direct(school.id.teacher)).at(-1)));
  await until(() => isWorking(joseph.sees(staff).at(-1)));
  // A search is answered in time, with nobody.
  expect(await searched).toEqual([]);

  Object.assign(pace, usualPace);
  await over();
  await school.adapter.settled(20_000);
  expect(joseph.modal()?.title).toBe('Add people');
  expect(wordsIn(joseph.sees(staff).at(-1))).toContain('E-mail');
  expect(wordsIn(amina.home())).toContain('My account');
  expect(wordsIn(ben.sees(staff).at(-1))).toContain('ben.okafor@');
  // In the person's own chat the answer takes the place of the line.
  const direct = ben.sees(school.slack.direct(school.id.teacher));
  expect(direct.some(isWorking)).toBe(false);
  expect(wordsIn(direct.at(-1))).toContain('ben.okafor@');
  // The form came back wrong after its dialog had closed: one button brings it back, with all that was typed.
  const again = amina.sees(staff).find((m) => wordsIn(m).includes('already used'));
  if (!again) throw new Error('nothing came');
  await amina.press(again, 'Open the form');
  const form = await until(() => amina.modal());
  expect(form.values['people.0.firstName']).toMatchObject({ text: { value: 'Nora' } });
  for (const each of [amina, joseph, mei]) each.closeModal({ all: true });
}, 60_000);

test('a database that is down', async () => {
  const { staff } = school.channel;
  const amina = school.as('coordinator');
  const list = await school.next('coordinator', () => amina.command('/staff list', staff), staff);
  await amina.command('/staff add', staff);
  await until(() => amina.modal());
  amina.fill({ 'people.0.firstName': 'Nora' });
  await school.adapter.settled(5_000);
  await school.database(false);
  for (const act of [() => amina.command('/staff whoami', staff), () => amina.press(list, 'Show')]) {
    const answer = await school.next('coordinator', act, staff);
    expect(wordsIn(answer)).toContain('can’t use its database');
  }
  // The form stays, and says it.
  await amina.submit();
  await until(() => wordsIn(amina.modal()).includes('can’t use its database'));
  await amina.openHome();
  await until(() => wordsIn(amina.home()).includes('can’t use its database'));
  // A filled form stays, with why above its fields; nor is it lost while Slack does not say who sends it.
  const held = () => [wordsIn(amina.modal()), JSON.stringify(amina.modal()?.values['people.0.firstName'])];
  await amina.submit();
  expect(held()).toEqual([expect.stringContaining('can’t use its database'), expect.stringContaining('Nora')]);
  await school.database(true);
  await amina.submit();
  expect(held()[0]).not.toContain('can’t use its database');
  expect(held()[1]).toContain('Nora');
}, 60_000);

test('words in one’s own chat while the database is down are not taken: Slack brings them again', async () => {
  const ben = school.as('teacher');
  const violations = () => school.slack.violations.splice(0);
  const next = (act: () => Promise<unknown>) => school.next('teacher', act);
  const seen = () => ben.sees(school.slack.direct(school.id.teacher)).length;
  await school.database(false);
  const written: Delivery[] = [];
  const told = await next(async () => written.push(await ben.message('whoami'), await ben.message('help')));
  expect(written.map(({ status }) => status)).toEqual([503, 503]);
  expect(wordsIn(told)).toContain('you need not send it again');
  const [first, second] = written as [Delivery, Delivery];
  // Said once, and by the last try in earnest.
  const before = seen();
  expect(await ben.redeliver(first, { retryNum: 1, retryReason: 'http_error' })).toMatchObject({ status: 503 });
  await school.adapter.settled(5_000);
  expect(seen()).toBe(before);
  const last = { retryNum: 3, retryReason: 'http_error' };
  expect(wordsIn(await next(() => ben.redeliver(second, last)))).toContain('Try again in a minute');
  expect(violations().every((each) => each.includes('http_service_error'))).toBe(true);
  await school.database(true);
  expect(wordsIn(await next(() => ben.redeliver(first, { retryNum: 2, retryReason: 'http_error' })))).toContain(
    'ben.okafor@',
  );
  expect(violations()).toEqual([]);
}, 60_000);

test('the same over sockets', async () => {
  // The same workspace, which is bound already.
  const how = { socket: true, canFail: true, bound: false, fake: { ackMs: 2_500 } };
  const overSockets = await slackSchool(database, how);
  const ben = overSockets.as('teacher');
  await overSockets.database(false);
  const written = await ben.message('whoami');
  expect(written).toMatchObject({ status: 0, problem: 'operation_timeout' });
  await overSockets.database(true);
  const answer = await overSockets.next('teacher', () => ben.redeliver(written));
  expect(wordsIn(answer)).toContain('ben.okafor@');
  expect(overSockets.bugs).toEqual([]);
  await overSockets.stop();
}, 60_000);

// Being asked too often is remembered, so it comes last.
test('a Slack that does not say who sends a form', async () => {
  const { slack, channel, id } = school;
  const amina = school.as('coordinator');
  await amina.command('/staff add', channel.staff);
  await until(() => amina.modal());
  amina.fill({ 'people.0.firstName': 'Nora' });
  await slack.event(slack.team.id, { type: 'user_change', user: slack.userObject(id.coordinator) });
  await school.adapter.settled(5_000);
  slack.fail('users.info', { retryAfter: 60, times: 1 });
  await amina.submit();
  expect(wordsIn(amina.modal())).toContain('could not say who you are');
  expect(JSON.stringify(amina.modal()?.values)).toContain('Nora');
}, 60_000);
