import { randomBytes } from 'node:crypto';
import { cast } from '../../db/sample/centre.ts';
import { withEnds } from '../kit/ends.ts';
import { sampleDatabase, startBare, startProgram } from './sides.ts';
import { type LightSlack, lightSlack } from './slack-light.ts';
import type { Receiver } from './slack-load.ts';

/** `npm start` in a process of its own, with the sample centre, and beside it a bolt app that only acknowledges. */
export interface Sides {
  ours: Receiver & { slack: LightSlack };
  bare: Receiver;
  stop(): Promise<void>;
}

/** Starts both. */
export function startSides(): Promise<Sides> {
  return withEnds(async (ends) => {
    const slack = await lightSlack(cast[0].email);
    ends.push(() => slack.close());
    const databaseUrl = await sampleDatabase({ platform: 'slack', externalId: slack.team }, ends);
    const signingSecret = randomBytes(16).toString('hex');
    const keys = {
      SLACK_BOT_TOKEN: 'xoxb-0000000000-bench',
      SLACK_SIGNING_SECRET: signingSecret,
      SLACK_API_URL: slack.apiUrl,
    };
    const port = await startProgram(databaseUrl, keys, ends);
    const bare = await startBare('./slack-bare.ts', { SIGNING_SECRET: signingSecret }, ends);
    return { ours: { port, signingSecret, slack }, bare: { port: bare, signingSecret } };
  });
}
