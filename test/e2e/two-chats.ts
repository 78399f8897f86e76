import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { cast, makeSampleCentre } from '../../db/sample/centre.ts';
import { readConfig } from '../../src/program/config/config.ts';
import type { Running } from '../../src/program/serve.ts';
import { start } from '../../src/program/start.ts';
import { queueJobs } from '../../src/service/jobs.ts';
import { bind } from '../adapters/kit/sample-school.ts';
import * as inSlack from '../adapters/slack/fake/index.ts';
import * as inTeams from '../adapters/teams/fake/index.ts';
import { closeRequests } from '../kit/close-requests.ts';
import { type TestDatabase, testDatabase } from '../kit/database.ts';
import { slackSettings } from '../kit/settings.ts';

type Who = (typeof cast)[number]['key'];

const day = 24 * 3_600_000;

interface Copy {
  url: string;
  /** From now on both platforms send to this copy. */
  takes(): void;
}

/** The sample centre, in a workspace of Slack and a tenant of Teams. */
export interface TwoPlatforms {
  database: TestDatabase;
  slack: inSlack.FakeSlack & { client(who: Who): inSlack.FakeClient; own(who: Who): string; channel: string };
  teams: inTeams.FakeTeams & { client(who: Who): inTeams.FakeClient; own(who: Who): string; channel: string };
  /** What Staffroom is started with. */
  env: Record<string, string>;
  /** Both platforms send there from now on. */
  connect(url: string): void;
  close(): Promise<void>;
}

/** The same, with all of Staffroom running. */
export interface TwoChats extends Omit<TwoPlatforms, 'env' | 'connect' | 'close'> {
  first: Copy;
  /** Another copy of the program, of its own memory. */
  another(): Promise<Copy>;
  /** A day goes by: what waits is announced again. */
  aDayLater(requestId: string): Promise<void>;
  /** What was logged as an error, and what the platforms would not have taken; each is told once. */
  broken(): unknown[];
  stop(): Promise<void>;
}

/** @param options.strictAnswers whether it is a violation that Teams hears nothing */
export async function twoPlatforms({ strictAnswers = true } = {}): Promise<TwoPlatforms> {
  const database = await testDatabase();
  const slack = await inSlack.fakeSlack({ rateLimits: false });
  const teams = await inTeams.fakeTeams({ strictAnswers });
  await makeSampleCentre(database.db, new Date());
  await closeRequests(database.db);
  await bind(database, 'slack', slack.team.id);
  await bind(database, 'teams', teams.tenantId);

  const ids = new Map(
    cast.map(({ key, name, email }) => [
      key,
      { slack: slack.addPerson({ name, email, handle: key }).id, teams: teams.addPerson({ name, email }).id },
    ]),
  );
  const idOf = (who: Who) => ids.get(who) ?? { slack: '', teams: '' };
  const everyone = [...ids.values()];
  const slackChannel = slack.addChannel({ name: 'approvals', members: everyone.map((p) => p.slack), botIn: true }).id;
  const teamsChannel = teams.addChannel({ name: 'approvals', members: everyone.map((p) => p.teams) }).id;

  return {
    database,
    slack: Object.assign(slack, {
      client: (who: Who) => slack.as(idOf(who).slack),
      own: (who: Who) => slack.direct(idOf(who).slack),
      channel: slackChannel,
    }),
    teams: Object.assign(teams, {
      client: (who: Who) => teams.as(idOf(who).teams),
      own: (who: Who) => teams.direct(idOf(who).teams),
      channel: teamsChannel,
    }),
    env: {
      ...slackSettings(database.url, slack),
      TEAMS_APP_ID: teams.appId,
      TEAMS_APP_PASSWORD: 'a-secret-of-the-app',
      TEAMS_TENANT_ID: teams.tenantId,
      TEAMS_TRUST_URL: teams.trustUrl,
    },
    connect(url) {
      slack.connectHttp(`${url}/slack/events`);
      teams.connect(`${url}/api/messages`);
    },
    async close() {
      await Promise.all([slack.close(), teams.close()]);
      await database.close();
    },
  };
}

export async function twoChats(): Promise<TwoChats> {
  const [platforms, dataDir] = await Promise.all([twoPlatforms(), mkdtemp(join(tmpdir(), 'staffroom-two-'))]);
  const { database, slack, teams, env, connect, close } = platforms;
  const config = readConfig(env);
  if ('wrong' in config) throw new Error(config.wrong.join('\n'));
  const errors: string[] = [];
  const log = pino({ level: 'error' }, { write: (line: string) => errors.push(line) });
  // A Tuesday to come: nothing is announced again at the weekend, and no job's time comes by itself.
  let ahead = ((9 - new Date().getUTCDay()) % 7) * day;
  const clock = () => new Date(Date.now() + ahead);
  const running: Running[] = [];
  const copy = async (): Promise<Copy> => {
    const staffroom = await start({ config, log, dataDir, clock });
    running.push(staffroom);
    return { url: staffroom.url, takes: () => connect(staffroom.url) };
  };
  const first = await copy();
  first.takes();

  return {
    database,
    slack,
    teams,
    first,
    another: copy,
    async aDayLater(requestId) {
      ahead += day;
      await database.db.transaction((tx) => queueJobs(tx, [{ task: 'remind-request', payload: { requestId } }]));
    },
    broken: () => [...errors.splice(0), ...slack.violations.splice(0), ...teams.violations.splice(0)],
    async stop() {
      for (const staffroom of running) await staffroom.stop();
      await close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
