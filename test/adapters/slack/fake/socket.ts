import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { type WebSocket, WebSocketServer } from 'ws';
import { isObject } from '../../../../src/lib/json.ts';
import type { Retry } from './deliver.ts';
import type { Json, Kind } from './types.ts';
import type { World } from './world.ts';

export interface Sockets {
  /** An address for one connection, as `apps.connections.open` gives it. */
  ticket(): string;
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void;
  count(): number;
  /** Asks the oldest connection to go, or cuts it. */
  drop(how: 'refresh_requested' | 'warning' | 'cut'): void;
  refuse(on: boolean): void;
  send(
    kind: Kind,
    payload: Json,
    ackMs: number,
    retry?: Retry,
  ): Promise<{ status: number; body: unknown; problem?: string }>;
  close(): Promise<void>;
}

const envelopeType = {
  command: 'slash_commands',
  event: 'events_api',
  interactive: 'interactive',
  suggestion: 'interactive',
};
/** Slack pings its clients; bolt hangs up when it has heard one ping and no other for 30 s. */
const pingMs = 10_000;
const closeMs = 500;

export function socketMode(world: World): Sockets {
  const server = new WebSocketServer({ noServer: true });
  const open: WebSocket[] = [];
  const tickets = new Set<string>();
  const waiting = new Map<string, (body: unknown) => void>();
  let refused = false;
  let turn = 0;

  const forget = (socket: WebSocket) => {
    const at = open.indexOf(socket);
    if (at >= 0) open.splice(at, 1);
  };

  function connected(socket: WebSocket): void {
    open.push(socket);
    const pings = setInterval(() => socket.ping(), pingMs);
    const life = setTimeout(() => goodbye(socket, 'refresh_requested'), world.options.socketSeconds * 1_000);
    socket.on('message', (data) => heard(world, waiting, String(data)));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      clearInterval(pings);
      clearTimeout(life);
      forget(socket);
    });
    const hello = {
      type: 'hello',
      num_connections: open.length,
      debug_info: { host: 'fake', build_number: 1, approximate_connection_time: world.options.socketSeconds },
      connection_info: { app_id: world.appId },
    };
    socket.send(JSON.stringify(hello));
  }

  return {
    ticket() {
      const ticket = randomUUID();
      tickets.add(ticket);
      return `${world.url.replace('http', 'ws')}/link/?ticket=${ticket}&app_id=${world.appId}`;
    },
    upgrade(req, socket, head) {
      const ticket = new URL(req.url ?? '/', world.url).searchParams.get('ticket') ?? '';
      if (refused || !tickets.delete(ticket)) {
        socket.end(`HTTP/1.1 ${refused ? '503 Service Unavailable' : '403 Forbidden'}\r\nconnection: close\r\n\r\n`);
        return;
      }
      server.handleUpgrade(req, socket, head, connected);
    },
    count: () => open.length,
    drop(how) {
      const socket = open[0];
      if (!socket) throw new Error('No socket is open');
      forget(socket);
      if (how === 'cut') socket.terminate();
      else goodbye(socket, how);
    },
    refuse(on) {
      refused = on;
    },
    send(kind, payload, ackMs, retry) {
      const socket = open[turn++ % Math.max(open.length, 1)];
      if (!socket) return Promise.resolve({ status: 0, body: undefined, problem: 'dispatch_failed' });
      const id = randomUUID();
      const envelope = {
        envelope_id: id,
        type: envelopeType[kind],
        accepts_response_payload: kind === 'command' || payload.type === 'view_submission' || kind === 'suggestion',
        payload,
        ...(kind === 'event' && { retry_attempt: retry?.retryNum ?? 0, retry_reason: retry?.retryReason ?? '' }),
      };
      return new Promise((resolve) => {
        const timer = setTimeout(() => {
          waiting.delete(id);
          resolve({ status: 0, body: undefined, problem: 'operation_timeout' });
        }, ackMs);
        waiting.set(id, (body) => {
          clearTimeout(timer);
          resolve({ status: 200, body });
        });
        socket.send(JSON.stringify(envelope));
      });
    },
    async close() {
      // Who hangs up in order gets an answer; the rest are cut.
      await Promise.race([Promise.all([...server.clients].map(hungUp)), wait(closeMs)]);
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
}

function goodbye(socket: WebSocket, reason: string): void {
  socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'fake' } }));
}

function hungUp(socket: WebSocket): Promise<unknown> {
  if (socket.readyState === socket.CLOSED) return Promise.resolve();
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.close(1001);
  return closed;
}

function heard(world: World, waiting: Map<string, (body: unknown) => void>, text: string): void {
  const message: unknown = JSON.parse(text);
  if (!isObject(message) || typeof message.envelope_id !== 'string') {
    world.violations.push(`socket: no envelope_id in ${text.slice(0, 200)}`);
    return;
  }
  const acked = waiting.get(message.envelope_id);
  waiting.delete(message.envelope_id);
  // bolt sends an empty object where there is nothing to say.
  const empty = !isObject(message.payload) || Object.keys(message.payload).length === 0;
  acked?.(empty ? undefined : message.payload);
}
