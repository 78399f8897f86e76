import { type App, type Logger, type Receiver, SocketModeReceiver } from '@slack/bolt';

/** How many connections there are: while one is made anew, Slack sends over the other. */
const connections = 2;
/** How soon a connection that says nothing is made anew, in milliseconds; bolt's own 5,000 make a gap of as much. */
const pingMs = 1_500;

export interface Sockets extends Receiver {
  /** Whether Slack can reach us. */
  connected(): boolean;
}

/** Socket Mode over several connections at once: Slack sends each payload over any one of them. */
export function openSockets(options: { appToken: string; apiUrl?: string; logger: Logger }): Sockets {
  const { appToken, apiUrl, logger } = options;
  const open = new Set<number>();
  const receivers = Array.from({ length: connections }, (_, index) => {
    const receiver = new SocketModeReceiver({
      appToken,
      logger,
      clientPingTimeout: pingMs,
      installerOptions: { clientOptions: { ...(apiUrl && { slackApiUrl: apiUrl }) } },
    });
    receiver.client.on('connected', () => open.add(index));
    for (const gone of ['reconnecting', 'disconnecting', 'disconnected'])
      receiver.client.on(gone, () => open.delete(index));
    return receiver;
  });
  return {
    init: (app: App) => {
      for (const receiver of receivers) receiver.init(app);
    },
    start: () => Promise.all(receivers.map((r) => r.start())),
    stop: () => Promise.all(receivers.map((r) => r.stop())),
    connected: () => open.size > 0,
  };
}
