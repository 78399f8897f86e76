import { expect, test } from 'vitest';
import { auditEvents } from '../../db/schema/index.ts';
import { pageScript } from '../adapters/playground/page-script.ts';
import { useDatabase } from '../kit/database.ts';
import { administer } from '../kit/server.ts';
import { useStaffroom } from '../kit/staffroom.ts';
import { until } from '../kit/until.ts';

/** The main job, over HTTP, from the chat to the mail server and the page behind a link. */

const database = useDatabase();
const staffroom = useStaffroom(database);
const page = pageScript(() => staffroom);
const amina = 'coordinator';

test('a stranger at this machine’s own door gets nothing of the playground, its stream, mails and sites', async () => {
  for (const path of [
    '/',
    '/playground.js',
    '/api/events?as=coordinator',
    '/api/people?as=coordinator&q=a',
    '/api/mail/x',
    '/sites',
    '/sites/hub/people',
    '/mailbox',
  ])
    expect([path, (await fetch(staffroom.url + path)).status]).toEqual([path, 403]);
  const headers = { 'content-type': 'application/json' };
  for (const path of ['say', 'press', 'submit'])
    expect((await fetch(page.api(path), { method: 'POST', headers, body: '{}' })).status).toBe(403);
});

test('someone is added and sets a password by mail; a leaver is suspended, their data handed over, the account deleted', async () => {
  await page.say(amina, 'add Nadia Karim nadia.karim@riverside.example programmes:lower-secondary');
  await page.shown(amina, 'Nadia Karim is added');

  const mail = await until(async () =>
    (await page.snapshot(amina)).mails.find(({ to }) => to.includes('nadia.karim@riverside.example')),
  );
  const [link = ''] = /http:\/\/\S+\/password\/\S+/.exec(mail.text) ?? [];
  const password = 'seven purple kettles sing';
  const set = await fetch(link, { method: 'POST', body: new URLSearchParams({ password, again: password }) });
  expect(set.status).toBe(200);
  await page.say(amina, 'show nadia.karim@riverside.example');
  await page.shown(amina, 'Active · Teacher');

  const leaver = 'giulia.dangelo@riverside.example';
  await page.say(amina, `suspend ${leaver} left in July`);
  await page.press(amina, await page.shown(amina, 'Suspend Giulia'), 'Suspend');
  await page.shown(amina, 'is suspended');
  await page.say(amina, `transfer ${leaver} nadia.karim@riverside.example`);
  await page.press(amina, await page.shown(amina, 'data to Nadia Karim?'), 'Transfer data');
  await page.shown(amina, 'data is Nadia Karim’s now');
  await page.say(amina, `delete ${leaver}`);
  await page.press(amina, await page.shown(amina, 'account?'), 'Delete for good');
  await page.shown(amina, 'account is deleted');
  const done = (await database.db.select().from(auditEvents)).filter((e) => e.outcome === 'done' && e.actorId !== null);
  for (const action of ['user.add', 'user.suspend', 'data.transfer', 'user.delete']) {
    expect(done.map((e) => e.action)).toContain(action);
  }
});

test('ASVS 13.2.2: no connection that the program holds is that of the tables’ owner', async () => {
  const held = await administer(
    database.url,
    (sql) => sql<{ what: string; who: string }[]>`
      select distinct application_name as what, regexp_replace(usename, '_[0-9]+_[0-9a-f]+$', '') as who
      from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and usename <> ${new URL(database.appUrl).username}`,
  );
  expect(held.map(({ what, who }) => `${what}: ${who}`).sort()).toEqual([
    'staffroom-changes: staffroom_app',
    'staffroom-queue: staffroom_queue',
    'staffroom: staffroom_app',
  ]);
});
