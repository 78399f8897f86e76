import type { Bot } from '../../src/bot/inbound.ts';
import type { OnBug } from '../chat/inbound.ts';
import type { Pending } from '../chat/pending.ts';
import type { People } from '../chat/people.ts';
import type { Api } from './connect/api.ts';
import type { Memory } from './connect/references.ts';
import type { TeamsPerson } from './connect/who.ts';

/** What everything that comes in needs on its way to the bot and back. */
export interface AdapterContext {
  bot: Bot;
  people: People<TeamsPerson>;
  memory: Memory;
  /** The connector at this address, for what a person waits for. */
  apiAt: (serviceUrl: string) => Api;
  /** Whether people's files may lie at this address. */
  holdsFiles: (url: unknown) => url is string;
  pending: Pending;
  onBug: OnBug;
}
