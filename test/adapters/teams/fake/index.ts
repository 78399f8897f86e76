import type { Failure } from '../../kit/failure.ts';
import { activityFrom } from './activity.ts';
import { client } from './client/client.ts';
import type { FakeClient } from './client/fake-client.ts';
import { deliverer, type RawAnswer } from './deliver.ts';
import { event, installIn, uninstallFrom } from './installs.ts';
import { trust } from './keys.ts';
import {
  addChannel,
  addGroupChat,
  addPerson,
  addTeam,
  type ChannelValues,
  direct,
  type PersonValues,
} from './places.ts';
import { serve } from './server.ts';
import type {
  Activity,
  Call,
  Delivery,
  FakeConversation,
  FakePerson,
  FakeTeam,
  FakeTeamsOptions,
  Json,
  TokenOverrides,
} from './types.ts';
import { conversationOf, newWorld } from './world.ts';

export type { FakeClient } from './client/fake-client.ts';
export type * from './types.ts';

/**
 * Microsoft Teams on a loopback port: keys, the connector, files and people's clients. It keeps state, enforces the
 * documented limits, and lets a test act as a person.
 */
export interface FakeTeams {
  url: string;
  /** The OpenID metadata, for `TEAMS_TRUST_URL`. */
  trustUrl: string;
  serviceUrl: string;
  appId: string;
  tenantId: string;
  /** The bot's secret, and one that has ended. */
  appPassword: string;
  endedPassword: string;
  /** The bot as mentions and rosters name it. */
  botId: string;
  /** Activities are posted there from now on. */
  connect(messagesUrl: string): void;
  addPerson(values: PersonValues): FakePerson;
  addTeam(values: { name: string }): FakeTeam;
  /** By default in the first team, with the bot in it. */
  addChannel(values: ChannelValues): { id: string; teamId: string };
  addGroupChat(values: { members: string[]; botIn?: boolean }): { id: string };
  /** The conversation of a person and the bot. */
  direct(personId: string): string;
  as(personId: string): FakeClient;
  /** A valid token of the connector, or one that is not. */
  token(overrides?: TokenOverrides): string;
  /** An activity that this person's Teams would send from there, to be changed and posted. */
  activity(personId: string, conversationId: string, values?: Json): Activity;
  /** Posts anything to the bot: a string goes as it is. `token: ''` sends none. */
  post(activity: unknown, how?: { token?: string; headers?: Record<string, string> }): Promise<RawAnswer>;
  /** Puts the app into a team (by any of its channels) or group chat, and tells the bot. */
  install(conversationId: string, by: string): Promise<Delivery[]>;
  uninstall(conversationId: string, by: string): Promise<Delivery[]>;
  /** Tells the bot of what befell a conversation. */
  event(conversationId: string, by: string, values: Json & { type: string }): Promise<Delivery>;
  /** Everything over a limit or malformed that the bot sent. */
  violations: string[];
  /** Every request that came, the newest last. */
  calls: Call[];
  conversations: Map<string, FakeConversation>;
  /** The next requests whose `METHOD /path` this matches (a string: holds it) go wrong, once unless it says how often. @returns what mends it */
  fail(pathPattern: string | RegExp, how: Failure): () => void;
  /** While true the metadata and the keys can't be reached. */
  downOpenId(down: boolean): void;
  close(): Promise<void>;
}

export async function fakeTeams(options: FakeTeamsOptions = {}): Promise<FakeTeams> {
  const world = newWorld(options);
  const keys = trust(world);
  const close = await serve(world, keys);
  const deliver = deliverer(world, keys);
  const clients = new Map<string, FakeClient>();

  return {
    url: world.url,
    trustUrl: `${world.url}/v1/.well-known/openidconfiguration`,
    serviceUrl: world.serviceUrl,
    appId: world.appId,
    tenantId: world.tenantId,
    appPassword: world.appPassword,
    endedPassword: world.endedPassword,
    botId: world.botId,
    connect(messagesUrl) {
      world.messagesUrl = messagesUrl;
    },
    addPerson: (values) => addPerson(world, values),
    addTeam: ({ name }) => addTeam(world, name),
    addChannel: (values) => addChannel(world, values),
    addGroupChat: (values) => addGroupChat(world, values),
    direct: (personId) => direct(world, personId).id,
    as(personId) {
      const known = clients.get(personId) ?? client(world, deliver, personId);
      clients.set(personId, known);
      return known;
    },
    token: (overrides) => keys.token(overrides),
    activity: (personId, conversationId, values) => activityFrom(world, personId, conversationId, values),
    post: (activity, how) => deliver.raw(activity, how),
    install: (conversationId, by) => installIn(world, deliver, conversationId, by),
    uninstall: (conversationId, by) => uninstallFrom(world, deliver, conversationId, by),
    event: (conversationId, by, values) => deliver(event(world, by, conversationOf(world, conversationId), values)),
    violations: world.violations,
    calls: world.calls,
    conversations: world.conversations,
    fail(pattern, how) {
      const failure = { pattern, how, left: how.times ?? 1 };
      world.failures.push(failure);
      return () => {
        failure.left = 0;
      };
    },
    downOpenId(down) {
      world.openIdDown = down;
    },
    close,
  };
}
