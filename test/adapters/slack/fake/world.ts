import { randomBytes } from 'node:crypto';
import { limits } from './limits.ts';
import type {
  ApiCall,
  FakeChannel,
  FakePerson,
  FakeSlackOptions,
  Message,
  ResponseUrl,
  StoredFile,
  Team,
  Token,
  Trigger,
  View,
} from './types.ts';

/** The manifest's scopes (manifest/slack.ts asks for them). */
export const manifestScopes =
  'commands chat:write im:write im:history app_mentions:read users:read users:read.email files:read files:write channels:read groups:read channels:history groups:history'.split(
    ' ',
  );

interface Code {
  teamId: string;
  by: string;
  scopes: string[];
  redirectUri: string;
  issued: number;
  used: boolean;
  org: boolean;
  /** Its tokens end, and are to be made anew. */
  rotates: boolean;
}

/** Everything that this Slack knows. */
export interface World {
  url: string;
  appId: string;
  clientId: string;
  clientSecret: string;
  signingSecret: string;
  appToken: string;
  /** Slack's old verification token, in every payload. */
  verification: string;
  options: Required<FakeSlackOptions>;
  teams: Map<string, Team>;
  people: Map<string, FakePerson>;
  channels: Map<string, FakeChannel>;
  tokens: Map<string, Token>;
  messages: Message[];
  files: Map<string, StoredFile>;
  /** Each person's modals, the top one last. */
  stacks: Map<string, View[]>;
  homes: Map<string, View>;
  triggers: Map<string, Trigger>;
  responseUrls: Map<string, ResponseUrl>;
  codes: Map<string, Code>;
  /** Enterprises that installed the app for all their teams, and the teams to which their admins have added it since. */
  orgInstalls: Map<string, Set<string>>;
  violations: string[];
  calls: ApiCall[];
  /** The fake's clock, in milliseconds; tests move it on. */
  now(): number;
  advance(ms: number): void;
  id(prefix: string): string;
  /** A message's time stamp, never given twice. */
  ts(): string;
}

export function newWorld(options: FakeSlackOptions): World {
  let ahead = 0;
  let ids = 0;
  let lastTs = 0;
  const now = () => Date.now() + ahead;
  return {
    url: '',
    appId: 'A00STAFFRM',
    clientId: '1000000000.2000000000',
    clientSecret: randomBytes(16).toString('hex'),
    signingSecret: randomBytes(16).toString('hex'),
    appToken: `xapp-1-A00STAFFRM-${randomBytes(12).toString('hex')}`,
    verification: randomBytes(12).toString('hex'),
    options: {
      strictAck: options.strictAck ?? false,
      rateLimits: options.rateLimits ?? true,
      ackMs: options.ackMs ?? limits.ackMs,
      socketSeconds: options.socketSeconds ?? 18_060,
    },
    teams: new Map(),
    people: new Map(),
    channels: new Map(),
    tokens: new Map(),
    messages: [],
    files: new Map(),
    stacks: new Map(),
    homes: new Map(),
    triggers: new Map(),
    responseUrls: new Map(),
    codes: new Map(),
    orgInstalls: new Map(),
    violations: [],
    calls: [],
    now,
    advance(ms) {
      ahead += ms;
    },
    id(prefix) {
      ids += 1;
      return `${prefix}${(0x10_0000 + ids)
        .toString(36)
        .toUpperCase()
        .padStart(10 - prefix.length, '0')}`;
    },
    ts() {
      lastTs = Math.max(lastTs + 1, Math.floor(now() * 1_000));
      return `${Math.floor(lastTs / 1_000_000)}.${String(lastTs % 1_000_000).padStart(6, '0')}`;
    },
  };
}

export function teamOf(world: World, id: string): Team {
  const team = world.teams.get(id);
  if (!team) throw new Error(`The fake Slack knows no team ${id}`);
  return team;
}

export function personOf(world: World, id: string): FakePerson {
  const person = world.people.get(id);
  if (!person) throw new Error(`The fake Slack knows no person ${id}`);
  return person;
}

export function channelOf(world: World, id: string): FakeChannel {
  const channel = world.channels.get(id);
  if (!channel) throw new Error(`The fake Slack knows no channel ${id}`);
  return channel;
}
