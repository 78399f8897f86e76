import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { usualPace } from '../../../adapters/slack/context.ts';
import { testDatabase } from '../../kit/database.ts';
import type { Failure } from '../kit/failure.ts';
import type { FakeSlack } from '../slack/fake/index.ts';
import { slackInstance } from '../slack/instance.ts';
import { slackSchool } from '../slack/school.ts';
import { type Fault, type FaultyChat, interactions, patientMs, slowMs } from './faults.ts';
import { openClient } from './slack-person.ts';

const retryPolicy = (fault?: Fault) => ({ tryMs: patientMs(fault), totalMs: 60, pauseMs: 10 });

const failures: Record<Fault, Failure> = {
  'asked to wait a moment': { retryAfter: 0, times: 1 },
  'asked to wait long': { retryAfter: 60 },
  away: { status: 503 },
  broken: { status: 500 },
  'broken in a 200': { error: 'internal_error' },
  'refused for good': { error: 'restricted_action' },
  'answer lost': { lost: true, times: 1 },
  slow: { delayMs: slowMs, times: 1 },
};

/** What has no errors in a 200. */
const statusOnly = ['response_url', 'upload'];

/** Calls that are made for nothing that a person does. */
const elsewhere: Record<string, string> = {
  'auth.test': 'at the start',
  'auth.teams.list': 'to know the workspaces of a Grid',
  'conversations.info': 'a look at a channel before anything is done',
  'conversations.members': 'the same',
  'conversations.history': 'by the queue, for what was lost: that is the answer lost',
  'views.push': 'a dialog over another: where it is not taken, the one below is changed, or a message comes',
  'views.update': 'a dialog that is changed: where it is not taken, a message comes',
  'views.publish': 'the page, drawn anew whenever it is opened',
};

/** Slack's methods that the adapter's sources name. */
const callsIn = (folder: string): string[] => [
  ...new Set(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => readFileSync(join(folder, file), 'utf8').match(named) ?? [])
      .map((quoted) => quoted.slice(1, -1)),
  ),
];
const named = /'(?:auth|chat|conversations|files|users|views)\.[a-zA-Z.]+'/g;

/** The address of the answer is used up: then there are other ways. */
const slackInteractions = (slack: FakeSlack): typeof interactions => ({
  'said in a channel, its address used up': {
    async act(person, name) {
      const mend = slack.fail('response_url', { status: 404 });
      return (await interactions['said in a channel']?.act(person, name).finally(mend)) ?? '';
    },
    action: 'user.add',
    outcome: (name) => `Nora ${name} is added`,
  },
});

export async function faultySlack(): Promise<FaultyChat> {
  const database = await testDatabase();
  const school = await slackSchool(database);
  const { slack, app, id, channel } = school;
  let seen = slack.calls.length;
  return {
    contract: {
      app,
      async close() {
        await school.stop();
        await database.close();
      },
    },
    queue: school.adapter.chat,
    async open(fault) {
      const copy = await slackInstance(app, slack, {
        pace: { ...usualPace, workingAfterMs: 5_000, retryPolicy: retryPolicy(fault) },
      });
      slack.connectHttp(`${copy.url}/slack/events`);
      const settled = () => copy.adapter.settled(20_000);
      const client = slack.as(id.coordinator);
      const person = openClient({
        client,
        id: id.coordinator,
        slack,
        channel: channel.approvals,
        settled,
        timeoutMs: 0,
      });
      return { person, bugs: copy.bugs, stop: copy.stop };
    },
    called() {
      const since = slack.calls.slice(seen);
      seen = slack.calls.length;
      return [...new Set(since.map(({ method }) => method))];
    },
    fail(call, fault) {
      const isByStatus = statusOnly.includes(call);
      const how = isByStatus && fault === 'refused for good' ? { status: 404 } : failures[fault];
      return slack.fail(call, isByStatus && fault === 'broken in a 200' ? failures.broken : how);
    },
    faults: Object.keys(failures) as Fault[],
    interactions: { ...interactions, ...slackInteractions(slack) },
    calls: () => callsIn('adapters/slack').filter((call) => !(call in elsewhere)),
  };
}
