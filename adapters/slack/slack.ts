import { App, type Receiver } from '@slack/bolt';
import type { RequestHandler, Router } from 'express';
import type { Logger } from 'pino';
import type { Bot, Chat } from '../../src/bot/inbound.ts';
import type { Changes } from '../../src/lib/changes.ts';
import { httpClient } from '../../src/lib/http-client.ts';
import { isLoopback } from '../../src/lib/net.ts';
import { slack as say } from '../../src/ui/sentences/chat.ts';
import type { OnCall } from '../chat/calls.ts';
import type { Inbox } from '../chat/delivery.ts';
import type { OnBug } from '../chat/inbound.ts';
import { type Outages, openOutages } from '../chat/outages.ts';
import { openPending } from '../chat/pending.ts';
import { openPeople, type Ties } from '../chat/people.ts';
import { failureOf } from './connect/api.ts';
import { openDoor } from './connect/door.ts';
import { type Installs, installUrl, type OAuth, openInstalls } from './connect/installs.ts';
import { boltLogger } from './connect/log.ts';
import { ownWorkspace, tokenProblem } from './connect/own-workspace.ts';
import { openRespond, slacksOwn } from './connect/respond.ts';
import { openSockets, type Sockets } from './connect/sockets.ts';
import { openTokens } from './connect/tokens.ts';
import type { Person } from './connect/who.ts';
import { type Pace, usualPace } from './context.ts';
import { openChat } from './talk/chat.ts';
import { type Intake, openIntake } from './talk/intake.ts';
import { registerListeners } from './talk/listeners.ts';
import { openNews } from './talk/news.ts';

export interface SlackOptions {
  bot: Bot;
  inbox: Inbox;
  log: Logger;
  /** Where Slack finds us, for installs. */
  publicUrl: string;
  receive: { appToken: string } | { signingSecret: string };
  /** The token of the one workspace, or how workspaces install us themselves. */
  workspaces: { botToken: string } | { oauth: OAuth };
  ties: Ties;
  /** What other copies of the program learn, by Slack's ids of people, and of workspaces and organisations. */
  changes: { people: Changes; installations: Changes };
  /** Another server than Slack's, with a slash at its end. */
  apiUrl?: string;
  /** Told of each call of Slack. */
  onCall?: OnCall;
  pace?: Pace;
}

export interface Slack {
  /** Where Slack posts to, with HTTP: `/slack/events`; at the root, before what only pages need. */
  door: RequestHandler | undefined;
  /** Pages, with OAuth: `/slack/install`; at the root. */
  router: Router | undefined;
  chat: Chat;
  /** The one workspace of the token, and what Slack calls it; nothing with OAuth. @throws Error with a sentence when the token is no good */
  ownWorkspace(): Promise<{ workspace: string; name?: string } | undefined>;
  /** Where Slack takes nothing of ours until someone mends it. */
  outages: Pick<Outages, 'now'>;
  /** Answers anyone, and says what time it is. */
  timeUrl: string;
  /** Carries out what was kept and left unanswered: a payload, and when it came in, in milliseconds since 1970. */
  carryOut: Intake['carryOut'];
  /** Begins to listen. @throws Error with a sentence when the app token is no good */
  start(): Promise<void>;
  /** @throws Error when Slack can't reach us */
  check(): Promise<void>;
  /** Takes nothing new from Slack's own connections; HTTP ends with the server. */
  close(): Promise<void>;
  /** Waits until all that was taken is done, but no longer than this, in milliseconds. */
  settled(withinMs: number): Promise<void>;
}

/** How long an acknowledgement is waited for at the end, in milliseconds; Slack itself waits three seconds. */
const acknowledgedMs = 1_500;

/** The Slack side of Staffroom. */
export function slack(options: SlackOptions): Slack {
  const { bot, inbox, log, publicUrl, ties, receive, workspaces, changes, apiUrl, onCall, pace = usualPace } = options;
  const logger = boltLogger(log);
  const common = { logger, retryPolicy: pace.retryPolicy, ...(apiUrl && { apiUrl }), ...(onCall && { onCall }) };
  const onBug: OnBug = (error, correlationId) => log.error({ err: error, correlationId }, 'Slack broke.');
  const installs: Installs | undefined =
    'oauth' in workspaces
      ? openInstalls({
          ...workspaces.oauth,
          publicUrl,
          ...common,
          onInstall: (id) => tokens.forget(id),
          changes: changes.installations,
        })
      : undefined;
  const outages = openOutages(log, 'Slack', (problem) => say.remedy(problem, installs && installUrl(publicUrl)));
  const store = 'botToken' in workspaces ? workspaces.botToken : (installs?.tokens ?? '');
  const tokens = openTokens(store, { ...common, changes: changes.installations, outages });
  const people = openPeople<Person>({ changes: changes.people, ties });
  const pending = openPending((error) => onBug(error, 'unknown'));

  const sockets: Sockets | undefined =
    'appToken' in receive ? openSockets({ appToken: receive.appToken, ...common }) : undefined;
  const door = 'signingSecret' in receive ? openDoor(receive.signingSecret, logger) : undefined;
  const app = new App({
    receiver: (sockets ?? door) as Receiver,
    // Looked up when it is needed, after the acknowledgement: until then nothing may wait for the database.
    authorize: async () => ({}),
    ignoreSelf: false,
    convoStore: false,
    logger,
  });
  app.error(async (error) => onBug(error, 'unknown'));
  const isSlacks = slacksOwn(apiUrl);
  const http = httpClient({ home: apiUrl !== undefined && isLoopback(apiUrl) });
  const ctx = {
    bot,
    inbox,
    people,
    tokens,
    ...('oauth' in workspaces && { parts: workspaces.oauth.keeper.parts }),
    http,
    respond: openRespond(http, isSlacks, pace.retryPolicy, onCall),
    isSlacks,
    pending,
    onBug,
    pace,
  };
  // A filled form is acknowledged by its answer, which needs the connection that it came by.
  const unacknowledged = openPending(() => {});
  const { carryOut } = openIntake(app, ctx, openNews(ctx, installs), unacknowledged.track);
  registerListeners(app, ctx);

  return {
    door: door?.handler,
    router: installs?.router,
    chat: openChat(ctx, outages),
    timeUrl: `${apiUrl ?? 'https://slack.com/api/'}api.test`,
    carryOut,
    async ownWorkspace() {
      if (!('botToken' in workspaces)) return undefined;
      return ownWorkspace(tokens.api({ team: '' }), outages);
    },
    outages,
    async start() {
      try {
        await sockets?.start();
      } catch (error) {
        throw tokenProblem('SLACK_APP_TOKEN', failureOf('apps.connections.open', error).problem);
      }
    },
    async check() {
      if (sockets && !sockets.connected()) throw new Error('no connection to Slack');
    },
    async close() {
      if (!sockets) return;
      await unacknowledged.drain(acknowledgedMs);
      await sockets.stop();
    },
    settled: (withinMs) => pending.drain(withinMs),
  };
}
