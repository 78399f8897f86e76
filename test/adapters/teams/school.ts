import { afterEach, expect } from 'vitest';
import type { Teams, TeamsOptions } from '../../../adapters/teams/teams.ts';
import { cast } from '../../../db/sample/centre.ts';
import type { Inbox } from '../../../src/jobs/inbox.ts';
import type { App } from '../../../src/service/context.ts';
import type { TestDatabase } from '../../kit/database.ts';
import { useOpened } from '../../kit/opened.ts';
import { bind, sampleSchool } from '../kit/sample-school.ts';
import { type FakeClient, type FakeTeams, type FakeTeamsOptions, fakeTeams, type MessageView } from './fake/index.ts';
import { teamsInstance } from './instance.ts';

export type Who = (typeof cast)[number]['key'];

/** The sample centre with a tenant in Teams: its people, a team, and the real adapter between. */
export interface TeamsSchool {
  teams: FakeTeams;
  adapter: Teams;
  inbox: Inbox;
  app: App;
  /** Whether the database is to be reached; only where the school was made with `canFail`. */
  database(isThere: boolean): Promise<void>;
  /** Where activities are posted. */
  url: string;
  /** What broke, which is to be nothing. */
  bugs: unknown[];
  /** What was written down, a line each. */
  logged: string[];
  id: Record<Who, string>;
  as(who: Who): FakeClient;
  direct(who: Who): string;
  /** Channels and a group chat with everyone and the bot in them, and a channel that the bot is not in. */
  channel: { general: string; approvals: string; staff: string; chat: string };
  /** The newest message that this person sees there, once the bot is done with this; the direct chat by default. */
  next(who: Who, act: () => Promise<unknown>, conversation?: string): Promise<MessageView>;
  /** Waits until the bot is done. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

export async function teamsSchool(
  database: TestDatabase,
  options: {
    fake?: FakeTeamsOptions;
    bound?: boolean;
    /** Puts a proxy before the database, which can be closed. */
    canFail?: boolean;
    /** How soon people see that it takes long; as in production by default. */
    pace?: TeamsOptions['pace'];
    tenant?: string;
  } = {},
): Promise<TeamsSchool> {
  const fake = await fakeTeams(options.fake);
  const { app, reach, close } = await sampleSchool(database, options.canFail);
  if (options.bound !== false) await bind(database, 'teams', fake.tenantId);

  const { adapter, inbox, url, bugs, logged, stop } = await teamsInstance(app, fake, {
    ...(options.pace && { pace: options.pace }),
    ...(options.tenant && { tenant: options.tenant }),
  });
  fake.connect(url);

  const people = cast.map(({ key, name, email }) => [key, fake.addPerson({ name, email }).id] as const);
  const id = Object.fromEntries(people) as Record<Who, string>;
  const members = Object.values(id);
  fake.addTeam({ name: 'Riverside' });
  const general = fake.addChannel({ name: 'General', members }).id;
  const approvals = fake.addChannel({ name: 'approvals', members }).id;
  const staff = fake.addChannel({ name: 'staff', members, botIn: false }).id;
  const chat = fake.addGroupChat({ members }).id;
  const as = (who: Who) => fake.as(id[who]);
  const settled = () => adapter.settled(15_000);

  return {
    teams: fake,
    adapter,
    inbox,
    app,
    database: reach,
    url,
    bugs,
    logged,
    id,
    as,
    direct: (who) => fake.direct(id[who]),
    channel: { general, approvals, staff, chat },
    settled,
    async next(who, act, conversation = fake.direct(id[who])) {
      await settled();
      await act();
      await settled();
      const said = as(who)
        .sees(conversation)
        .filter((m) => m.fromBot);
      const newest = said.at(-1);
      if (!newest) throw new Error(`the bot said nothing in ${conversation}`);
      return newest;
    },
    async stop() {
      await settled();
      await stop();
      await close();
      await fake.close();
    },
  };
}

/** The same for all tests of a file; none may break anything, or send or answer what Teams would not take. */
export function useTeams(database: TestDatabase, options: Parameters<typeof teamsSchool>[1] = {}): TeamsSchool {
  const school = useOpened(
    () => teamsSchool(database, options),
    ({ stop }) => stop(),
  );
  afterEach(async () => {
    if (options.canFail) await school.database(true);
    await school.settled();
    for (const { key } of cast) school.as(key).closeDialog();
    expect(school.teams.violations.splice(0)).toEqual([]);
    expect(school.bugs.splice(0)).toEqual([]);
  });
  return school;
}

/** All that a message or dialog says. */
export const wordsIn = (of: { words: string[]; message?: string } | undefined): string =>
  [...(of?.words ?? []), of?.message ?? ''].join('\n');
