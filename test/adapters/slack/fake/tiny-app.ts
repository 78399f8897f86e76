import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  App,
  type AppOptions,
  type BlockAction,
  type Logger,
  LogLevel,
  SocketModeReceiver,
  type types,
} from '@slack/bolt';
import type { FakeSlack } from './index.ts';

/** A bolt app just large enough to try every way of the fake. */
export interface TinyApp {
  app: App;
  /** Every retry that bolt was told of. */
  retries: (number | undefined)[];
  errors: string[];
  stop(): Promise<void>;
}

const plain = (text: string) => ({ type: 'plain_text' as const, text });

export function nameForm(title: string, more: Partial<types.ModalView> = {}): types.ModalView {
  return {
    type: 'modal',
    callback_id: 'name',
    title: plain(title),
    submit: plain('Add'),
    blocks: [
      {
        type: 'input',
        block_id: 'name~1',
        label: plain('Name'),
        element: { type: 'plain_text_input', action_id: 'value', max_length: 20 },
      },
      {
        type: 'input',
        block_id: 'sites',
        label: plain('Sites'),
        optional: true,
        dispatch_action: true,
        element: {
          type: 'checkboxes',
          action_id: 'sites',
          options: ['hub', 'forums'].map((value) => ({ text: plain(value.toUpperCase()), value })),
        },
      },
      {
        type: 'input',
        block_id: 'like',
        label: plain('Same rights as'),
        optional: true,
        element: { type: 'external_select', action_id: 'person', min_query_length: 2 },
      },
      {
        type: 'input',
        block_id: 'csv',
        label: plain('Or a CSV file'),
        optional: true,
        element: { type: 'file_input', action_id: 'csv', filetypes: ['csv'], max_files: 1 },
      },
    ],
    ...more,
  };
}

const buttons = [
  { type: 'section' as const, text: { type: 'mrkdwn' as const, text: 'Ben' } },
  {
    type: 'actions' as const,
    elements: [
      { type: 'button' as const, action_id: 'done', text: plain('Done'), value: 'x' },
      { type: 'button' as const, action_id: 'open', text: plain('Open'), value: 'y' },
    ],
  },
];

/** Half of what is tried here goes wrong on purpose. */
export const quiet: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  setName() {},
  getLevel: () => LogLevel.ERROR,
};

/** @param how payloads come over a socket, or to a port of its own */
export async function tinyApp(
  fake: FakeSlack,
  how: 'socket' | 'http',
  more: AppOptions = {},
  socket: { clientPingTimeout?: number } = {},
): Promise<TinyApp> {
  const clientOptions = { slackApiUrl: fake.apiUrl };
  const receiver = new SocketModeReceiver({
    appToken: fake.appToken,
    logger: quiet,
    installerOptions: { clientOptions },
    ...socket,
  });
  const app = new App({
    token: more.receiver ? undefined : fake.botToken,
    logger: quiet,
    clientOptions,
    ...(how === 'socket' ? { receiver } : { signingSecret: fake.signingSecret }),
    ...more,
  });
  const tiny: TinyApp = { app, retries: [], errors: [], stop: async () => void (await app.stop()) };
  app.use(async ({ context, next }) => {
    tiny.retries.push(context.retryNum as number | undefined);
    await next();
  });
  app.error(async ({ message }) => {
    tiny.errors.push(message);
  });
  listen(app);
  const server = (await app.start({ host: '127.0.0.1', port: more.port ?? 0 } as never)) as Server;
  if (how === 'http') fake.connectHttp(`http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`);
  return tiny;
}

function listen(app: App): void {
  app.command('/staff', async ({ command, ack, client, respond }) => {
    const [verb] = command.text.split(' ');
    if (verb === 'silent') return;
    if (verb === 'later') {
      await ack();
      await respond({ text: 'Later', blocks: buttons });
      return;
    }
    if (verb === 'add') {
      await ack();
      await client.views.open({ trigger_id: command.trigger_id, view: nameForm('Add') });
      return;
    }
    await ack(`You said ${command.text}`);
  });
  app.action('done', async ({ ack, respond }) => {
    await ack();
    await respond({ replace_original: true, text: 'It is done' });
  });
  app.action('open', async ({ ack, body, client }) => {
    await ack();
    const { trigger_id } = body as BlockAction;
    const view = nameForm('Pushed');
    await ((body as BlockAction).view
      ? client.views.push({ trigger_id, view })
      : client.views.open({ trigger_id, view }));
  });
  app.action('sites', async ({ ack, body, client }) => {
    await ack();
    const { view } = body as BlockAction;
    await client.views.update({ view_id: view?.id ?? '', hash: view?.hash, view: nameForm('Ticked') });
  });
  app.options('person', async ({ options, ack }) => {
    const found = options.value === 'many' ? Array.from({ length: 101 }, (_, i) => i) : ['Ben Okafor'];
    await ack({ options: found.map((each) => ({ text: plain(String(each)), value: `id:${each}` })) });
  });
  app.view('name', async ({ view, ack }) => {
    const name = view.state.values['name~1']?.value?.value;
    if (name === 'taken') await ack({ response_action: 'errors', errors: { 'name~1': 'In use' } });
    else if (name === 'wrong') await ack({ response_action: 'errors', errors: { nowhere: 'In use' } });
    else if (name === 'next') await ack({ response_action: 'push', view: nameForm('Next') });
    else if (name === 'all') await ack({ response_action: 'clear' });
    else await ack();
  });
  app.message(async ({ say }) => {
    await say('Good morning');
  });
  app.event('app_home_opened', async ({ event, client }) => {
    await client.views.publish({ user_id: event.user, view: { type: 'home', blocks: buttons } });
  });
}
