import { afterEach, expect, test } from 'vitest';
import { usualPace } from '../../../adapters/teams/context.ts';
import { useDatabase } from '../../kit/database.ts';
import { slowDatabase } from '../../kit/slow-database.ts';
import { until } from '../../kit/until.ts';
import { bringLate } from '../kit/late-answers.ts';
import { useTeams, type Who, wordsIn } from './school.ts';

/** As in production, but where a test waits for the database. */
const pace = { ...usualPace };
const database = useDatabase();
const school = useTeams(database, { canFail: true, pace });
afterEach(async () => {
  // Teams waits five seconds for an invoke and fifteen for a message: what comes later is one of these.
});

const last = (who: Who) => wordsIn(school.as(who).last(school.direct(who)));

/** A card in the channel with one button for all. */
async function posted() {
  const { approvals } = school.channel;
  await school.as('coordinator').type('help', approvals);
  await school.settled();
  await school.adapter.chat.post(
    { workspace: school.teams.tenantId, channel: approvals },
    { title: 'For all', buttons: [{ label: 'My account', action: { verb: 'whoami', step: 'run' } }] },
  );
  return school.as('admin').last(approvals);
}

test('a database that takes long', async () => {
  const [amina, joseph, mei, ben] = (['coordinator', 'admin', 'site-admin', 'teacher'] as const).map(school.as);
  if (!amina || !joseph || !mei || !ben) throw new Error('nobody');
  const card = await posted();
  const opening = await school.next('site-admin', () => mei.type('edit', school.direct('site-admin')));
  await amina.press(
    await school.next('coordinator', () => amina.type('add', school.direct('coordinator'))),
    'Open the form',
  );
  amina.fill({
    'people.0.firstName': 'Nora',
    'people.0.lastName': 'Lind',
    'people.0.email': 'amina.rahman@riverside.example',
  });
  await ben.type('whoami', school.direct('teacher'));
  await school.settled();
  const before = ben.sees(school.direct('teacher')).length;
  const typing = () => school.teams.calls.filter(({ body }) => (body as { type?: string })?.type === 'typing').length;

  const over = await slowDatabase(database.url);
  Object.assign(pace, { keepAfterMs: 50, typingAfterMs: 100, workingAfterMs: 300, invokeMs: 300 });
  const typed = ben.type('whoami', school.direct('teacher'));
  const searched = amina.suggest('people.0.email', 'x').catch(() => []);
  const others = Promise.all([amina.submit(), joseph.press(card, 'My account'), mei.press(opening, 'Open the form')]);
  await until(() => typing() > 0);
  await until(() => last('teacher').includes('working on it'));
  await others;
  expect(await searched).toEqual([]);
  // Each was answered in time that it takes longer.
  expect(joseph.toast.at(-1)).toContain('working on it');
  expect(amina.dialog()?.message).toContain('working on it');
  expect(mei.dialog()?.message).toContain('working on it');

  Object.assign(pace, usualPace);
  await over();
  await typed;
  await school.settled();
  // What was typed, and the answer in the place of the line.
  expect(ben.sees(school.direct('teacher'))).toHaveLength(before + 2);
  expect(last('teacher')).toContain('ben.okafor@');
  expect(last('admin')).toContain('joseph.mwangi@');
  // A form came back wrong after its dialog had been answered: one button brings it back, with all that was typed.
  const again = amina.sees(school.direct('coordinator')).find((m) => wordsIn(m).includes('already used'));
  if (!again) throw new Error('nothing came');
  await amina.press(again, 'Open the form');
  expect(amina.dialog()?.values['people.0.firstName']).toBe('Nora');
}, 60_000);

test('a database that is down', async () => {
  const amina = school.as('coordinator');
  const own = school.direct('coordinator');
  const profile = await school.next('coordinator', () => amina.type('show ben.okafor@riverside.example', own));
  const card = await posted();
  await school.database(false);
  const typed = await school.next('coordinator', () => amina.type('whoami', own));
  expect(wordsIn(typed)).toContain('can’t use its database');
  await school.next('coordinator', () => amina.press(profile, 'Edit'));
  expect(wordsIn(amina.dialog())).toContain('can’t use its database');
  amina.closeDialog();
  await amina.press(card, 'My account');
  expect(amina.toast.at(-1)).toContain('can’t use its database');
  // A filled form is there again, with why above its fields.
  const inDialog = async (label: string, nth = 0) => {
    const dialog = amina.dialog();
    if (dialog) await amina.press(dialog, label, { nth });
  };
  await school.database(true);
  await amina.press(await school.next('coordinator', () => amina.type('add', own)), 'Open the form');
  amina.fill({ 'people.0.firstName': 'Nora', 'people.0.programmes': 'primary' });
  await school.database(false);
  await amina.submit();
  expect(wordsIn(amina.dialog())).toContain('can’t use its database');
  expect(amina.dialog()?.values).toMatchObject({ 'people.0.firstName': 'Nora', 'people.0.programmes': 'primary' });
  await school.database(true);
  await inDialog('Add another');
  await school.database(false);
  await inDialog('Remove', 1);
  expect(wordsIn(amina.dialog())).toContain('can’t use its database');
  await school.database(true);
  await inDialog('Try again');
  await amina.submit();
  expect(wordsIn(amina.dialog())).not.toContain('can’t use its database');
  expect(amina.dialog()?.values['people.0.firstName']).toBe('Nora');
}, 60_000);

test('a Teams that does not take the answer at once', async () => {
  const amina = school.as('coordinator');
  const own = school.direct('coordinator');
  school.teams.fail(/POST .*activities/, { status: 429, retryAfter: 1 });
  expect(wordsIn(await school.next('coordinator', () => amina.type('whoami', own)))).toContain('amina.rahman@');
  const posts = () => school.teams.calls.filter(({ method }) => method === 'POST').length;
  const before = posts();
  school.teams.fail(/POST .*activities/, { status: 412 });
  expect(wordsIn(await school.next('coordinator', () => amina.type('whoami', own)))).toContain('amina.rahman@');
  expect(posts() - before).toBe(2);
  school.teams.fail(/POST .*activities/, { status: 503, times: 2 });
  expect(wordsIn(await school.next('coordinator', () => amina.type('help', own)))).toContain('What you can do');
}, 60_000);

test('a Teams whose answer gets lost: the queue brings it, and says that it may have come', async () => {
  const amina = school.as('coordinator');
  const own = school.direct('coordinator');
  school.teams.fail(/POST .*activities/, { status: 500, times: 1 });
  await amina.type('whoami', own);
  await school.settled();
  expect(last('coordinator')).not.toContain('amina.rahman@');
  expect(await bringLate(school.app, school.adapter.chat)).toBe(0);
  expect(last('coordinator')).toMatch(/may have come before.*amina\.rahman@/s);
  expect(school.logged.join('')).not.toMatch(/a-secret-of-the-app|eyJ/);
}, 60_000);
