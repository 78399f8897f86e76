import { createHmac } from 'node:crypto';
import { ExpressReceiver, type Installation, type Logger } from '@slack/bolt';
import type { Router } from 'express';
import { escapeHtml } from '../../../src/ui/html.ts';
import { slack as say } from '../../../src/ui/sentences/chat.ts';
import { optionalScopes, scopes } from './scopes.ts';
import type { Home } from './tokens.ts';

/** Keeps what Slack gave at each install; whoever implements it keeps it secret. */
interface InstallKeeper {
  save(id: string, content: string): Promise<void>;
  find(id: string): Promise<string | undefined>;
  /** @param before an install that is newer stays: Slack may tell of a removal late */
  remove(id: string, before: Date): Promise<void>;
}

export interface OAuth {
  clientId: string;
  clientSecret: string;
  keeper: InstallKeeper;
}

export interface Installs {
  /** `/slack/install`, and where Slack sends the browser back to. */
  router: Router;
  /** The token of a workspace, or of the organisation that installed it for all of its workspaces. */
  find(home: Home): Promise<string | undefined>;
  remove(id: string, before: Date): Promise<void>;
}

interface Options extends OAuth {
  publicUrl: string;
  apiUrl?: string;
  logger: Logger;
  /** Called when a workspace was installed, perhaps anew. */
  onInstall: (id: string) => void;
}

const paths = { install: '/slack/install', back: '/slack/oauth_redirect' };

/** The install by OAuth, for workspaces that install the app themselves. */
export function openInstalls({
  clientId,
  clientSecret,
  keeper,
  publicUrl,
  apiUrl,
  logger,
  onInstall,
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
  return {
    router: receiver.router as unknown as Router,
    async find({ team, enterprise }) {
      const content = (await keeper.find(team)) ?? (enterprise && (await keeper.find(enterprise)));
      return content ? (JSON.parse(content) as Installation).bot?.token : undefined;
    },
    remove: (id, before) => keeper.remove(id, before),
  };
}

const idOf = ({ isEnterpriseInstall, enterprise, team }: Installation): string =>
  String(isEnterpriseInstall ? enterprise?.id : team?.id);

const htmlHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  'cache-control': 'no-store',
};

/** A page that says one thing. */
function page(title: string, words: string): string {
  return `<!doctype html><html lang="en-GB"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>${escapeHtml(title)}</title>
<style>body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1.5rem}</style>
<h1>${escapeHtml(title)}</h1><p>${escapeHtml(words)}</p></html>`;
}
