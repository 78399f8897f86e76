import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isNotNull } from 'drizzle-orm';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { deliveries } from '../../../db/schema/index.ts';
import { readConfig } from '../../../src/program/config/config.ts';
import { start } from '../../../src/program/start.ts';
import { type TestDatabase, testDatabase } from '../../kit/database.ts';
import { openedBy } from '../../kit/open-address.ts';
import { type Program, programCopy } from '../../kit/program.ts';
import { slowDatabase } from '../../kit/slow-database.ts';
import { until } from '../../kit/until.ts';
import { type FakeSlack, fakeSlack } from './fake/index.ts';
import { slackInstance } from './instance.ts';
import { type SlackSchool, slackSchool, wordsIn } from './school.ts';

/** It stops with something pending; and the program as a whole, with Slack's settings. */

describe.each(['http', 'socket'] as const)('over %s, what is pending when it stops', (by) => {
  let database: TestDatabase;
  let school: SlackSchool;
  beforeAll(async () => {
    database = await testDatabase();
    school = await slackSchool(database);
  });
  afterEach(() => {
    expect(school.slack.violations.splice(0)).toEqual([]);
    expect(school.bugs.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await school.stop();
    await database.close();
  });

  async function copy() {
    const how = by === 'socket' ? { receive: { appToken: school.slack.appToken } } : {};
    const made = await slackInstance(school.app, school.slack, how);
    school.slack.connectHttp(by === 'http' ? `${made.url}/slack/events` : '');
    await made.adapter.start();
    return made;
  }

  test('is finished and answered', async () => {
    const { adapter, bugs, stop } = await copy();
    const amina = school.as('coordinator');
    const { staff } = school.channel;
    await amina.command('/staff suspend', staff);
    await until(() => amina.modal());
    const [found] = await amina.suggest('people', 'ben.okafor');
    amina.fill({ people: found?.value ?? '' });
    await adapter.settled(5_000);
    const before = amina.sees(staff).length;
    const over = await slowDatabase(database.url);
    await amina.command('/staff whoami', staff);
    const submitted = amina.submit();
    const inHand = () => database.db.$count(deliveries, isNotNull(deliveries.payload));
    await until(async () => (await inHand()) === 2);
    await adapter.close();
    expect(await submitted).toMatchObject({ status: 200, body: { response_action: 'clear' } });
    await over();
    await adapter.settled(10_000);
    const said = amina.sees(staff).slice(before).map(wordsIn).join('\n');
    expect(said).toContain('amina.rahman@');
    expect(said).toContain('Ben Okafor');
    expect(bugs).toEqual([]);
    if (by === 'socket') {
      expect(school.slack.sockets()).toBe(0);
      await expect(adapter.check()).rejects.toThrow();
    }
    await stop();
  });
});

describe('the program', () => {
  let database: TestDatabase;
  let empty: TestDatabase;
  let fake: FakeSlack;
  let program: Program;
  beforeAll(async () => {
    [database, empty, program] = await Promise.all([testDatabase(), testDatabase(), programCopy()]);
    fake = await fakeSlack({ rateLimits: false });
  }, 60_000);
  afterEach(() => {
    expect(fake.violations.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await program.remove();
    await fake.close();
    await Promise.all([database.close(), empty.close()]);
  });

  const keys = (url: string) => ({
    DATABASE_URL: url,
    SECRET_KEY: 'x'.repeat(40),
    SLACK_BOT_TOKEN: fake.botToken,
    SLACK_APP_TOKEN: fake.appToken,
    SLACK_API_URL: fake.apiUrl,
    DRAIN_SECONDS: '0',
  });
  const centre = {
    CENTRE_NAME: 'Riverside International School',
    CENTRE_NUMBER: 'IN123',
    COORDINATOR_EMAIL: 'amina.rahman@riverside.example',
    SUPPORT_CONTACT: 'the IT ctx',
  };

  test('says what is missing or wrong, and does not start', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'staffroom-slack-'));
    const begin = (more: Record<string, string>) => {
      const config = readConfig({ ...keys(empty.url), PORT: '0', ...more });
      if ('wrong' in config) throw new Error(config.wrong.join('\n'));
      return start({ config, log: pino({ level: 'silent' }), dataDir });
    };
    await expect(begin({})).rejects.toThrow(
      /^CENTRE_NAME: missing.*\nCENTRE_NUMBER: .*\nCOORDINATOR_EMAIL: .*\nSUPPORT_CONTACT: /,
    );
    const wrongBot = begin({ ...centre, SLACK_BOT_TOKEN: 'xoxb-not-the-token' });
    await expect(wrongBot).rejects.toThrow(/^SLACK_BOT_TOKEN: Slack refuses it/);
    const wrongApp = begin({ ...centre, SLACK_APP_TOKEN: 'xapp-not-the-token' });
    await expect(wrongApp).rejects.toThrow(/^SLACK_APP_TOKEN: Slack refuses it/);
    await rm(dataDir, { recursive: true });
  });

  test('answers in Slack, has no playground, tells of lost connections, and finishes what it has when told to stop', async () => {
    const running = program.begin({ ...keys(database.url), ...centre });
    await until(() => running.said().includes('Staffroom is ready.'), 60_000);
    const [, url] = /(http:\S+)\/mailbox/.exec(running.said()) ?? [];
    const address = (await readFile(join(program.folder, '.data', 'open-address'), 'utf8')).trim();
    const get = async (path: string) => fetch(`${url}${path}`, { headers: await openedBy(address) });
    const amina = fake.addPerson({ name: 'Amina Rahman', email: 'amina.rahman@riverside.example' });
    const client = fake.as(amina.id);
    const channel = fake.addChannel({ name: 'staff', members: [amina.id], botIn: false }).id;
    const lastSaid = () => wordsIn(client.sees(channel).at(-1));

    expect(await (await get('/')).text()).not.toMatch(/playground|<script/);
    expect((await get('/mailbox')).status).toBe(200);
    expect((await fetch(`${url}/mailbox`)).status).toBe(403);
    expect(await (await get('/readyz')).json()).toEqual({ status: 'ready', missing: [] });
    // Nobody has a password yet: the coordinator is invited.
    await client.command('/staff whoami', channel);
    await until(() => /waiting for a password|amina\.rahman@/.test(lastSaid()));

    fake.refuseSockets(true);
    fake.dropSocket('cut');
    fake.dropSocket('cut');
    await expect
      .poll(async () => (await get('/readyz')).json(), { timeout: 10_000 })
      .toEqual({ status: 'not ready', missing: ['slack'] });
    fake.refuseSockets(false);
    await expect.poll(async () => (await get('/readyz')).status, { timeout: 20_000 }).toBe(200);
    await until(() => fake.sockets() === 2, 20_000);

    const count = client.sees(channel).length;
    const over = await slowDatabase(database.url);
    await client.command('/staff whoami', channel);
    const ended = running.end('SIGTERM');
    await until(() => fake.sockets() === 0, 20_000);
    await over();
    expect(await ended).toBe(0);
    expect(client.sees(channel).length).toBeGreaterThan(count);
    expect(lastSaid()).toMatch(/waiting for a password|amina\.rahman@/);
    const secrets = [fake.botToken, fake.appToken, address.split('#')[1]];
    for (const secret of secrets) expect(running.said()).not.toContain(secret);
  }, 120_000);
});
