import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { eventsPath } from '../../../adapters/slack/connect/door.ts';
import { slack as say } from '../../../src/ui/sentences/chat.ts';
import { sign } from '../../adapters/slack/fake/sign.ts';
import { openClient, postOf } from './http-client.ts';
import type { LightSlack } from './slack-light.ts';
import type { Kind } from './slack-payloads.ts';

/** Who gets the payloads. */
export interface Receiver {
  port: number;
  pid: number;
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
}

export const noTimes = (): Times => ({ acks: [], answers: [], ms: 0 });

/** Sends one body. @returns the acknowledgement's */
export type Post = (body: string) => Promise<string>;

interface Prepared {
  id: string;
  request: Buffer;
}

const signed = (body: string, secret: string): Buffer =>
  postOf(eventsPath, { 'content-type': 'application/x-www-form-urlencoded', ...sign(secret, body) }, body);

export const poster =
  ({ port, signingSecret }: Pick<Receiver, 'port' | 'signingSecret'>): Post =>
  async (body) => {
    const client = openClient(port);
    try {
      return await client.send(signed(body, signingSecret));
    } finally {
      client.close();
    }
  };

/** A round takes no longer, whatever else the machine does. */
export const longestMs = 1_500;

/** As many at a time, each of them as soon as the one before it is answered: so many, or as many as there is time for. */
export function inTurn(to: Receiver, kind: Kind, count: number, atOnce: number, mostMs = longestMs): Promise<Times> {
  return measured(to, kind, count, atOnce, async (one) => {
    let left = count;
    const until = performance.now() + mostMs;
    const work = async () => {
      while (left > 0 && performance.now() < until) {
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
  const client = openClient(port);
  // Made and signed before: what counts is the other side's time. The first of them only open the connections.
  const prepared: Prepared[] = Array.from({ length: count + connections }, () => {
    const id = randomUUID();
    return { id, request: signed(kind.body(id), signingSecret) };
  });
  const times = noTimes();
  const one = async () => {
    const next = prepared.pop();
    if (!next) throw new Error('no payload is left');
    const begin = performance.now();
    const acked = await client.send(next.request);
    times.acks.push(performance.now() - begin);
    if (slack) {
      let answer = acked.includes(kind.answered) ? acked : await slack.answer(next.id);
      if (answer.includes(say.working)) answer = await slack.answer(next.id);
      // What is quick because it is wrong does not count.
      if (!answer.includes(kind.answered)) throw new Error(`${kind.what}: ${answer}`);
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
    client.close();
  }
}
