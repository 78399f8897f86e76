import { randomUUID } from 'node:crypto';
import type { Failure } from '../../kit/failure.ts';
import type { Call, FakeConversation, FakePerson, FakeTeam, FakeTeamsOptions, Message } from './types.ts';

interface UploadSlot {
  id: string;
  personId: string;
  name: string;
  /** What the card that offered it said. */
  announced: number;
  parts: Buffer[];
  received: number;
  done: boolean;
}

/** Everything the fake remembers. */
export interface World {
  options: Required<FakeTeamsOptions>;
  url: string;
  serviceUrl: string;
  messagesUrl: string | undefined;
  appId: string;
  botId: string;
  botName: string;
  tenantId: string;
  /** What shows Microsoft that it is the bot. */
  appPassword: string;
  /** It was good once. */
  endedPassword: string;
  people: Map<string, FakePerson>;
  teams: Map<string, FakeTeam>;
  conversations: Map<string, FakeConversation>;
  messages: Message[];
  uploads: Map<string, UploadSlot>;
  /** What people attached, by the path it can be downloaded from. */
  attached: Map<string, Buffer>;
  violations: string[];
  calls: Call[];
  failures: { pattern: string | RegExp; how: Failure; left: number }[];
  openIdDown: boolean;
  /** Ids of messages are times in milliseconds, each later than the one before. */
  messageId(): string;
}

export function newWorld(options: FakeTeamsOptions): World {
  const all: Required<FakeTeamsOptions> = {
    rateLimits: false,
    invokeMs: 5_000,
    messageMs: 15_000,
    strictAnswers: true,
    ...options,
  };
  const appId = randomUUID();
  let last = 0;
  return {
    options: all,
    url: '',
    serviceUrl: '',
    messagesUrl: undefined,
    appId,
    botId: `28:${appId}`,
    botName: 'Staffroom',
    tenantId: randomUUID(),
    appPassword: `aB8~${randomUUID()}`,
    endedPassword: `cD8~${randomUUID()}`,
    people: new Map(),
    teams: new Map(),
    conversations: new Map(),
    messages: [],
    uploads: new Map(),
    attached: new Map(),
    violations: [],
    calls: [],
    failures: [],
    openIdDown: false,
    messageId() {
      last = Math.max(last + 1, Date.now());
      return String(last);
    },
  };
}

export function personOf(world: World, id: string): FakePerson {
  const person = world.people.get(id);
  if (!person) throw new Error(`No person ${id}`);
  return person;
}

/** A conversation's id without the thread, and the thread. */
export function partsOf(conversationId: string): { root: string; thread?: string } {
  const [root = '', rest] = conversationId.split(';messageid=');
  return rest ? { root, thread: rest } : { root };
}

export function conversationOf(world: World, id: string): FakeConversation {
  const conversation = world.conversations.get(partsOf(id).root);
  if (!conversation) throw new Error(`No conversation ${id}`);
  return conversation;
}

/** The id under which activities about a message name its conversation. */
export function threadId({ conversation, thread }: Message): string {
  return thread ? `${conversation};messageid=${thread}` : conversation;
}

/** Members whom the bot is told of. */
export function rosterOf(world: World, conversation: FakeConversation): FakePerson[] {
  return conversation.members
    .flatMap((id) => world.people.get(id) ?? [])
    .filter(({ inRoster, deactivated, bot }) => inRoster && !deactivated && !bot);
}
