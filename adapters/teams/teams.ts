import type { Router } from 'express';
import type { Logger } from 'pino';
import type { Bot, Chat } from '../../src/bot/inbound.ts';
import type { Changes } from '../../src/lib/changes.ts';
import { httpClient } from '../../src/lib/http-client.ts';
import type { Json } from '../../src/lib/json.ts';
import { teams as say } from '../../src/ui/sentences/chat.ts';
import type { OnCall } from '../chat/calls.ts';
import type { Inbox } from '../chat/delivery.ts';
import { byQueue } from '../chat/failure.ts';
import { type Outages, openOutages } from '../chat/outages.ts';
import { openPending } from '../chat/pending.ts';
import { openPeople, type Ties } from '../chat/people.ts';
import { openAccessTokenCheck } from './connect/access-token-check.ts';
import { Adapter } from './connect/adapter.ts';
import { openApi } from './connect/api.ts';
import { openDoor } from './connect/door.ts';
import { openIdentify } from './connect/identify.ts';
import { openKeys } from './connect/keys.ts';
import { TeamsInfo } from './connect/microsoft.ts';
import { openMemory, type References } from './connect/references.ts';
import { openRosters } from './connect/roster.ts';
import { type AppKeys, fileHosts, microsofts, serviceHosts, trustOf } from './connect/trust.ts';
import type { TeamsPerson } from './connect/who.ts';
import { type AdapterContext, type Pace, usualPace } from './context.ts';
import { carryOut } from './talk/carry-out.ts';
import { openChat } from './talk/chat.ts';
import { registerRoutes } from './talk/routes.ts';

export interface TeamsOptions extends AppKeys {
  bot: Bot;
  inbox: Inbox;
  log: Logger;
  references: References;
  ties: Ties;
  /** What other copies of the program learn, by Teams' ids of people and of conversations, and of what `references` keeps. */
  changes: { people: Changes; rosters: Changes; references: Changes };
  /** Told of each call of Teams. */
  onCall?: OnCall;
  pace?: Pace;
}

export interface Teams {
  /** To be mounted at the root: `/api/messages`. */
  router: Router;
  chat: Chat;
  /** Answers anyone, and says what time it is. */
  timeUrl: string;
  /** Carries out what was kept and left unanswered: an activity, and when it came in, in milliseconds since 1970. */
  carryOut(payload: Json, at: number): Promise<void>;
  /** @throws Error when Microsoft gives us no token to answer with */
  check(): Promise<void>;
  /** There is no connection to end: what Teams posts ends with the server. */
  close(): Promise<void>;
  /** Waits until all that was taken is done, but no longer than this, in milliseconds. */
  settled(withinMs: number): Promise<void>;
  /** Whether Teams takes nothing of ours until someone mends it. */
  outages: Pick<Outages, 'now'>;
}

/** The Teams side of Staffroom. */
export function teams(options: TeamsOptions): Teams {
  const { bot, inbox, log, appId, tenant, trustUrl, references, ties, changes, onCall, pace = usualPace } = options;
  const trust = trustOf(options);
  const adapter = new Adapter(trust);
  const outages = openOutages(log, 'Teams', say.remedy);
  const wayTo = (serviceUrl: string) => ({
    connector: adapter.connector(serviceUrl),
    serviceUrl,
    bot: `28:${appId}`,
    outages,
    ...(onCall && { onCall }),
  });
  const onBug: AdapterContext['onBug'] = (error, correlationId) =>
    log.error({ err: error, correlationId }, 'Teams broke.');
  const pending = openPending((error) => onBug(error, 'unknown'));
  const http = httpClient({ home: trustUrl !== undefined });
  const answersTo = microsofts(serviceHosts, trustUrl !== undefined);
  const memory = openMemory(references, changes.references, answersTo);
  const rosters = openRosters(changes.rosters, ties);
  const people = openPeople<TeamsPerson>({
    changes: changes.people,
    ties,
    tiedBy: ({ person }, user) => person ?? user,
  });
  const ctx: AdapterContext = {
    bot,
    inbox,
    people,
    memory,
    rosters,
    apiAt: (serviceUrl) => openApi(wayTo(serviceUrl), pace.retryPolicy),
    http,
    holdsFiles: microsofts(fileHosts, trustUrl !== undefined),
    pending,
    onBug,
    pace,
  };
  const app = registerRoutes(adapter, ctx);
  return {
    router: openDoor({
      adapter,
      identify: openIdentify({ adapter, keys: openKeys(http, trust.keysUrl), log }),
      tenant,
      answersTo,
      turn: async (context) => void (await app.run(context)),
      pending,
      log,
    }),
    chat: openChat({
      bot,
      memory,
      people,
      rosters,
      apiAt: (serviceUrl) => openApi(wayTo(serviceUrl), byQueue(pace.retryPolicy)),
      channelNames: (serviceUrl, team) => channelNames(adapter, appId, serviceUrl, team),
    }),
    timeUrl: trust.keysUrl,
    carryOut: (payload, at) => carryOut(ctx, payload, at),
    check: openAccessTokenCheck(adapter, outages),
    outages,
    close: async () => {},
    settled: (withinMs) => pending.drain(withinMs),
  };
}

async function channelNames(adapter: Adapter, appId: string, serviceUrl: string, team: string) {
  const names = new Map<string, string>();
  const reference = { channelId: 'msteams', serviceUrl, bot: { id: appId, name: '' }, conversation: { id: team } };
  await adapter.continueConversationAsync(appId, reference as never, async (context) => {
    for (const { id, name } of await TeamsInfo.getTeamChannels(context, team)) {
      if (id) names.set(id, name ?? say.general);
    }
  });
  return names;
}
