import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { OnCall } from '../../../adapters/chat/calls.ts';
import type { Catcher } from '../../../adapters/mail/catcher.ts';
import type { Checks } from '../../../adapters/pages/health.ts';
import type { Bot, Chat } from '../../bot/inbound.ts';
import type { CarryOut, Inbox } from '../../jobs/inbox.ts';
import type { OwnWorkspace } from '../../service/centre/set-up.ts';
import type { App } from '../../service/context.ts';
import type { Platform } from '../../words/platforms.ts';
import type { AllChanges } from '../changes.ts';
import type { TimeSource } from '../clock-check.ts';
import type { Config } from '../config/config.ts';
import type { Opens } from '../open-address.ts';

/** A platform on which people talk to the bot. */
export interface RunningChat {
  chat: Chat;
  /** Where its platform posts to: before what only pages need. */
  doors: RequestHandler[];
  routers: RequestHandler[];
  /** What `/readyz` looks at. */
  checks: Checks;
  /** The workspace that its settings are for, where they are for that one alone. */
  own?: OwnWorkspace;
  /** By whose time ours has to go, where it has to. */
  time?: TimeSource;
  /** Where people find it, in a sentence; empty where that is told by what opens it. */
  ready: string;
  /** What is for the one who starts the program, if anything. */
  opens?: Opens;
  /** Begins to take what people do. */
  begin(): Promise<void>;
  /** Has what was kept and left unanswered carried out; not where nothing is kept. */
  carryOut?: CarryOut;
  /** Takes nothing new. */
  close(): Promise<void>;
  /** Waits for what was taken. */
  settled(withinMs: number): Promise<void>;
}

export interface ChatOptions {
  app: App;
  bot: Bot;
  changes: AllChanges;
  inbox: Inbox;
  config: Config;
  log: Logger;
  dataDir: string;
  /** The mails that nobody is sent, where there is no mail server. */
  mails: Catcher | undefined;
  /** What hears of each call of a platform; nothing where nobody asks. */
  onCall?: (chat: Platform) => OnCall;
}
