import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type Activity,
  CardFactory,
  CloudAdapter,
  ConfigurationBotFrameworkAuthentication,
  ConfigurationServiceClientCredentialFactory,
  type ConversationReference,
  type TurnContext,
} from 'botbuilder';
import express from 'express';
import type { FakeTeams } from './index.ts';
import type { Json } from './types.ts';

/** A bare bot of the Bot Framework, just large enough to try every way of the fake. */
export interface TinyBot {
  url: string;
  adapter: CloudAdapter;
  /** What came, the newest last. */
  got: Activity[];
  /** Does something outside any turn. */
  later<T>(conversation: string, act: (context: TurnContext) => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

export type Handler = (context: TurnContext) => Promise<unknown>;

/** Credentials that fetch nothing; the id still counts as the token's audience. */
class NoCredentials extends ConfigurationServiceClientCredentialFactory {
  override createCredentials(): ReturnType<ConfigurationServiceClientCredentialFactory['createCredentials']> {
    return Promise.resolve({ signRequest: (request) => Promise.resolve(request) });
  }
}

const answer = (body: unknown) => ({ type: 'invokeResponse', value: { status: 200, body } }) as Partial<Activity>;

/** @param handle what it returns for an invoke is the body of the answer; `undefined` an empty one */
export async function tinyBot(fake: FakeTeams, handle: Handler): Promise<TinyBot> {
  const settings = {
    MicrosoftAppId: fake.appId,
    MicrosoftAppPassword: 'not used',
    MicrosoftAppType: 'MultiTenant',
    ToBotFromChannelOpenIdMetadataUrl: fake.trustUrl,
    ToBotFromEmulatorOpenIdMetadataUrl: fake.trustUrl,
    ToBotFromChannelTokenIssuer: 'https://api.botframework.com',
    ToChannelFromBotOAuthScope: 'https://api.botframework.com',
    OAuthUrl: fake.url,
    ToChannelFromBotLoginUrl: fake.url,
  };
  const authentication = new ConfigurationBotFrameworkAuthentication(settings, new NoCredentials(settings));
  const adapter = new CloudAdapter(authentication);
  const got: Activity[] = [];
  const app = express();
  app.use(express.json());
  app.post('/api/messages', (req, res) => {
    void adapter
      .process(req, res as never, async (context) => {
        got.push(context.activity);
        const body = await handle(context);
        if (context.activity.type === 'invoke') await context.sendActivity(answer(body));
      })
      .catch(() => res.headersSent || res.status(401).end());
  });
  const server: Server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/messages`;
  fake.connect(url);
  return {
    url,
    adapter,
    got,
    async later(id, act) {
      let result: unknown;
      const reference = {
        channelId: 'msteams',
        serviceUrl: fake.serviceUrl,
        bot: { id: fake.botId },
        conversation: { id },
      };
      await adapter.continueConversationAsync(
        fake.appId,
        reference as Partial<ConversationReference>,
        async (context) => {
          result = await act(context);
        },
      );
      return result as never;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An activity with a card. */
export function withCard(card: Json, more: Json = {}): Partial<Activity> {
  return { type: 'message', summary: 'A card', attachments: [CardFactory.adaptiveCard(card)], ...more };
}

export function cardOf(text: string, actions: Json[] = [], more: Json = {}): Json {
  const body = [{ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text }] }];
  return { type: 'AdaptiveCard', version: '1.5', body, actions, ...more };
}

export const submit = (title: string, data: Json = {}, more: Json = {}): Json => ({
  type: 'Action.Submit',
  title,
  data,
  ...more,
});

export const execute = (title: string, data: Json = {}): Json => ({
  type: 'Action.Execute',
  title,
  verb: 'staffroom',
  data,
});

export const opens = (title: string, data: Json = {}): Json =>
  submit(title, { ...data, msteams: { type: 'task/fetch' } });

/** A dialog to answer with. */
export const dialog = (card: Json, title = 'A form') => ({
  task: { type: 'continue', value: { title, height: 'medium', width: 'medium', card: CardFactory.adaptiveCard(card) } },
});
