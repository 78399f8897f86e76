import type { Failure } from '../../kit/failure.ts';
import type { Landed } from './browser.ts';
import { walkInstall } from './browser.ts';
import { client } from './client/client.ts';
import type { FakeClient } from './client/fake-client.ts';
import { deliverer } from './deliver.ts';
import type { Session } from './oauth.ts';
import { accessPayload, eventPayload, userJson } from './payloads/event.ts';
import { serve } from './server.ts';
import { socketMode } from './socket.ts';
import type {
  ApiCall,
  DeadToken,
  Delivery,
  Enterprise,
  FakeChannel,
  FakePerson,
  FakeSlackOptions,
  Json,
  Message,
  Team,
} from './types.ts';
import { webApi } from './web-api.ts';
import { addTeam, direct } from './workspaces.ts';
import { newWorld, teamOf } from './world.ts';

export type { FakeClient } from './client/fake-client.ts';
export type * from './types.ts';

type PersonValues = Partial<FakePerson> & { name: string };
type ChannelValues = Partial<FakeChannel> & { name: string };

/** Slack on a loopback port: it keeps state, enforces the documented limits, and lets a test act as a person. */
export interface FakeSlack {
  url: string;
  /** For `SLACK_API_URL`. */
  apiUrl: string;
  botToken: string;
  appToken: string;
  signingSecret: string;
  clientId: string;
  clientSecret: string;
  appId: string;
  /** The first workspace; the app is installed there. */
  team: Team;
  /** Everything over a limit or malformed that the app sent. */
  violations: string[];
  /** Every call of a method or a response_url, the newest last. */
  calls: ApiCall[];
  addPerson(values: PersonValues): FakePerson;
  addChannel(values: ChannelValues): FakeChannel;
  /** Another workspace; the app is installed there by default, with all that the manifest asks for. */
  addTeam(values: { name: string; enterprise?: Enterprise; installed?: boolean; scopes?: string[] }): Team;
  /** What a person writes in a channel, of which the app hears nothing. */
  write(personId: string, channel: string, text: string): Message;
  /** The conversation of a person and the bot. */
  direct(personId: string): string;
  as(personId: string): FakeClient;
  /** Payloads go there from now on, signed, and not over sockets. */
  connectHttp(requestUrl: string): void;
  sockets(): number;
  /** Asks the oldest connection to go, as Slack does when it recycles; `cut` just cuts it. */
  dropSocket(how?: 'refresh_requested' | 'warning' | 'cut'): void;
  refuseSockets(on: boolean): void;
  /** How calls of a method, of a `response_url` or of an `upload` are to fail. @returns what mends it */
  fail(method: string, how: Failure): () => void;
  /** Any event of that workspace. */
  event(teamId: string, event: Json): Promise<Delivery>;
  /** A person as an event such as `user_change` tells of them. */
  userObject(personId: string): Json;
  /** Walks from the app's install page through Slack and back. */
  install(
    installUrl: string,
    as: Pick<Session, 'teamId' | 'by'> & Partial<Session>,
    options?: { cookies?: boolean },
  ): Promise<Landed>;
  /** Takes the app out of a workspace, or of the enterprise that installed it: its token is dead, and both events are sent. */
  uninstall(teamId: string): Promise<Delivery[]>;
  /** The token of a workspace is good for nothing from now on, and nobody is told. */
  kill(teamId: string, how: DeadToken): void;
  /** The app, installed for the whole enterprise, is added to one of its workspaces, or taken out of it; the app is told. */
  grant(teamId: string, on: boolean): Promise<Delivery>;
  /** Moves Slack's clock on, in milliseconds: triggers, response URLs, budgets and the date of answers go by it. */
  advance(ms: number): void;
  close(): Promise<void>;
}

