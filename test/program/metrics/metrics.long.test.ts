import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { makeSampleCentre } from '../../../db/sample/centre.ts';
import { centres, users, workspaces } from '../../../db/schema/index.ts';
import { readConfig } from '../../../src/program/config/config.ts';
import { start } from '../../../src/program/start.ts';
import { bind } from '../../adapters/kit/sample-school.ts';
import { fakeSlack } from '../../adapters/slack/fake/index.ts';
import { wordsIn } from '../../adapters/slack/school.ts';
import { useDatabase } from '../../kit/database.ts';
import { readExposition, sampleOf } from '../../kit/exposition.ts';
import { useOpened } from '../../kit/opened.ts';
import { slackSettings } from '../../kit/settings.ts';
import { until } from '../../kit/until.ts';

const database = useDatabase();
const token = 'the-token-of-the-metrics';

/** Slack, and people of the sample school in it. */
const slack = useOpened(
  async () => {
    const fake = await fakeSlack({ rateLimits: false });
    await makeSampleCentre(database.db, new Date());
    await bind(database, 'slack', fake.team.id);
    return fake;
  },
  ({ close }) => close(),
);

/** All of Staffroom, told by Slack over HTTP. */
async function staffroom(more: Record<string, string>) {
  const dataDir = await mkdtemp(join(tmpdir(), 'staffroom-metrics-'));
  const config = readConfig({ ...slackSettings(database.url, slack), ...more });
  if ('wrong' in config) throw new Error(config.wrong.join('\n'));
  const running = await start({ config, dataDir, log: pino({ level: 'silent' }) });
  slack.connectHttp(`${running.url}/slack/events`);
  return {
    get: (given = token) => fetch(`${running.url}/metrics`, { headers: { authorization: `Bearer ${given}` } }),
    url: running.url,
    async stop() {
      await running.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

test('ASVS 13.4.5: without METRICS_TOKEN there is no such page, whatever is shown', async () => {
  const running = await staffroom({});
  const [metrics, nothing] = await Promise.all([running.get(), fetch(`${running.url}/nothing-of-ours`)]);
  expect(metrics.status).toBe(404);
  expect(await metrics.text()).toBe(await nothing.text());
  await running.stop();
});

test('ASVS 13.4.5: with it what people did is told, and nothing of who they are', async () => {
  const running = await staffroom({ METRICS_TOKEN: token });
  expect((await running.get('the-token-of-somebody-else')).status).toBe(401);

  const email = 'amina.rahman@riverside.example';
  const amina = slack.addPerson({ name: 'Amina Rahman', email }).id;
  const channel = slack.addChannel({ name: 'staff', members: [amina] }).id;
  const client = slack.as(amina);
  const said = () => client.sees(channel).map(wordsIn).join('\n');
  await client.command('/staff show ben.okafor@riverside.example', channel);
  await until(() => said().includes('Ben Okafor'));
  await client.command('/staff list Okafor', channel);
  const list = await until(() => client.sees(channel)[1]);
  // What a press shows takes the place of the card, which the acknowledgement can't do.
  await client.press(list, 'Show');
  await until(() => slack.calls.some(({ method }) => method === 'response_url'));
  await client.message('what is the password of chloe.martin@riverside.example');
  await until(() => slack.calls.some(({ method }) => method === 'chat.postMessage'));

  const text = await until(async () => {
    const all = await (await running.get()).text();
    const found = readExposition(all);
    return (sampleOf(found, 'staffroom_deliveries_total', { outcome: 'answered' }) ?? 0) >= 4 && all;
  });
  const found = readExposition(text);
  const value = (name: string, labels: Record<string, string> = {}) => sampleOf(found, `staffroom_${name}`, labels);
  expect(value('interactions_total', { verb: 'show', chat: 'slack', by: 'text', outcome: 'answered' })).toBe(1);
  expect(value('interactions_total', { verb: 'none', outcome: 'not_understood' })).toBe(1);
  expect(value('interaction_seconds_count', { verb: 'list', chat: 'slack' })).toBe(1);
  expect(value('delivery_seconds_count', { chat: 'slack' })).toBe(4);
  expect(value('chat_calls_total', { method: 'auth.test', outcome: 'ok' })).toBe(1);
  expect(value('chat_calls_total', { method: 'chat.postMessage', outcome: 'ok' })).toBeGreaterThan(0);
  expect(value('chat_calls_total', { method: 'response_url', outcome: 'ok' })).toBeGreaterThan(0);
  expect(value('ready', { part: 'slack' })).toBe(1);
  expect(value('database_up')).toBe(1);
  expect(value('http_requests_total', { route: 'slack', status: '200' })).toBeGreaterThanOrEqual(3);
  expect(value('job_runs_total', { task: 'send-mails', outcome: 'done' })).toBeGreaterThan(0);

  const people = await database.db.select().from(users);
  const schools = await database.db.select().from(centres);
  const places = await database.db.select().from(workspaces);
  const secret = [
    ...people.flatMap(({ id, firstName, lastName, email }) => [id, firstName, lastName, email]),
    ...schools.flatMap(({ id, name, number, supportContact }) => [id, name, number, supportContact]),
    ...places.flatMap(({ id, externalId }) => [id, externalId]),
    ...[amina, channel, token, slack.botToken, slack.signingSecret, 'riverside', '@', '/staff', 'http://'],
  ].filter((words): words is string => typeof words === 'string' && words !== '');
  expect(secret.length).toBeGreaterThan(200);
  const values = [...found.values()].flatMap(({ samples }) => samples.flatMap(({ labels }) => Object.values(labels)));
  const shown = new Set(values.map((each) => each.toLowerCase()));
  expect(secret.filter((words) => shown.has(words.toLowerCase()))).toEqual([]);
  const long = secret.filter((words) => words.length > 5 || /[@/]/.test(words));
  expect(long.filter((words) => values.some((each) => each.includes(words)))).toEqual([]);
  expect(slack.violations).toEqual([]);
  await running.stop();
});
