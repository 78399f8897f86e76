import type { Bot } from '../../src/bot/inbound.ts';
import type { HttpClient } from '../../src/lib/http-client.ts';
import type { Inbox } from '../chat/delivery.ts';
import type { RetryPolicy } from '../chat/failure.ts';
import type { OnBug } from '../chat/inbound.ts';
import type { Pending } from '../chat/pending.ts';
import type { People } from '../chat/people.ts';
import { type Api, usualRetryPolicy } from './connect/api.ts';
import type { Memory } from './connect/references.ts';
import type { Rosters } from './connect/roster.ts';
import type { TeamsPerson } from './connect/who.ts';

/** How soon what takes long is kept, and a person sees that it does, in milliseconds. */
export interface Pace {
  /** What only reads is kept where it is not answered by then: long before Teams brings it again, which is after fifteen seconds. */
  keepAfterMs: number;
  /** Three dots show that something is being written. */
  typingAfterMs: number;
  /** They read that it takes a moment: the three dots alone soon go. */
  workingAfterMs: number;
  /** An invoke is answered, of the five seconds that Teams waits. */
  invokeMs: number;
  /** How long Teams is tried, where someone waits. */
  retryPolicy: RetryPolicy;
}

export const usualPace: Pace = {
  keepAfterMs: 1_000,
  typingAfterMs: 1_500,
  workingAfterMs: 4_000,
  invokeMs: 4_000,
  retryPolicy: usualRetryPolicy,
};

/** What everything that comes in needs on its way to the bot and back. */
export interface AdapterContext {
  bot: Bot;
  inbox: Inbox;
  people: People<TeamsPerson>;
  memory: Memory;
  rosters: Rosters;
  /** The connector at this address, for what a person waits for. */
  apiAt: (serviceUrl: string) => Api;
  http: HttpClient;
  /** Whether people's files may lie at this address. */
  holdsFiles: (url: unknown) => url is string;
  pending: Pending;
  onBug: OnBug;
  pace: Pace;
}
