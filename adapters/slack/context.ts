import type { Bot } from '../../src/bot/inbound.ts';
import type { HttpClient } from '../../src/lib/http-client.ts';
import type { Inbox } from '../chat/delivery.ts';
import type { RetryPolicy } from '../chat/failure.ts';
import type { OnBug } from '../chat/inbound.ts';
import type { Pending } from '../chat/pending.ts';
import type { People } from '../chat/people.ts';
import { usualRetryPolicy } from './connect/api.ts';
import type { Parts } from './connect/homes.ts';
import type { Respond } from './connect/respond.ts';
import type { Tokens } from './connect/tokens.ts';
import type { Person } from './connect/who.ts';

/** How soon a person sees that what they asked for takes long, in milliseconds. */
export interface Pace {
  /**
   * How long an acknowledgement waits for what is asked for, so that an answer that is ready goes with it: Slack shows who typed a
   * command neither more nor less meanwhile, and gives up after three seconds.
   */
  holdMs: number;
  /** An empty dialog is opened for a form that is on its way: sooner it would only flicker. */
  emptyAfterMs: number;
  /** They read that it takes a moment: something is to be seen within three seconds. */
  workingAfterMs: number;
  /** A filled form's dialog is closed: Slack is to have an answer within a second. */
  answerMs: number;
  /** A search has found nobody. */
  searchMs: number;
  /** It is acknowledged though it is not kept yet, or Slack is left to bring it again: it waits three seconds. */
  keepMs: number;
  /** How long Slack is tried, where someone waits. */
  retryPolicy: RetryPolicy;
}

export const usualPace: Pace = {
  holdMs: 400,
  emptyAfterMs: 400,
  workingAfterMs: 1_800,
  answerMs: 700,
  searchMs: 900,
  keepMs: 1_500,
  retryPolicy: usualRetryPolicy,
};

/** What everything that comes in needs on its way to the bot and back. */
export interface AdapterContext {
  bot: Bot;
  inbox: Inbox;
  people: People<Person>;
  tokens: Tokens;
  /** Which workspaces are parts of which Grid; nothing where there is one alone. */
  parts?: Parts;
  http: HttpClient;
  respond: Respond;
  /** Whether an address is one of Slack's. */
  isSlacks: (url: string) => boolean;
  pending: Pending;
  onBug: OnBug;
  pace: Pace;
}