export async function fakeSlack(options: FakeSlackOptions = {}): Promise<FakeSlack> {
  const world = newWorld(options);
  const team = addTeam(world, { name: 'Riverside' });
  const sockets = socketMode(world);
  const api = webApi(world, sockets);
  const close = await serve(world, api, sockets);
  let requestUrl: string | undefined;
  const deliver = deliverer(world, sockets, () => requestUrl);
  const clients = new Map<string, FakeClient>();
  const kill = (teamId: string, how: DeadToken) => {
    const token = world.tokens.get(teamOf(world, teamId).bot.token);
    if (token) token.dead = how;
  };
  const event = (teamId: string, values: Json) => deliver('event', eventPayload(world, teamId, values));

  return {
    url: world.url,
    apiUrl: `${world.url}/api/`,
    botToken: team.bot.token,
    appToken: world.appToken,
    signingSecret: world.signingSecret,
    clientId: world.clientId,
    clientSecret: world.clientSecret,
    appId: world.appId,
    team,
    violations: world.violations,
    calls: world.calls,
    addPerson(values) {
      const person = personFrom(values, values.teamId ?? team.id, (prefix) => world.id(prefix));
      // Someone of another organisation has a workspace that the app knows nothing of.
      if (person.stranger && !values.teamId) {
        const other = addTeam(world, { name: `${values.name}'s own`, installed: false });
        Object.assign(person, { teamId: other.id, teams: [other.id] });
      }
      const { enterprise } = teamOf(world, person.teamId);
      if (enterprise && !values.id) person.id = world.id('W');
      world.people.set(person.id, person);
      return person;
    },
    addChannel(values) {
      const channel: FakeChannel = {
        id: world.id('C'),
        teamId: team.id,
        private: false,
        shared: false,
        archived: false,
        members: [],
        botIn: true,
        ...values,
      };
      world.channels.set(channel.id, channel);
      return channel;
    },
    addTeam: (values) => addTeam(world, values),
    write(personId, channel, text) {
      const message: Message = { channel, ts: world.ts(), text, blocks: [], user: personId, files: [] };
      world.messages.push(message);
      return message;
    },
    direct: (personId) => direct(world, personId).id,
    as(personId) {
      const known = clients.get(personId) ?? client(world, deliver, personId);
      clients.set(personId, known);
      return known;
    },
    connectHttp(to) {
      requestUrl = to;
    },
    sockets: () => sockets.count(),
    dropSocket: (how = 'refresh_requested') => sockets.drop(how),
    refuseSockets: (on) => sockets.refuse(on),
    fail: (method, how) => api.fail(method, how),
    event,
    userObject: (personId) => userJson(world, personId),
    install: (installUrl, as, browser) =>
      walkInstall(world, { org: false, deny: false, withheld: [], rotates: false, ...as }, installUrl, browser),
    kill,
    grant(teamId, on) {
      const { enterprise } = teamOf(world, teamId);
      if (!enterprise) throw new Error('a workspace of no enterprise');
      world.orgInstalls.get(enterprise.id)?.[on ? 'add' : 'delete'](teamId);
      const told = accessPayload(world, enterprise.id, on ? 'team_access_granted' : 'team_access_revoked', [teamId]);
      return deliver('event', told);
    },
    async uninstall(teamId) {
      const { bot } = teamOf(world, teamId);
      kill(teamId, 'account_inactive');
      return [
        await event(teamId, { type: 'tokens_revoked', tokens: { oauth: [], bot: [bot.userId] } }),
        await event(teamId, { type: 'app_uninstalled' }),
      ];
    },
    advance: (ms) => world.advance(ms),
    async close() {
      await sockets.close();
      await close();
    },
  };
}

function personFrom(values: PersonValues, teamId: string, id: (prefix: string) => string): FakePerson {
  const handle = values.handle ?? values.name.split(' ')[0]?.toLowerCase() ?? 'someone';
  return {
    id: id('U'),
    handle,
    email: `${handle}@riverside.example`,
    teamId,
    guest: false,
    ultraGuest: false,
    bot: false,
    deleted: false,
    stranger: false,
    emailConfirmed: true,
    teams: [teamId],
    ofEnterprise: false,
    ...values,
  };
}
