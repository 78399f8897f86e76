import { messagesPath } from '../../../adapters/teams/connect/door.ts';
import { teams as say } from '../../../src/ui/sentences/chat.ts';
import { type Client, openClient, postOf } from './http-client.ts';
import { longestMs } from './slack-load.ts';
import type { LightPerson, LightTeams } from './teams-light.ts';
import type { Kind } from './teams-payloads.ts';

/** Who gets the activities. */
export interface Receiver {
  teams: LightTeams;
  port: number;
  /** All that it ever answers, `nothing` beside the acknowledgement; absent for one that answers what was asked. */
  answers?: string | 'nothing';
}

/** How long answers took, in milliseconds, from the moment an activity was sent. */
export interface Times {
  answers: number[];
  /** All of them, from the first activity to the last answer. */
  ms: number;
}

const noTimes = (): Times => ({ answers: [], ms: 0 });

/** As many at a time, each of them as soon as the one before it is answered: so many, or as many as there is time for. */
export function inTurn(to: Receiver, kind: Kind, count: number, atOnce: number, mostMs = longestMs): Promise<Times> {
  return measured(to, kind, atOnce, async (one) => {
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

/** No two activities are the same: each is answered once. */
let sent = 0;

async function measured(
  to: Receiver,
  kind: Kind,
  connections: number,
  run: (one: () => Promise<void>) => Promise<void>,
): Promise<Times> {
  const client = openClient(to.port);
  const { people } = to.teams;
  const times = noTimes();
  const one = async () => {
    sent += 1;
    const person = people[sent % people.length] as LightPerson;
    const request = requestOf(to.teams, kind.activity(person, String(Date.now() + sent)));
    const begin = performance.now();
    if (to.answers === 'nothing') await client.send(request);
    else await answered(client, request, to, kind, person);
    times.answers.push(performance.now() - begin);
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
    client.close();
  }
}

/** @throws Error where something else comes: what is quick because it is wrong does not count */
async function answered(client: Client, request: Buffer, to: Receiver, kind: Kind, person: LightPerson): Promise<void> {
  const words = to.answers ?? kind.answered(person);
  const next = (...or: string[]) => to.teams.message(person.chat, [words, ...or]);
  const message = next(say.working);
  const taken = client.send(request);
  let answer = await Promise.race([message, failed(taken)]);
  if (answer.includes(say.working)) answer = await next();
  if (!answer.includes(words)) throw new Error(`${kind.what}: ${answer}`);
  await taken;
}

/** Nothing but a failure ends the wait for a message. */
const failed = (taken: Promise<string>) => taken.then(() => new Promise<string>(() => {}));

const requestOf = (teams: LightTeams, activity: object): Buffer =>
  postOf(
    messagesPath,
    { authorization: teams.authorization, 'content-type': 'application/json; charset=utf-8' },
    JSON.stringify(activity),
  );
