import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Application, TeamsAdapter } from '@microsoft/teams-ai';
import type { TurnContext } from 'botbuilder';
import express from 'express';
import { messagesPath } from '../../../adapters/teams/connect/door.ts';
import { trustOf } from '../../../adapters/teams/connect/trust.ts';

/** A process of its own: a teams-ai bot that answers “ok” to everything. Tells its parent the port. */

const { APP_ID: appId = '', TENANT: tenant = '', TRUST_URL: trustUrl = '' } = process.env;
const { settings, credentials } = trustOf({ appId, tenant, trustUrl, password: 'a-secret-of-the-app' });
const adapter = new TeamsAdapter(settings, credentials, { requiredEndorsements: ['msteams'] });
const app = new Application({ adapter, startTypingTimer: false });
// The package asks each of these of every activity, whatever its kind.
const named = (name: string) => async (context: TurnContext) => context.activity.name === name;
app.activity('message', async (context) => void (await context.sendActivity('ok')));
app.taskModules.fetch(named('task/fetch'), async () => 'ok');
app.taskModules.submit(named('task/submit'), async () => 'ok');
app.adaptiveCards.actionExecute(named('adaptiveCard/action'), async () => 'ok');

const server = express()
  .post(messagesPath, express.json(), (req, res, next) => {
    adapter.process(req, res as never, async (context) => void (await app.run(context))).catch(next);
  })
  .listen(0, '127.0.0.1');
await once(server, 'listening');
process.send?.((server.address() as AddressInfo).port);
await once(process, 'disconnect');
process.exit();
