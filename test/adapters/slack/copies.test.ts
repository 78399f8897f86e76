import { eq } from 'drizzle-orm';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { usualPace } from '../../../adapters/slack/context.ts';
import { connect } from '../../../db/connect.ts';
import { workspaces } from '../../../db/schema/index.ts';
import { openChanges } from '../../../src/program/changes.ts';
import { slackKeeper } from '../../../src/program/chats/slack-keeper.ts';
import { useTwoChanges } from '../../kit/changes.ts';
import { useDatabase } from '../../kit/database.ts';
import { useOpened } from '../../kit/opened.ts';
import { proxyTo } from '../../kit/slow-database.ts';
import { until } from '../../kit/until.ts';
import { bind } from '../kit/sample-school.ts';
import { type SlackInstance, slackInstance } from './instance.ts';
import { useSlack, wordsIn } from './school.ts';

/** What Slack tells one copy of the program, all know: it sends each payload to any one of them. */

const database = useDatabase();
const school = useSlack(database);
const changes = useTwoChanges(database);

const copies = useOpened(
  async () => {
    const { app, slack } = school;
    const oauth = { clientId: slack.clientId, clientSecret: slack.clientSecret, keeper: slackKeeper(app) };
    const here = await slackInstance(app, slack, { workspaces: { oauth }, changes: changes.here });
    const there = await slackInstance(app, slack, { workspaces: { oauth }, changes: changes.there });
    return { here, there };
  },
  async ({ here, there }) => {
    await here.stop();
    await there.stop();
  },
);
afterEach(() => expect([copies.here, copies.there].flatMap(({ bugs }) => bugs.splice(0))).toEqual([]));

/** From now on Slack sends there. */
const sendTo = ({ url }: SlackInstance) => school.slack.connectHttp(`${url}/slack/events`);

/** A workspace of Riverside's that installed the app, and someone in it whose e-mail is Joseph's; `says` is what they read there. */
async function somebody() {
  const { slack } = school;
  const team = slack.addTeam({ name: 'Riverside too', installed: false });
  await bind(database, 'slack', team.id);
  const nora = slack.addPerson({ name: 'Nora Lind', email: 'joseph.mwangi@riverside.example', teamId: team.id });
  const channel = slack.addChannel({ name: 'room', teamId: team.id, members: [nora.id], botIn: true }).id;
  const install = () => slack.install(`${copies.here.url}/slack/install`, { teamId: team.id, by: nora.id });
  await install();
  return {
    team,
    nora,
    install,
    asks: () => slack.calls.filter((c) => c.method === 'users.info' && c.args.user === nora.id).length,
    /** Tells the copy here that the person is another by now. */
    async tell(values: Partial<typeof nora>) {
      Object.assign(nora, values);
      sendTo(copies.here);
      await slack.event(team.id, { type: 'user_change', user: slack.userObject(nora.id) });
      await copies.here.adapter.settled(10_000);
    },
    async says() {
      sendTo(copies.there);
      await slack.as(nora.id).command('/staff whoami', channel);
      await copies.there.adapter.settled(10_000);
      return wordsIn(slack.as(nora.id).sees(channel).at(-1));
    },
  };
}

test('another e-mail, and an account that is deactivated', async () => {
  const { asks, says, tell } = await somebody();
  expect(await says()).toContain('joseph.mwangi@');
  await until(async () => {
    const before = asks();
    expect(await says()).toContain('joseph.mwangi@');
    return asks() === before;
  });
  await tell({ email: 'ben.okafor@riverside.example' });
  await until(async () => (await says()).includes('ben.okafor@'));
  await tell({ deleted: true });
  await until(async () => (await says()).includes('Only full members'));
});

test('what was missed while the line was cut is not believed', async () => {
  const { says, tell, asks } = await somebody();
  expect(await says()).toContain('joseph.mwangi@');
  await changes.cut(true);
  await tell({ email: 'ben.okafor@riverside.example' });
  await until(async () => (await says()).includes('ben.okafor@'));
  await tell({ email: 'joseph.mwangi@riverside.example' });
  await changes.cut(false);
  await until(async () => (await says()).includes('joseph.mwangi@'));
  // And remembered again.
  await until(async () => {
    const before = asks();
    await says();
    return asks() === before;
  });
});

test('what can’t be told to the other copies is not acknowledged, so that Slack brings it again', async () => {
  const { nora, team, says } = await somebody();
  const { slack } = school;
  expect(await says()).toContain('joseph.mwangi@');
  const proxy = await proxyTo(database.appUrl);
  const { db, close } = connect(proxy.url);
  const cutOff = await openChanges({ url: database.appUrl, db, log: pino({ level: 'silent' }) });
  const copy = await slackInstance(school.app, slack, { changes: cutOff, pace: { ...usualPace, keepMs: 100 } });
  sendTo(copy);
  await proxy.down(true);
  nora.deleted = true;
  const delivery = await slack.event(team.id, { type: 'user_change', user: slack.userObject(nora.id) });
  expect(delivery.status).toBe(503);
  slack.violations.splice(0);
  await proxy.down(false);
  await until(async () => {
    sendTo(copy);
    const retry = { retryNum: 1, retryReason: 'http_error' };
    return (await slack.as(nora.id).redeliver(delivery, retry)).status === 200;
  });
  await until(async () => (await says()).includes('Only full members'));
  await copy.stop();
  await cutOff.close();
  await close();
  await proxy.close();
});

test('an app that is taken out, and installed again with another token', async () => {
  const { team, nora, install } = await somebody();
  const post = () =>
    copies.there.adapter.chat.post({ workspace: team.id, person: nora.id }, { title: 'Hello' }).then(
      () => 'posted',
      (error: Error) => error.message,
    );
  expect(await post()).toBe('posted');
  sendTo(copies.here);
  await school.slack.uninstall(team.id);
  await copies.here.adapter.settled(10_000);
  await until(async () => (await post()) === `not installed in ${team.id}`);
  await install();
  // With the token of before it would be refused for good.
  await until(async () => (await post()) === 'posted');
});

test('a tie that is ended', async () => {
  const { says, team } = await somebody();
  expect(await says()).toContain('joseph.mwangi@');
  const isIt = eq(workspaces.externalId, team.id);
  await database.db.update(workspaces).set({ externalId: 'elsewhere' }).where(isIt);
  expect(await says()).toContain('not tied to a school');
});
