import { randomBytes } from 'node:crypto';
import { eventsPath } from '../../../adapters/slack/connect/door.ts';
import { slashCommand } from '../../../adapters/slack/read/payload.ts';
import { cast } from '../../../db/sample/centre.ts';
import { type Ends, withEnds } from '../../kit/ends.ts';
import { aCopy, databaseKeys, type Running, sampleDatabase, startBare, startProgram } from './sides.ts';
import { type LightSlack, lightSlack, onlyMember } from './slack-light.ts';
import type { Receiver } from './slack-load.ts';

/** `npm start` in a process of its own, with the sample centre, and beside it what only acknowledges. */
export interface Sides {
  ours: Receiver & { slack: LightSlack };
  bolt: Receiver;
  http: Receiver;
  stop(): Promise<void>;
}

/** What the program is started with to talk to a light Slack. */
export const slackKeys = ({ apiUrl }: LightSlack, signingSecret: string) => ({
  SLACK_BOT_TOKEN: 'xoxb-0000000000-bench',
  SLACK_SIGNING_SECRET: signingSecret,
  SLACK_API_URL: apiUrl,
});

/** A bolt app that does nothing but acknowledge. */
export const startBolt = (signingSecret: string, ends: Ends, more: Record<string, string> = {}): Promise<Running> =>
  startBare(
    './slack-bare.js',
    { SIGNING_SECRET: signingSecret, EVENTS_PATH: eventsPath, COMMAND: slashCommand, ...more },
    ends,
  );

/** Starts all. */
export function startSides(): Promise<Sides> {
  return withEnds(async (ends) => {
    const slack = await lightSlack(() => cast[0].email);
    ends.push(() => slack.close());
    const databaseUrl = await sampleDatabase([{ platform: 'slack', externalId: onlyMember.team }]);
    const signingSecret = randomBytes(16).toString('hex');
    const keys = { ...databaseKeys(databaseUrl), ...slackKeys(slack, signingSecret) };
    const { port, pid } = await startProgram(await aCopy(ends), keys, ends);
    const bolt = await startBolt(signingSecret, ends);
    const http = await startBare('./http-bare.js', {}, ends);
    return {
      ours: { port, pid, signingSecret, slack },
      bolt: { ...bolt, signingSecret },
      http: { ...http, signingSecret },
    };
  });
}
