import { isLoopbackHost } from '../../../src/lib/net.ts';
import { ConfigurationServiceClientCredentialFactory } from './microsoft.ts';

/** Who signs what Teams sends. Tokens of others are never looked at: the package takes some that any Azure app can get. */
export const channelIssuer = 'https://api.botframework.com';

/** Microsoft's own keys, where no others are to be trusted. */
const microsoftsKeys = 'https://login.botframework.com/v1/.well-known/openidconfiguration';

/** What the adapter is made with: whose tokens it takes, and how it proves who we are. */
export interface Trust {
  settings: Record<string, string>;
  credentials: ConfigurationServiceClientCredentialFactory;
  /** The OpenID metadata that says which keys count. */
  keysUrl: string;
}

export interface AppKeys {
  appId: string;
  password: string;
  /** The tenant of an app of one tenant. */
  tenant: string | 'any';
  /** OpenID metadata to trust instead of Microsoft's, on loopback. */
  trustUrl?: string;
}

export function trustOf({ appId, password, tenant, trustUrl }: AppKeys): Trust {
  const app = {
    MicrosoftAppId: appId,
    MicrosoftAppPassword: password,
    ...(tenant === 'any'
      ? { MicrosoftAppType: 'MultiTenant' }
      : { MicrosoftAppType: 'SingleTenant', MicrosoftAppTenantId: tenant }),
  };
  // Without an id everything that is posted would be taken for true.
  if (!appId || !password || !tenant) throw new Error('Teams needs an app id, a password and a tenant.');
  if (!trustUrl) {
    return {
      settings: app,
      credentials: new ConfigurationServiceClientCredentialFactory(app),
      keysUrl: microsoftsKeys,
    };
  }
  return {
    // Any one of these puts all of Microsoft's own aside, so all are given.
    settings: {
      ...app,
      ToBotFromChannelOpenIdMetadataUrl: trustUrl,
      ToBotFromEmulatorOpenIdMetadataUrl: trustUrl,
      ToBotFromChannelTokenIssuer: channelIssuer,
      ToChannelFromBotOAuthScope: channelIssuer,
      OAuthUrl: new URL('/', trustUrl).href,
      ToChannelFromBotLoginUrl: new URL('/', trustUrl).href,
    },
    credentials: new NoCredentials(app),
    keysUrl: trustUrl,
  };
}

/** Nothing is fetched and nothing is sent along: what is on loopback asks for no proof. */
class NoCredentials extends ConfigurationServiceClientCredentialFactory {
  override createCredentials(): ReturnType<ConfigurationServiceClientCredentialFactory['createCredentials']> {
    return Promise.resolve({ signRequest: (request) => Promise.resolve(request) });
  }
}

/**
 * Tells Microsoft's addresses from others. An address comes with each activity, and what we answer goes there, our token
 * with it.
 *
 * @param onLoopback takes addresses of this machine, and no others
 */
export function microsofts(hosts: RegExp, onLoopback: boolean): (url: unknown) => url is string {
  return (url): url is string => {
    if (typeof url !== 'string' || !URL.canParse(url)) return false;
    const { protocol, hostname, port, username, password } = new URL(url);
    if (username || password) return false;
    if (onLoopback) return isLoopbackHost(hostname) && (protocol === 'http:' || protocol === 'https:');
    return protocol === 'https:' && port === '' && hosts.test(hostname);
  };
}

/** Where activities come from and answers go. */
export const serviceHosts = /^(smba\.trafficmanager\.net|([a-z0-9-]+\.)+(teams\.microsoft\.com|botframework\.com))$/;
/** Where the files of people lie. */
export const fileHosts = /^([a-z0-9-]+\.)+sharepoint\.com$/;
