import express from 'express';
import { type Slack, type SlackOptions, slack } from '../../../adapters/slack/slack.ts';
import type { Inbox } from '../../../src/jobs/inbox.ts';
import type { AllChanges } from '../../../src/program/changes.ts';
import { tiesOf } from '../../../src/program/chats/ties.ts';
import { logTo } from '../../../src/program/log.ts';
import type { App } from '../../../src/service/context.ts';
import { allAlone } from '../../kit/changes.ts';
import { listen } from '../../kit/listen.ts';
import { realBot } from '../kit/sample-school.ts';
import type { FakeSlack } from './fake/index.ts';

/** A copy of the program's Slack side, of its own memory, on a database and a Slack that are there already. */
export interface SlackInstance {
  adapter: Slack;
  inbox: Inbox;
  /** Where it listens, with HTTP. */
  url: string;
  /** What broke, which is to be nothing. */
  bugs: unknown[];
  /** Every line of the log. */
  logged: string[];
  stop(): Promise<void>;
}

interface How extends Partial<Pick<SlackOptions, 'receive' | 'workspaces' | 'pace'>> {
  /** What it hears of other copies; of none by default. */
  changes?: AllChanges;
}

/** @param how over HTTP and for the first workspace by default */
export async function slackInstance(app: App, fake: FakeSlack, how: How = {}): Promise<SlackInstance> {
  const web = express();
  const server = await listen(web);
  const { bot, inbox, bugs, chats } = await realBot(app);
  const logged: string[] = [];
  const log = logTo({ write: (line) => void logged.push(line) }, 'trace');
  log.error = ((...parts: unknown[]) => bugs.push(parts)) as never;
  const { of } = how.changes ?? allAlone;
  const adapter = slack({
    bot,
    inbox: inbox.of('slack'),
    log,
    publicUrl: server.url,
    apiUrl: fake.apiUrl,
    ties: tiesOf(app, 'slack'),
    changes: { people: of('slack', 'people'), installations: of('slack', 'installations') },
    ...(how.pace && { pace: how.pace }),
    receive: how.receive ?? { signingSecret: fake.signingSecret },
    workspaces: how.workspaces ?? { botToken: fake.botToken },
  });
  chats.push(adapter.chat);
  if (adapter.door) web.use(adapter.door);
  if (adapter.router) web.use(adapter.router);
  return {
    adapter,
    inbox,
    url: server.url,
    bugs,
    logged,
    async stop() {
      await server.close();
      await adapter.close();
      await adapter.settled(5_000);
      inbox.stop();
      await inbox.settled();
    },
  };
}
