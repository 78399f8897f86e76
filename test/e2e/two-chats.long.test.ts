import { and, eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { auditEvents, mails } from '../../db/schema/index.ts';
import { slackManifest } from '../../manifest/slack.ts';
import { anyApp, teamsManifest } from '../../manifest/teams.ts';
import { loadCommands } from '../../src/bot/registry.ts';
import { wordsIn as wordsInSlack } from '../adapters/slack/school.ts';
import { wordsIn } from '../adapters/teams/school.ts';
import { closeRequests } from '../kit/close-requests.ts';
import { until } from '../kit/until.ts';
import { type TwoChats, twoChats } from './two-chats.ts';
import { dataIn, hasButtons, requestsIn } from './two-chats-requests.ts';

/** A school that uses Slack and Teams: both adapters run on one database, with the queue and all. */

let school: TwoChats;
const { saidInSlack, saidInTeams, copies, allSay, askInSlack, askInTeams, lookedAt, requestOf } = requestsIn(
  () => school,
);
const amina = () => ({ slack: school.slack.client('coordinator'), teams: school.teams.client('coordinator') });
const joseph = () => ({ slack: school.slack.client('admin'), teams: school.teams.client('admin') });

beforeAll(async () => {
  school = await twoChats();
  const { slack, teams } = school;
  // Each is known in both.
  for (const who of ['coordinator', 'admin', 'teacher', 'teacher-2'] as const) {
    await slack.client(who).message('whoami');
    await teams.client(who).type('whoami', teams.own(who));
    await until(() => saidInSlack(who, slack.own(who)).length > 1);
  }
  await amina().slack.command('/staff settings channel:here', slack.channel);
  await amina().teams.type('settings channel:here', teams.channel);
  // Some of the people in it have no active account: it is chosen by a Yes.
  const yes = 'Use this channel';
  const question = 'Decide requests in #approvals?';
  const inSlack = () =>
    amina()
      .slack.sees(slack.channel)
      .find((m) => wordsInSlack(m).includes(question));
  const inTeams = () =>
    amina()
      .teams.sees(teams.own('coordinator'))
      .find((m) => m.labels.includes(yes));
  await amina().slack.press(await until(inSlack), yes);
  await amina().teams.press(await until(inTeams), yes);
  const chosen = 'Requests are decided in #approvals';
  await until(() => saidInTeams('coordinator', teams.own('coordinator')).some((words) => words.includes(chosen)));
  await until(() => saidInSlack('coordinator', slack.channel).some((words) => words.includes(chosen)));
}, 60_000);
afterEach(async () => {
  await closeRequests(school.database.db);
  expect(school.broken()).toEqual([]);
});
afterAll(() => school?.stop());

const told = 'Amina Rahman approved your request.';
const first = /(Amina Rahman|Joseph Mwangi|You) approved this request already/;

describe('a request', () => {
  test('that was asked for in Slack is decided in Teams', async () => {
    const card = await askInSlack('asked in Slack');
    expect(wordsIn(card.teams)).toContain('Ben Okafor (Teacher');
    // All who may decide are known: there is nothing to press for the others.
    expect(card.teams.labels).toEqual([]);
    expect((await lookedAt('teacher', card.teams)).labels).toEqual([]);
    const mine = await lookedAt('coordinator', card.teams);
    expect(mine.labels).toEqual(['Approve', 'Deny']);
    await amina().teams.press(mine, 'Approve');
    await allSay('asked in Slack', 'Approved by Amina Rahman');
    // Where he asked, and there alone.
    await until(() => saidInSlack('teacher', school.slack.own('teacher')).some((words) => words.includes(told)));
    expect(saidInTeams('teacher', school.teams.own('teacher')).join()).not.toContain(told);
  });

  test('that was asked for in Teams is decided in Slack; what one saw as one’s own in Teams is dead', async () => {
    const card = await askInTeams('asked in Teams');
    const mine = await lookedAt('coordinator', card.teams);
    expect(mine).toMatchObject({ own: true, labels: ['Approve', 'Deny'] });
    await joseph().slack.press(card.slack, 'Deny');
    await until(() => joseph().slack.modal()?.submit === 'Deny');
    joseph().slack.fill({ reason: 'Come to room 12' });
    await joseph().slack.submit();
    await allSay('asked in Teams', 'Denied by Joseph Mwangi');
    for (const { own, words } of copies('asked in Teams').teams) {
      expect([own, words.join('\n')]).toEqual([false, expect.stringContaining('Come to room 12')]);
    }
    // Still on the screen of a client that missed the change.
    const late = await amina().teams.press(mine, 'Approve');
    expect(JSON.stringify(late.body)).toContain('Joseph Mwangi denied this request already');
    const denied = (words: string) => words.includes('Come to room 12');
    await until(() => saidInTeams('teacher', school.teams.own('teacher')).some(denied));
    expect(saidInSlack('teacher', school.slack.own('teacher')).filter(denied)).toEqual([]);
  });

  test.each(['Slack', 'Teams'])('that two decide at once, asked for in %s, is decided by one', async (where) => {
    // Who presses in Slack is someone else, or the same person before both.
    for (const [round, other] of (['admin', 'coordinator', 'admin'] as const).entries()) {
      const reason = `at once, ${where} ${round}`;
      const card = await (where === 'Slack' ? askInSlack(reason) : askInTeams(reason));
      const mine = await lookedAt('coordinator', card.teams);
      const before = saidInSlack(other, school.slack.channel).length;
      const [pressed] = await Promise.all([
        amina().teams.press(mine, 'Approve'),
        school.slack.client(other).press(card.slack, 'Approve'),
      ]);
      await allSay(reason, 'Approved by ');
      const inSlack = await until(() =>
        saidInSlack(other, school.slack.channel)
          .slice(before)
          .find((words) => words.includes('A link goes to') || first.test(words)),
      );
      expect([JSON.stringify(pressed.body), inSlack].filter((words) => first.test(words))).toHaveLength(1);
      // What follows from it was done once, too.
      const { correlationId } = await requestOf(reason);
      const { db } = school.database;
      const decided = and(eq(auditEvents.correlationId, correlationId), eq(auditEvents.action, 'reset.decide'));
      expect(await db.$count(auditEvents, and(decided, eq(auditEvents.outcome, 'done')))).toBe(1);
      expect(await db.$count(mails, eq(mails.correlationId, correlationId))).toBe(1);
    }
  });

  test('is not decided in Teams by the one who asked in Slack, nor by a button copied from someone’s own view', async () => {
    const card = await askInSlack('copied');
    const mine = await lookedAt('coordinator', card.teams);
    const { client, channel } = school.teams;
    for (const [who, words] of [
      ['teacher', 'This is your own request'],
      ['teacher-2', 'Your rights do not cover this'],
    ] as const) {
      const answer = await client(who).pressData(mine, dataIn(mine, 'actions'), 'execute');
      expect(JSON.stringify(answer.body)).toContain(words);
      // As “Refresh card” in Teams' own menu does.
      await client(who).pressData(mine, dataIn(card.teams, 'refresh'), 'execute');
      const [own] = client(who)
        .sees(channel)
        .filter(({ id }) => id === mine.id);
      expect(own).toMatchObject({ own: true, labels: [] });
    }
    expect(await requestOf('copied')).toMatchObject({ status: 'pending' });
    expect(copies('copied').slack.every(hasButtons)).toBe(true);
    await amina().teams.press(mine, 'Approve');
    await allSay('copied', 'Approved by Amina Rahman');
  });

  test('announced again is in the coordinator’s own chats too; decided there, every copy follows', async () => {
    for (const where of ['Teams', 'Slack']) {
      const reason = `announced again, for ${where}`;
      await (where === 'Teams' ? askInSlack(reason) : askInTeams(reason));
      await school.aDayLater((await requestOf(reason)).id);
      await until(() => copies(reason).slack.length === 3 && copies(reason).teams.length === 3);
      const inSlack = copies(reason).slack.at(-1);
      const inTeams = copies(reason).teams.at(-1);
      if (!inSlack || !inTeams) throw new Error('no copies');
      // Alone with the bot everything can be pressed at once.
      expect([hasButtons(inSlack), inTeams.labels]).toEqual([true, ['Approve', 'Deny']]);
      if (where === 'Slack') await amina().slack.press(inSlack, 'Approve');
      else await amina().teams.press(inTeams, 'Approve');
      await allSay(reason, 'Approved by Amina Rahman', 3);
    }
  });

  test('that is decided in Teams while Slack is away is shown so in Teams at once, and in Slack later', async () => {
    const reason = 'Slack is away';
    const card = await askInTeams(reason);
    const mine = await lookedAt('coordinator', card.teams);
    school.slack.fail('chat.update', { status: 503, times: 2 });
    await amina().teams.press(mine, 'Approve');
    await until(() => copies(reason).teams.every((m) => wordsIn(m).includes('Approved by Amina Rahman')));
    // Who sees the card that was left behind presses it, and reads who was first.
    const before = saidInSlack('admin', school.slack.channel).length;
    await joseph().slack.press(card.slack, 'Approve');
    await until(() =>
      saidInSlack('admin', school.slack.channel)
        .slice(before)
        .some((words) => first.test(words)),
    );
    await allSay(reason, 'Approved by Amina Rahman');
  }, 30_000);
});

test('the addresses that the manifests name are there, for whoever has no account', async () => {
  const { url } = school.first;
  const registry = await loadCommands();
  const inTeams = JSON.stringify(teamsManifest(registry, { ...anyApp, publicUrl: url })).split('"');
  const pages = inTeams.filter((each) => each.startsWith(url));
  expect(pages).toHaveLength(3);
  for (const page of pages) expect([page, (await fetch(page)).status]).toEqual([page, 200]);
  // Packages that were made before named the root.
  expect((await fetch(url)).url).toBe(pages[0]);
  const { settings } = slackManifest(registry, url);
  const { request_url } = settings.event_subscriptions;
  expect((await fetch(String(request_url), { method: 'POST' })).status).toBe(401);
});
