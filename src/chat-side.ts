import { join } from 'node:path';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { Catcher } from '../adapters/mail/catcher.ts';
import { playground } from '../adapters/playground/server.ts';
import type { Checks } from '../adapters/web/health.ts';
import { mailbox } from '../adapters/web/mailbox.ts';
import { cast, makeSampleCentre, playgroundWorkspace, sampleName, sampleNumber } from '../db/sample-centre.ts';
import type { Bot, Chat } from './bot/inbound.ts';
import { centreNeeded } from './config/centre.ts';
import { isLoopback } from './config/fields.ts';
import type { Config } from './config.ts';
import { findCentre } from './service/centre/centre.ts';
import { hasCentre, makeFirstCentre } from './service/centre/first.ts';
import type { App } from './service/context.ts';
import { bindWorkspace, isTied } from './service/workspaces/bind.ts';
import { findInstallation, removeInstallation, saveInstallation } from './service/workspaces/installations.ts';

/** What people talk through. */
export interface ChatSide {
  chat: Chat;
  routers: RequestHandler[];
  /** What `/readyz` looks at. */
  checks: Checks;
  /** Where people find it, in a sentence. */
  ready: string;
  /** Begins to take what people do. */
  begin(): Promise<void>;
  /** Takes nothing new. */
  close(): Promise<void>;
  /** Waits for what was taken. */
  settled(withinMs: number): Promise<void>;
}

interface Options {
  app: App;
  bot: Bot;
  config: Config;
  log: Logger;
  dataDir: string;
  /** The mails that nobody is sent, where there is no mail server. */
  mails: Catcher | undefined;
}

/** Slack where its keys are given, else the playground. @throws Error with a sentence that says what to do */
export function openChatSide(options: Options): Promise<ChatSide> {
  const { slack: keys } = options.config;
  return keys ? slackSide(options, keys) : playgroundSide(options);
}

async function playgroundSide({ app, bot, config, log, dataDir, mails }: Options): Promise<ChatSide> {
  await makeSampleCentre(app.db, app.clock());
  // What PUBLIC_URL names may be somewhere else; the playground and its sites are on this machine alone.
  const origin = isLoopback(app.publicUrl) ? new URL(app.publicUrl).origin : `http://localhost:${config.port}`;
  const centre = await findCentre(app.db, sampleNumber);
  // With what signs people in from the other side: of no use beside Slack.
  const { openSampleSites } = await import('./sample-sites.ts');
  const sites = centre && openSampleSites({ app, centre, log, dataDir, origin });
  const room = playground({
    bot,
    people: [...cast],
    workspace: playgroundWorkspace,
    centreName: sampleName,
    mails: mails ?? { list: () => [], onChange: () => () => {} },
    ...(sites && { sites: `${origin}/sites` }),
    historyFile: join(dataDir, 'playground.jsonl'),
    clock: app.clock,
  });
  return {
    chat: room.chat,
    // The playground takes every address that is left.
    routers: [...(sites ? [sites.router] : []), room.router],
    checks: {},
    ready: `The playground is at ${app.publicUrl}`,
    begin: async () => sites?.connect(),
    close: async () => {
      room.close();
      sites?.close();
    },
    settled: async () => {},
  };
}

async function slackSide(
  { app, bot, config, log, mails }: Options,
  keys: NonNullable<Config['slack']>,
): Promise<ChatSide> {
  const { botToken, receive, apiUrl, oauth } = keys;
  // Large, and of no use without its keys.
  const { slack } = await import('../adapters/slack/slack.ts');
  const keeper = {
    save: (id: string, content: string) => saveInstallation(app, 'slack', id, content),
    find: (id: string) => findInstallation(app, 'slack', id),
    remove: (id: string, before: Date) => removeInstallation(app, 'slack', id, before),
  };
  const side = slack({
    bot,
    log,
    publicUrl: app.publicUrl,
    receive,
    workspaces: oauth ? { oauth: { ...oauth, keeper } } : { botToken: botToken ?? '' },
    ...(apiUrl && { apiUrl }),
  });
  await makeSchool(app, config, await side.ownWorkspace());
  if (mails) {
    log.warn(
      `Without SMTP_URL mails reach nobody: they are kept, and shown on this machine at ${app.publicUrl}/mailbox.`,
    );
  }
  const installs = oauth ? ` Workspaces install it at ${app.publicUrl}/slack/install` : '';
  return {
    chat: side.chat,
    routers: [...(side.router ? [side.router] : []), ...(mails ? [mailbox(mails)] : [])],
    checks: { slack: () => side.check() },
    ready: `It listens to Slack: type /staff there.${installs}`,
    begin: () => side.start(),
    close: () => side.close(),
    settled: (withinMs) => side.settled(withinMs),
  };
}

/** The school that the settings name, and its tie to the one workspace of the token, where there is one. */
async function makeSchool(app: App, { centre }: Config, workspace: string | undefined): Promise<void> {
  const own = workspace === undefined ? undefined : ({ platform: 'slack', workspace } as const);
  if (!centre) {
    const isThere = own ? await isTied(app, own) : await hasCentre(app);
    if (!isThere) throw new Error(centreNeeded.join('\n'));
    return;
  }
  await makeFirstCentre(app, centre);
  if (own) await bindWorkspace(app, { ...own, centreNumber: centre.number });
}
