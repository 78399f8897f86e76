import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { eventsPath } from '../../adapters/slack/slack.ts';
import { slack as say } from '../../src/ui/sentences/chat.ts';
import { sign } from '../adapters/slack/fake/sign.ts';
import type { LightSlack } from './slack-light.ts';
import type { Kind } from './slack-payloads.ts';

/** Who gets the payloads. */
export interface Receiver {
  port: number;
  signingSecret: string;
  /** Where it answers; nothing for one that only acknowledges. */
  slack?: LightSlack;
}

/** How long things took, in milliseconds, from the moment a payload was sent. */
export interface Times {
  acks: number[];
  answers: number[];
  /** All of them, from the first payload to the last answer. */
  ms: number;
  /** How many answers came after a line that says to wait, or after an acknowledgement that should have held them. */
  late: number;
}

export const noTimes = (): Times => ({ acks: [], answers: [], ms: 0, late: 0 });

/** Sends one body. @returns the acknowledgement's */
export type Post = (body: string) => Promise<string>;

interface Prepared {
  id: string;
  body: string;
  headers: Record<string, string>;
}

const signed = (body: string, secret: string): Prepared['headers'] => ({
  'content-type': 'application/x-www-form-urlencoded',
  'content-length': String(Buffer.byteLength(body)),
  ...sign(secret, body),
});

export const poster =
  ({ port, signingSecret }: Receiver): Post =>
  (body) =>
    post(new Agent(), port, { body, headers: signed(body, signingSecret) });

function post(agent: Agent, port: number, { body, headers }: Omit<Prepared, 'id'>): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path: eventsPath, method: 'POST', agent, headers }, (res) => {
      let text = '';
      res.setEncoding('utf8');
      res.on('data', (chunk) => {
        text += chunk;
      });
      res.on('error', reject);
      res.on('end', () => (res.statusCode === 200 ? resolve(text) : reject(new Error(`${res.statusCode}: ${text}`))));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** As many at a time, each of them as soon as the one before it is answered. */
export function inTurn(to: Receiver, kind: Kind, count: number, atOnce: number): Promise<Times> {
  return measured(to, kind, count, atOnce, async (one) => {
    let left = count;
    const work = async () => {
      while (left > 0) {
        left -= 1;
        await one();
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
  });
}

/** One after each of these pauses, in milliseconds, whatever has become of those before. */
export function atPace(to: Receiver, kind: Kind, pauses: number[]): Promise<Times> {
  return measured(to, kind, pauses.length, 8, async (one) => {
    const all: Promise<void>[] = [];
    let due = performance.now();
    for (const pause of pauses) {
      due += pause;
      const wait = due - performance.now();
      if (wait > 0) await delay(wait);
      all.push(one());
    }
    await Promise.all(all);
  });
}

async function measured(
  { port, signingSecret, slack }: Receiver,
  kind: Kind,
  count: number,
  connections: number,
  run: (one: () => Promise<void>) => Promise<void>,
): Promise<Times> {
  // Each connection in its turn: a server closes what is silent for five seconds.
  const agent = new Agent({ keepAlive: true, scheduling: 'fifo' });
  // Made and signed before: what counts is the other side's time. The first of them only open the connections.
  const prepared = Array.from({ length: count + connections }, () => {
    const id = randomUUID();
    const body = kind.body(id);
    return { id, body, headers: signed(body, signingSecret) };
  });
  const times = noTimes();
  const one = async () => {
    const next = prepared.pop();
    if (!next) throw new Error('no payload is left');
    const begin = performance.now();
    const acked = await post(agent, port, next);
    times.acks.push(performance.now() - begin);
    if (slack) {
      const inAck = acked.includes(kind.answered);
      let answer = inAck ? acked : await slack.answer(next.id);
      const waits = answer.includes(say.working);
      if (waits) answer = await slack.answer(next.id);
      // What is quick because it is wrong does not count.
      if (!answer.includes(kind.answered)) throw new Error(`${kind.what}: ${answer}`);
      if (waits || (kind.inAck && !inAck)) times.late += 1;
    }
    times.answers.push(performance.now() - begin);
  };
  try {
    await Promise.all(Array.from({ length: connections }, one));
    Object.assign(times, noTimes());
    const begin = performance.now();
    await run(one);
    times.ms = performance.now() - begin;
    return times;
  } finally {
    agent.destroy();
  }
}
