import { once } from 'node:events';
import { createRequire } from 'node:module';

/**
 * A process of its own: a bolt app that does nothing but acknowledge. Tells its parent the port. Plain JavaScript, so that its start
 * and its memory are bolt's own; with BOTH teams-ai is loaded beside it.
 */

const require = createRequire(import.meta.url);
const { App, ExpressReceiver } = require('@slack/bolt');
if (process.env.BOTH) require('@microsoft/teams-ai');

const { SIGNING_SECRET: signingSecret = '', EVENTS_PATH: endpoints = '', COMMAND: command = '' } = process.env;
const receiver = new ExpressReceiver({ signingSecret, endpoints });
const app = new App({ receiver, authorize: async () => ({}), convoStore: false });
app.command(command, async ({ ack }) => ack());
app.view(/./, async ({ ack }) => ack());

const server = await receiver.start({ port: 0, host: '127.0.0.1' });
const address = server.address();
process.send?.(typeof address === 'object' && address?.port);
await once(process, 'disconnect');
process.exit();
