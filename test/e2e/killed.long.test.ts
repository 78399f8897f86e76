import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { and, eq, isNotNull, like } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { auditEvents, deliveries, users } from '../../db/schema/index.ts';
import { type Killable, killable } from '../kit/killable.ts';
import { slowDatabase } from '../kit/slow-database.ts';
import { until } from '../kit/until.ts';
import { type TwoPlatforms, twoPlatforms } from './two-chats.ts';

/** The program is killed while people talk to it: what it took has one effect, and they are answered by the next start. */

let at: TwoPlatforms;
let dataDir: string;
let program: Killable;
beforeAll(async () => {
  [at, dataDir] = await Promise.all([
    twoPlatforms({ strictAnswers: false }),
    mkdtemp(join(tmpdir(), 'staffroom-killed-')),
  ]);
  await start();
});
afterAll(async () => {
  await program.kill();
  await at.close();
  await rm(dataDir, { recursive: true, force: true });
});

async function start(): Promise<void> {
  program = await killable(at.env, { leaseMs: 800, dataDir });
  at.connect(program.url);
}

const slack = () => at.slack.client('coordinator');
const teams = () => at.teams.client('coordinator');
const address = (name: string) => `${name}@riverside.example`;
const line = (name: string) => `add Nora ${name} ${address(name)} sites:hub`;

/** What can be read of all that was answered since. */
function answers(): { slack: string[]; teams: string[] } {
  const here = (channel: string) =>
    slack()
      .sees(channel)
      .map((m) => JSON.stringify(m.blocks));
  return {
    slack: [at.slack.own('coordinator'), at.slack.channel].flatMap(here),
    teams: teams()
      .sees(at.teams.own('coordinator'))
      .map((m) => m.words.join(' ')),
  };
}
const count = (words: string[], what: string) => words.filter((each) => each.includes(what)).length;

/** A question with a Yes, and a form that is filled in, in Slack; a form in Teams: all but sent. */
async function prepare(name: string, suspended: string) {
  const { channel } = at.slack;
  const filled = { firstName: 'Nora', lastName: `${name}form`, email: address(`${name}form`) };
  const seen = slack().sees(channel).length;
  await slack().command(`/staff suspend ${suspended}`, channel);
  const question = await until(() => slack().sees(channel)[seen]);
  await slack().command('/staff add', channel);
  await until(() => slack().modal()?.submit);
  const rows = Object.entries(filled).map(([field, value]) => [`people.0.${field}`, value]);
  slack().fill({ ...Object.fromEntries(rows), 'people.0.sites': ['hub'] });
  const own = at.teams.own('coordinator');
  await teams().type('add', own);
  await teams().press(teams().last(own), 'Open the form');
  teams().fill({
    'people.0.firstName': 'Nora',
    'people.0.lastName': `${name}dialog`,
    'people.0.email': address(`${name}dialog`),
    'people.0.sites': 'hub',
  });
  /** Six things at once, by all the ways there are. */
  return () => ({
    slack: Promise.all([
      slack().message(line(`${name}words`)),
      slack().command(`/staff ${line(`${name}line`)}`, channel),
      slack().press(question, 'Suspend'),
      slack().submit(),
    ]),
    teams: Promise.all([teams().type(line(`${name}typed`), own), teams().submit()]),
  });
}

const added = (name: string) => at.database.db.$count(users, like(users.email, `${name}%@riverside.example`));
const events = async (action: string) =>
  at.database.db.$count(auditEvents, and(eq(auditEvents.action, action), eq(auditEvents.outcome, 'done')));
const open = () => at.database.db.$count(deliveries, isNotNull(deliveries.payload));

test('after it was taken, before anything was done', async () => {
  const act = await prepare('early', 'ben.okafor@riverside.example');
  await until(async () => (await open()) === 0);
  const before = { add: await events('user.add'), suspend: await events('user.suspend') };
  const over = await slowDatabase(at.database.url);
  const sent = act();
  expect((await sent.slack).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  await until(async () => (await open()) === 6);
  await program.kill();
  await sent.teams;
  await over();
  expect(await added('early')).toBe(0);

  await start();
  await until(async () => (await open()) === 0, 30_000);
  expect(await added('early')).toBe(5);
  expect(await events('user.add')).toBe(before.add + 5);
  expect(await events('user.suspend')).toBe(before.suspend + 1);
  const said = answers();
  for (const name of ['earlywords', 'earlyline', 'earlyform'])
    expect(count(said.slack, `Nora ${name} is added`), name).toBe(1);
  expect(count(said.slack, 'Ben Okafor is suspended')).toBe(1);
  for (const name of ['earlytyped', 'earlydialog']) expect(count(said.teams, `Nora ${name} is added`), name).toBe(1);
}, 60_000);

test('after it was done, before anyone was answered', async () => {
  const act = await prepare('late', 'jose.alvarez@riverside.example');
  await until(async () => (await open()) === 0);
  const before = { add: await events('user.add'), suspend: await events('user.suspend') };
  // The answers hang on their way, and come nowhere.
  const hang = { status: 500, delayMs: 2_000 };
  at.slack.fail('response_url', { ...hang, times: 3 });
  at.slack.fail('chat.postMessage', { ...hang, times: 1 });
  at.teams.fail(/(POST|PUT) .*activities/, { ...hang, times: 2 });
  const sent = act();
  await until(async () => (await added('late')) === 5 && (await events('user.suspend')) > before.suspend);
  expect(await open()).toBe(6);
  await program.kill();
  await Promise.all([sent.slack, sent.teams]);

  await start();
  await until(async () => (await open()) === 0, 30_000);
  expect(await events('user.add')).toBe(before.add + 5);
  expect(await events('user.suspend')).toBe(before.suspend + 1);
  // What the last of the hanging calls had was left to the queue.
  await until(
    () => count(answers().slack, 'This was done') >= 4 && count(answers().teams, 'This was done') >= 2,
    25_000,
  );
  const said = answers();
  expect(count(said.slack, 'This was done')).toBe(4);
  expect(count(said.teams, 'This was done')).toBe(2);
}, 60_000);
