import type { Bot } from '../../src/bot/inbound.ts';
import type { OnBug } from '../chat/inbound.ts';
import type { Pending } from '../chat/pending.ts';
import type { People, Person } from '../chat/people.ts';
import type { Respond } from './connect/respond.ts';
import type { Tokens } from './connect/tokens.ts';

/** What everything that comes in needs on its way to the bot and back. */
export interface AdapterContext {
  bot: Bot;
  people: People<Person>;
  tokens: Tokens;
  respond: Respond;
  /** Whether an address is one of Slack's. */
  isSlacks: (url: string) => boolean;
  pending: Pending;
  onBug: OnBug;
}
