import express from 'express';
import { pino } from 'pino';
import { type Teams, type TeamsOptions, teams } from '../../../adapters/teams/teams.ts';
import type { Inbox } from '../../../src/jobs/inbox.ts';
import type { Json } from '../../../src/lib/json.ts';
import type { AllChanges } from '../../../src/program/changes.ts';
import { tiesOf } from '../../../src/program/chats/ties.ts';
import type { App } from '../../../src/service/context.ts';
import { findReference, forgetReference, saveReference } from '../../../src/service/workspaces/references.ts';
import { allAlone } from '../../kit/changes.ts';
import { listen } from '../../kit/listen.ts';
import { realBot } from '../kit/sample-school.ts';
import type { FakeTeams } from './fake/index.ts';

/** A copy of the program's Teams side, of its own memory, on a database and a Teams that are there already. */
export interface TeamsInstance {
  adapter: Teams;
  inbox: Inbox;
  /** Where activities are posted. */
  url: string;
  /** What broke, which is to be nothing. */
  bugs: unknown[];
  /** What was written down, a line each. */
  logged: string[];
  stop(): Promise<void>;
}

interface How extends Partial<Pick<TeamsOptions, 'pace' | 'tenant'>> {
  /** What it hears of other copies; of none by default. */
  changes?: AllChanges;
}

/** @param how for the fake's own tenant by default */
export async function teamsInstance(app: App, fake: FakeTeams, how: How = {}): Promise<TeamsInstance> {
  const logged: string[] = [];
  const { bot, inbox, bugs, chats } = await realBot(app);
  const log = pino({ level: 'debug' }, { write: (text: string) => logged.push(text) });
  const error = log.error.bind(log);
  log.error = ((...parts: Parameters<typeof error>) => {
    bugs.push(parts);
    error(...parts);
  }) as never;
  const { of } = how.changes ?? allAlone;
  const adapter = teams({
    bot,
    inbox: inbox.of('teams'),
    log,
    appId: fake.appId,
    password: 'a-secret-of-the-app',
    tenant: how.tenant ?? fake.tenantId,
    trustUrl: fake.trustUrl,
    ...(how.pace && { pace: how.pace }),
    ties: tiesOf(app, 'teams'),
    changes: { people: of('teams', 'people'), rosters: of('teams', 'rosters'), references: of('teams', 'references') },
    references: {
      save: (workspace, peer, content) => saveReference(app, 'teams', workspace, peer, content),
      find: async (workspace, peer) => (await findReference(app, 'teams', workspace, peer)) as Json | undefined,
      forget: (workspace, peer) => forgetReference(app, 'teams', workspace, peer),
    },
  });
  chats.push(adapter.chat);
  const server = await listen(express().use(adapter.router));
  return {
    adapter,
    inbox,
    url: `${server.url}/api/messages`,
    bugs,
    logged,
    async stop() {
      await server.close();
      await adapter.close();
      await adapter.settled(15_000);
      inbox.stop();
      await inbox.settled();
    },
  };
}
