import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { messagesPath } from '../../adapters/teams/connect/door.ts';
import { teams as say } from '../../src/ui/sentences/chat.ts';
import type { LightPerson, LightTeams } from './teams-light.ts';
import type { Kind } from './teams-payloads.ts';

/** Who gets the activities. */
export interface Receiver {
  teams: LightTeams;
  port: number;
  /** All that it ever answers; nothing for one that answers what was asked. */
  answers?: string;
}

/** How long answers took, in milliseconds, from the moment an activity was sent. */
export interface Times {
  answers: number[];
  /** All of them, from the first activity to the last answer. */
  ms: number;
  /** How many came after a line that says to wait. */
  late: number;
}

export const noTimes = (): Times => ({ answers: [], ms: 0, late: 0 });

/** As many at a time, each of them as soon as the one before it is answered. */
export function inTurn(to: Receiver, kind: Kind, count: number, atOnce: number): Promise<Times> {
  return measured(to, kind, atOnce, async (one) => {
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
  return measured(to, kind, 8, async (one) => {
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

/** No two activities are the same: each is answered once. */
let sent = 0;

async function measured(
  to: Receiver,
  kind: Kind,
  connections: number,
  run: (one: () => Promise<void>) => Promise<void>,
): Promise<Times> {
  // Each connection in its turn: a server closes what is silent for five seconds.
  const agent = new Agent({ keepAlive: true, scheduling: 'fifo' });
  const { people } = to.teams;
  const times = noTimes();
  const one = async () => {
    sent += 1;
    const person = people[sent % people.length] as LightPerson;
    const body = JSON.stringify(kind.activity(person, String(Date.now() + sent)));
    const words = to.answers ?? kind.answered(person);
    const begin = performance.now();
    const taken = post(agent, to, body);
    const next = (...or: string[]) => to.teams.message(person.chat, [words, ...or]);
    let answer = await (kind.comesAsMessage ? Promise.race([next(say.working), failed(taken)]) : taken);
    const waits = answer.includes(say.working);
    if (waits) answer = await next();
    // What is quick because it is wrong does not count.
    if (!answer.includes(words)) throw new Error(`${kind.what}: ${answer}`);
    if (waits) times.late += 1;
    times.answers.push(performance.now() - begin);
    await taken;
  };
  try {
    // The first of them only open the connections.
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

/** Nothing but a failure ends the wait for a message. */
const failed = (taken: Promise<string>) => taken.then(() => new Promise<string>(() => {}));

/** Sends one activity. @returns the answer's body */
export type Post = (activity: object) => Promise<string>;

export const poster =
  (to: Receiver): Post =>
  (activity) =>
    post(new Agent(), to, JSON.stringify(activity));

function post(agent: Agent, { teams, port }: Receiver, body: string): Promise<string> {
  const headers = {
    authorization: teams.authorization,
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
  };
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path: messagesPath, method: 'POST', agent, headers }, (res) => {
      let text = '';
      res.setEncoding('utf8');
      res.on('data', (chunk) => {
        text += chunk;
      });
      res.on('error', reject);
      res.on('end', () => (res.statusCode === 200 ? resolve(text) : reject(new Error(`${res.statusCode}: ${text}`))));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}
