import { createHmac } from 'node:crypto';
import { ExpressReceiver, type Installation, type Logger } from '@slack/bolt';
import type { Router } from 'express';
import type { Changes } from '../../../src/lib/changes.ts';
import { objectOf, stringOf } from '../../../src/lib/json.ts';
import { slack as say } from '../../../src/ui/sentences/chat.ts';
import type { OnCall } from '../../chat/calls.ts';
import type { RetryPolicy } from '../../chat/failure.ts';
import { type Api, openApis } from './api.ts';
import { type Home, isGrid, openHomes, type Parts } from './homes.ts';
import { htmlHeaders, page } from './install-page.ts';
import { missingOf, optionalScopes, scopes } from './scopes.ts';
import type { Found, TokenStore } from './tokens.ts';

/** Keeps what Slack gave at each install; whoever implements it keeps it secret. */
interface InstallKeeper {
  save(id: string, content: string): Promise<void>;
  find(id: string): Promise<string | undefined>;
  /** @param before an install that is newer stays: Slack may tell of a removal late */
  remove(id: string, before: Date): Promise<void>;
  /** The ids of all who have installed us. */
  ids(): Promise<string[]>;
  parts: Parts;
}

export interface OAuth {
  clientId: string;
  clientSecret: string;
  keeper: InstallKeeper;
}

export interface Installs {
  /** `/slack/install`, and where Slack sends the browser back to. */
  router: Router;
  tokens: TokenStore;
  remove(id: string, before: Date): Promise<void>;
  /** A Grid that has installed us has added us to these of its workspaces. */
  granted(enterprise: string, teams: string[]): Promise<void>;
}

interface Options extends OAuth {
  publicUrl: string;
  apiUrl?: string;
  logger: Logger;
  retryPolicy: RetryPolicy;
  onCall?: OnCall;
  /** Called when a workspace was installed, perhaps anew. */
  onInstall: (id: string) => void;
  /** Of installs, by the id of the workspace or of the Grid. */
  changes: Changes;
}

/** Where workspaces install it. */
export const installUrl = (publicUrl: string): string => `${publicUrl}${paths.install}`;

const paths = { install: '/slack/install', back: '/slack/oauth_redirect' };

/** The install by OAuth, for workspaces that install the app themselves. */
export function openInstalls({
  clientId,
  clientSecret,
  keeper,
  publicUrl,
  apiUrl,
  logger,
  retryPolicy,
  onCall,
  onInstall,
  changes,
}: Options): Installs {
  const receiver = new ExpressReceiver({
    // It receives no payloads: those have a receiver of their own, which knows nothing of installs.
    signatureVerification: false,
    signingSecret: '',
    endpoints: {},
    clientId,
    clientSecret,
    stateSecret: createHmac('sha256', clientSecret).update('install-state').digest('hex'),
    redirectUri: `${publicUrl}${paths.back}`,
    scopes: [...scopes, ...optionalScopes],
    logger,
    installationStore: {
      async storeInstallation(installation) {
        const id = idOf(installation as Installation);
        await keeper.save(id, JSON.stringify(installation));
        onInstall(id);
      },
      fetchInstallation: () => Promise.reject(new Error('tokens are looked up by find')),
    },
    installerOptions: {
      installPath: paths.install,
      redirectUriPath: paths.back,
      directInstall: true,
      authVersion: 'v2',
      // Slack's own page, or that of the server that stands in for Slack.
      ...(apiUrl && {
        clientOptions: { slackApiUrl: apiUrl },
        authorizationUrl: new URL('/oauth/v2/authorize', apiUrl).href,
      }),
      callbackOptions: {
        // What can't work is not kept: whoever installs it is there, and reads what to do.
        async afterInstallation({ bot }, _options, _req, res) {
          const problem = problemWith(bot);
          if (problem) res.writeHead(400, htmlHeaders).end(page(say.notInstalledYetTitle, problem));
          return problem === undefined;
        },
        success: (_installation, _options, _req, res) => {
          res.writeHead(200, htmlHeaders).end(page(say.installedTitle, say.installed));
        },
        failure: (error, _options, _req, res) => {
          logger.warn(`install: ${error.code}`);
          res.writeHead(400, htmlHeaders).end(page(say.notInstalledYetTitle, say.notInstalledYet));
        },
      },
    },
  });
  const stored = async (id: string): Promise<Found[]> => {
    const content = await keeper.find(id);
    const { bot, isEnterpriseInstall = false } = content ? (JSON.parse(content) as Installation) : {};
    return bot ? [{ token: bot.token, isOrgWide: isEnterpriseInstall, lacks: missingOf(bot.scopes) }] : [];
  };
  const storedOf = async ({ team, enterprise }: Home): Promise<Found[]> => [
    ...(await stored(team)),
    ...(enterprise ? await stored(enterprise) : []),
  ];
  const homes = openHomes({
    parts: keeper.parts,
    grids: async () => (await keeper.ids()).filter(isGrid),
    async grantedBy(enterprise) {
      const [found] = await stored(enterprise);
      const options = { logger, retryPolicy, ...(apiUrl && { apiUrl }), ...(onCall && { onCall }) };
      return found ? listTeams(openApis(found.token, options).usual) : [];
    },
    changes,
  });
  return {
    router: receiver.router as unknown as Router,
    tokens: {
      ...homes,
      async find(home) {
        const found = await storedOf(home);
        if (found.length > 0 || home.enterprise) return found;
        const learnt = await homes.learnt(home);
        return learnt ? storedOf(learnt) : [];
      },
    },
    remove: (id, before) => keeper.remove(id, before),
    granted: (enterprise, teams) => keeper.parts.note(enterprise, teams),
  };
}

const idOf = ({ isEnterpriseInstall, enterprise, team }: Installation): string =>
  String(isEnterpriseInstall ? enterprise?.id : team?.id);

/** Why this can't be worked with, for whoever installs it. */
function problemWith(bot: Installation['bot']): string | undefined {
  if (!bot) return say.notInstalledYet;
  if (bot.refreshToken) return say.rotates;
  const missing = missingOf(bot.scopes);
  return missing.length > 0 ? say.tooFewScopes(missing) : undefined;
}

/** The workspaces to which a Grid has added us. */
async function listTeams(api: Api): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor = ''; ; ) {
    const { teams, response_metadata } = await api('auth.teams.list', { limit: 200, ...(cursor && { cursor }) });
    ids.push(...(teams as { id: string }[]).map(({ id }) => id));
    cursor = stringOf(objectOf(response_metadata).next_cursor) ?? '';
    if (cursor === '') return ids;
  }
}
