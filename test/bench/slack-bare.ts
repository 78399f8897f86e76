import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { App, ExpressReceiver } from '@slack/bolt';
import { slashCommand } from '../../adapters/slack/read/payload.ts';
import { eventsPath } from '../../adapters/slack/slack.ts';

/** A process of its own: a bolt app that does nothing but acknowledge. Tells its parent the port. */

const receiver = new ExpressReceiver({ signingSecret: process.env.SIGNING_SECRET ?? '', endpoints: eventsPath });
const app = new App({ receiver, authorize: async () => ({}), convoStore: false });
app.command(slashCommand, async ({ ack }) => ack());
app.view(/./, async ({ ack }) => ack());

const server = await receiver.start({ port: 0, host: '127.0.0.1' });
process.send?.((server.address() as AddressInfo).port);
await once(process, 'disconnect');
process.exit();
