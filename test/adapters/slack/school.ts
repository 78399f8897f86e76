import { afterEach, expect } from 'vitest';
import type { OAuth } from '../../../adapters/slack/connect/installs.ts';
import { scopes } from '../../../adapters/slack/connect/scopes.ts';
import type { Slack, SlackOptions } from '../../../adapters/slack/slack.ts';
import { cast } from '../../../db/sample/centre.ts';
import type { App } from '../../../src/service/context.ts';
import type { TestDatabase } from '../../kit/database.ts';
import { useOpened } from '../../kit/opened.ts';
import { until } from '../../kit/until.ts';
import { bind, sampleSchool } from '../kit/sample-school.ts';
import { type FakeClient, type FakeSlack, type FakeSlackOptions, fakeSlack, type MessageView } from './fake/index.ts';
import { slackInstance } from './instance.ts';

export type Who = (typeof cast)[number]['key'];

/** The sample centre with a workspace in Slack: its people, two channels, and the real adapter between. */
export interface SlackSchool {
  slack: FakeSlack;
  adapter: Slack;
  app: App;
  /** Whether the database is to be reached; only where the school was made with `canFail`. */
  database(isThere: boolean): Promise<void>;
  /** What broke, which is to be nothing. */
  bugs: unknown[];
  /** Every line of the log. */
  logged: string[];
  id: Record<Who, string>;
  as(who: Who): FakeClient;
  /** A channel with everyone and the bot in it, and one that the bot is not in. */
  channel: { approvals: string; staff: string };
  /** The newest message that this person sees there, once there is one more than before; the direct chat by default. */
  next(who: Who, act: () => Promise<unknown>, channel?: string): Promise<MessageView>;
  stop(): Promise<void>;
}

export async function slackSchool(
  database: TestDatabase,
  options: {
    socket?: boolean;
    fake?: FakeSlackOptions;
    bound?: boolean;
    /** Puts a proxy before the database, which can be closed. */
    canFail?: boolean;
    /** How soon people see that it takes long; as in production by default. */
    pace?: SlackOptions['pace'];
    /** The tokens of the workspaces that installed it themselves, by their ids; the first one's is put in. */
    tokens?: Map<string, string>;
  } = {},
): Promise<SlackSchool> {
  const fake = await fakeSlack({ rateLimits: false, ...options.fake });
  const { app, reach, close } = await sampleSchool(database, options.canFail);
  if (options.bound !== false) await bind(database, 'slack', fake.team.id);

  const { adapter, bugs, logged, url, stop } = await slackInstance(app, fake, {
    ...(options.pace && { pace: options.pace }),
    ...(options.socket && { receive: { appToken: fake.appToken } }),
    ...(options.tokens && { workspaces: { oauth: installed(fake, options.tokens) } }),
  });
  if (!options.socket) fake.connectHttp(`${url}/slack/events`);
  await adapter.start();

  const people = cast.map(({ key, name, email }) => [key, fake.addPerson({ name, email, handle: key }).id] as const);
  const id = Object.fromEntries(people) as Record<Who, string>;
  const members = Object.values(id);
  const approvals = fake.addChannel({ name: 'approvals', members, botIn: true }).id;
  const staff = fake.addChannel({ name: 'staff', members, botIn: false }).id;
  const as = (who: Who) => fake.as(id[who]);

  return {
    slack: fake,
    adapter,
    app,
    database: reach,
    bugs,
    logged,
    id,
    as,
    channel: { approvals, staff },
    async next(who, act, channel = fake.direct(id[who])) {
      const answers = () =>
        as(who)
          .sees(channel)
          .filter((m) => m.user !== id[who]);
      await adapter.settled(10_000);
      const before = answers().length;
      await act();
      await adapter.settled(10_000);
      return until(() => answers().slice(before).at(-1));
    },
    async stop() {
      await stop();
      await close();
      await fake.close();
    },
  };
}

/** The same for all tests of a file; none may break anything, or send what Slack would not take. */
export function useSlack(database: TestDatabase, options: Parameters<typeof slackSchool>[1] = {}): SlackSchool {
  const school = useOpened(
    () => slackSchool(database, options),
    ({ stop }) => stop(),
  );
  afterEach(async () => {
    if (options.canFail) await school.database(true);
    await school.adapter.settled(20_000);
    for (const { key } of cast) school.as(key).closeModal({ all: true });
    expect(school.slack.violations.splice(0)).toEqual([]);
    expect(school.bugs.splice(0)).toEqual([]);
  });
  return school;
}

/** As if each of these had installed it. */
function installed({ team, botToken, clientId, clientSecret }: FakeSlack, tokens: Map<string, string>): OAuth {
  tokens.set(team.id, botToken);
  const find = async (id: string) =>
    tokens.has(id) ? JSON.stringify({ bot: { token: tokens.get(id), scopes } }) : undefined;
  const nothing = async () => {};
  const parts = { organisationOf: async () => undefined, likeliest: async () => undefined, note: nothing };
  return { clientId, clientSecret, keeper: { find, save: nothing, remove: nothing, ids: async () => [], parts } };
}

/** All the words of a message or view. */
export function wordsIn(of: { blocks: unknown[] } | undefined): string {
  const words: string[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(walk);
    else if (typeof value === 'object' && value !== null)
      for (const [key, inner] of Object.entries(value)) {
        if (key === 'text' && typeof inner === 'string') words.push(inner);
        else walk(inner);
      }
  };
  walk(of?.blocks ?? []);
  return words.join('\n');
}
