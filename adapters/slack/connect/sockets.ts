import { setTimeout as delay } from 'node:timers/promises';
import { type App, type Logger, type Receiver, SocketModeReceiver } from '@slack/bolt';
import { objectOf } from '../../../src/lib/json.ts';
import { openStagger } from './stagger.ts';

/** How many connections there are: while one is made anew, Slack sends over the other. */
const connections = 2;
/** How soon a connection that says nothing is made anew, in milliseconds; bolt's own 5,000 make a gap of as much. */
const pingMs = 1_500;
/** How soon a lost connection is made anew, in milliseconds: at first, and once Slack has refused it again and again. */
const soonest = 200;
const latest = 10_000;
/** Longest that Slack may take to say where to connect, in milliseconds. */
const timeout = 10_000;

export interface Sockets extends Receiver {
  /** Whether Slack can reach us. */
  connected(): boolean;
}

type Client = SocketModeReceiver['client'];

/** Socket Mode over several connections at once: Slack sends each payload over any one of them. */
export function openSockets(options: { appToken: string; apiUrl?: string; logger: Logger }): Sockets {
  const { appToken, apiUrl, logger } = options;
  const open = new Set<Client>();
  const ended = new AbortController();
  const leaving = new Map<Client, () => Promise<void>>();
  const stagger = openStagger<Client>(
    (client) =>
      void leaving
        .get(client)?.()
        .then(() => client.disconnect()),
  );
  let begun = false;
  const receivers = Array.from({ length: connections }, () => {
    const receiver = new SocketModeReceiver({
      appToken,
      logger,
      clientPingTimeout: pingMs,
      // What is not acknowledged comes again; bolt would write it to the log, each time.
      processEventErrorHandler: async () => false,
      // The package makes connections anew by itself, but where Slack refuses one it gives up, with a rejection that nobody
      // catches and that ends the process.
      autoReconnectEnabled: false,
      installerOptions: {
        clientOptions: { timeout, retryConfig: { retries: 0 }, ...(apiUrl && { slackApiUrl: apiUrl }) },
      },
    });
    const { client } = receiver;
    leaving.set(
      client,
      acknowledgesBeforeItGoes(client, (lifeMs) => stagger.opened(client, lifeMs)),
    );
    client.on('connected', () => open.add(client));
    client.on('disconnecting', () => open.delete(client));
    client.on('disconnected', () => {
      open.delete(client);
      stagger.closed(client);
      if (begun) again(client, ended.signal);
    });
    return receiver;
  });
  const stop = async () => {
    ended.abort();
    await Promise.all(receivers.map((r) => r.stop()));
  };
  return {
    init: (app: App) => {
      for (const receiver of receivers) receiver.init(app);
    },
    async start() {
      try {
        await Promise.all(receivers.map((r) => r.start()));
        begun = true;
      } catch (error) {
        await stop();
        throw error;
      }
    },
    stop,
    connected: () => open.size > 0,
  };
}

/** How long a connection that Slack wants anew is kept for what came by it, in milliseconds: Slack waits as long. */
const acknowledgedMs = 3_000;

/**
 * Has a connection that Slack wants made anew go once all that came by it is acknowledged. The package ends it at once, and
 * what is being kept at that moment could only be acknowledged by it.
 *
 * @param hello told how long Slack keeps the connection, in milliseconds, whenever it is made
 * @returns what waits until all that came by it is acknowledged
 */
function acknowledgesBeforeItGoes(client: Client, hello: (lifeMs: number) => void): () => Promise<void> {
  const unacknowledged = new Set<string>();
  client.on('slack_event', ({ envelope_id }: { envelope_id: string }) => unacknowledged.add(envelope_id));
  client.on('outgoing_message', ({ envelope_id }: { envelope_id: string }) => unacknowledged.delete(envelope_id));
  const hear = client.listeners('ws_message');
  client.removeAllListeners('ws_message');
  const acknowledged = async () => {
    const until = performance.now() + acknowledgedMs;
    while (unacknowledged.size > 0 && performance.now() < until) await delay(10);
    unacknowledged.clear();
  };
  client.on('ws_message', async (data: unknown, isBinary: boolean) => {
    const { type, debug_info } = saidOf(data);
    if (type === 'hello') hello(Number(objectOf(debug_info).approximate_connection_time ?? 0) * 1_000);
    if (type === 'disconnect') await acknowledged();
    for (const each of hear) each.call(client, data, isBinary);
  });
  return acknowledged;
}

/** What Slack says of the connection itself. */
function saidOf(data: unknown): Record<string, unknown> {
  if (typeof data !== 'string' || !/"(?:hello|disconnect)"/.test(data)) return {};
  try {
    return objectOf(JSON.parse(data));
  } catch {
    return {};
  }
}

const trying = new WeakSet<Client>();

/** Makes a lost connection anew, however often that is refused. */
async function again(client: Client, ended: AbortSignal): Promise<void> {
  if (trying.has(client)) return;
  trying.add(client);
  for (let pause = soonest; !ended.aborted; pause = Math.min(2 * pause, latest)) {
    await delay(pause, undefined, { signal: ended, ref: false }).catch(() => {});
    if (ended.aborted) break;
    const isThere = await client.start().then(
      () => true,
      () => false,
    );
    // It was ended while Slack was asked where to connect.
    if (isThere && ended.aborted) await client.disconnect();
    if (isThere) break;
  }
  trying.delete(client);
}
