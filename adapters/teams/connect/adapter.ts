import type { Activity, ConfigurationBotFrameworkAuthentication, InvokeResponse, TurnContext } from 'botbuilder';
import { openCache } from '../../../src/lib/cache.ts';
import { TeamsAdapter } from './microsoft.ts';
import type { Trust } from './trust.ts';

type Authentication = ConfigurationBotFrameworkAuthentication;
/** Someone whose token was found good. */
export type Authenticated = Awaited<ReturnType<Authentication['authenticateRequest']>>;
/** Calls the connector at one address. */
export type Connector = Awaited<ReturnType<ReturnType<Authentication['createConnectorFactory']>['create']>>;

/** More addresses than Microsoft has regions, each kept for a day, in milliseconds. */
const maxConnectors = 100;
const connectorTtlMs = 24 * 60 * 60_000;

/**
 * Microsoft's adapter, its two halves apart: first it is found out who sent it, then the turn is run. Each address has one
 * connector, so that its connections are kept: made anew for each turn it would open new ones.
 */
export class Adapter extends TeamsAdapter {
  readonly #appId: string;
  readonly #connectors = openCache<Connector>({ max: maxConnectors, ttlMs: connectorTtlMs });

  constructor({ settings, credentials }: Trust) {
    super(settings, credentials, { requiredEndorsements: ['msteams'] });
    this.#appId = settings.MicrosoftAppId ?? '';
    keepTokenClient(this.botFrameworkAuthentication);
  }

  /** @throws AuthenticationError, and whatever the checking of a token throws */
  authenticate(activity: Activity, authorization: string): Promise<Authenticated> {
    return this.botFrameworkAuthentication.authenticateRequest(activity, authorization);
  }

  /** @returns what an invoke is answered */
  run(
    { audience, callerId, claimsIdentity }: Authenticated,
    activity: Activity,
    turn: (context: TurnContext) => Promise<void>,
  ): Promise<InvokeResponse | undefined> {
    const connectorFactory = { create: (serviceUrl: string) => this.connector(serviceUrl) };
    return this.processActivity({ audience, callerId, claimsIdentity, connectorFactory }, activity, turn);
  }

  /** The connector at this address, which must be one of Microsoft's. */
  connector(serviceUrl: string): Promise<Connector> {
    return this.#connectors.get(serviceUrl, async () => {
      const factory = this.botFrameworkAuthentication.createConnectorFactory(this.createClaimsIdentity(this.#appId));
      return plain(await factory.create(serviceUrl));
    });
  }
}

/**
 * What each call passes through for nothing. The package's own retries go on for longer than a person waits, and honour whatever
 * wait they are told; it would go wherever an answer leads; nobody traces or logs there, and no call is a form.
 */
const needless = [
  'defaultRetryPolicy',
  'redirectPolicy',
  'tracingPolicy',
  'logPolicy',
  'formDataPolicy',
  'multipartPolicy',
];

function plain(connector: Connector): Connector {
  const { client } = connector as unknown as { client: { pipeline: { removePolicy(which: { name: string }): void } } };
  for (const name of needless) client.pipeline.removePolicy({ name });
  return connector;
}

/** Each turn is handed what signs people in, which is never done here: it is made once, and not for each of them. */
function keepTokenClient(authentication: Adapter['botFrameworkAuthentication']): void {
  const make = authentication.createUserTokenClient.bind(authentication);
  const made = openCache<Awaited<ReturnType<typeof make>>>({ max: 1, ttlMs: connectorTtlMs });
  authentication.createUserTokenClient = (identity) => made.get('', () => make(identity));
}
