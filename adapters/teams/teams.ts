import { TeamsInfo } from 'botbuilder';
import type { Router } from 'express';
import type { Logger } from 'pino';
import type { Bot, Chat } from '../../src/bot/inbound.ts';
import type { Json } from '../../src/ui/card.ts';
import { teams as words } from '../../src/ui/sentences/chat.ts';
import { openInHand } from '../in-hand.ts';
import { Adapter } from './adapter.ts';
import { byQueue, openApi, whileWaiting } from './api.ts';
import { openChat } from './chat.ts';
import type { Desk } from './desk.ts';
import { openDoor } from './door.ts';
import { openKeys } from './keys.ts';
import { openMemory } from './references.ts';
import { openRosters } from './roster.ts';
import { route } from './routes.ts';
import { openTokenCheck } from './token-check.ts';
import { fileHosts, microsofts, serviceHosts, trustOf } from './trust.ts';
import { openWho } from './who.ts';

/** What is remembered of how conversations are reached; `content` comes back as it was given. */
export interface References {
  save(workspace: string, peer: string, content: Json): Promise<void>;
  find(workspace: string, peer: string): Promise<Json | undefined>;
  forget(workspace: string, peer: string): Promise<void>;
}

export interface TeamsOptions {
  bot: Bot;
  log: Logger;
  appId: string;
  password: string;
  /** The tenant of an app of one tenant. */
  tenant: string | 'any';
  /** OpenID metadata to trust instead of Microsoft's, on loopback. */
  trustUrl?: string;
  references: References;
}

export interface Teams {
  /** To be mounted at the root: `/api/messages`. */
  router: Router;
  chat: Chat;
  /** @throws Error when Microsoft gives us no token to answer with */
  check(): Promise<void>;
  /** There is no connection to end: what Teams posts ends with the server. */
  close(): Promise<void>;
  /** Waits until all that was taken is done, but no longer than this, in milliseconds. */
  settled(withinMs: number): Promise<void>;
}

/** The Teams side of Staffroom. */
export function teams(options: TeamsOptions): Teams {
  const { bot, log, appId, tenant, trustUrl, references } = options;
  const trust = trustOf(options);
  const adapter = new Adapter(trust);
  const onBug: Desk['onBug'] = (error, correlationId) => log.error({ err: error, correlationId }, 'Teams broke.');
  const inHand = openInHand((error) => onBug(error, 'unknown'));
  const answersTo = microsofts(serviceHosts, trustUrl !== undefined);
  const memory = openMemory(references, answersTo);
  const desk: Desk = {
    bot,
    who: openWho(),
    memory,
    apiAt: (serviceUrl) => openApi(adapter.connector(serviceUrl), whileWaiting),
    holdsFiles: microsofts(fileHosts, trustUrl !== undefined),
    inHand,
    onBug,
  };
  const app = route(adapter, desk);
  return {
    router: openDoor({
      adapter,
      keys: openKeys(trust.keysUrl),
      tenant,
      answersTo,
      turn: async (context) => void (await app.run(context)),
      inHand,
      log,
    }),
    chat: openChat({
      bot,
      memory,
      rosters: openRosters(),
      apiAt: (serviceUrl) => openApi(adapter.connector(serviceUrl), byQueue),
      channelNames: (serviceUrl, team) => channelNames(adapter, appId, serviceUrl, team),
      botId: `28:${appId}`,
    }),
    check: openTokenCheck(adapter),
    close: async () => {},
    settled: (withinMs) => inHand.settled(withinMs),
  };
}

async function channelNames(adapter: Adapter, appId: string, serviceUrl: string, team: string) {
  const names = new Map<string, string>();
  const reference = { channelId: 'msteams', serviceUrl, bot: { id: appId, name: '' }, conversation: { id: team } };
  await adapter.continueConversationAsync(appId, reference as never, async (context) => {
    for (const { id, name } of await TeamsInfo.getTeamChannels(context, team)) {
      if (id) names.set(id, name ?? words.general);
    }
  });
  return names;
}
