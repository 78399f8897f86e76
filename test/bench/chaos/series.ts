import { setTimeout as delay } from 'node:timers/promises';
import postgres, { type Sql } from 'postgres';
import { freePort } from '../../../db/embedded/server.ts';
import { migrate } from '../../../db/migrate.ts';
import { type Act, act, type Kind, kinds } from '../../kit/load/acts.ts';
import { countedMails } from '../../kit/load/mails.ts';
import { supervised } from '../../kit/load/program.ts';
import { emailOf, loadSchool } from '../../kit/load/school.ts';
import { loadSlack } from '../../kit/load/slack.ts';
import { jobsLeft, type Tally, tally } from '../../kit/load/tally.ts';
import { type Ends, withEnds } from '../sides.ts';
import { type Fault, groundFor } from './faults.ts';

/** What came of a series of one fault. */
export interface Outcome {
  fault: string;
  strikes: number;
  tallies: Record<Kind, Tally>;
  /** What people read that is neither that it is done nor that nothing was changed. */
  read: Map<string, number>;
  exits: number;
  mails: { came: number; twice: number; missing: number };
  /** How long it took until the queue was empty, in milliseconds; nothing where it was not after a minute. */
  emptyMs: number | undefined;
  left: Awaited<ReturnType<typeof jobsLeft>>;
  said: string;
}

/** How many people do something at once, each kind by as many. */
const peopleAtKind = 2;
/** A person who read that it does not work now tries another a moment later, in milliseconds. */
const againMs = 250;
const minuteMs = 60_000;

/**
 * Starts the program on a database of its own, lets people work, and strikes while they do.
 *
 * @param acknowledged how often at least each kind is to be acknowledged
 * @param longestMs how long it goes on at most, in milliseconds
 */
export function series(fault: Fault, acknowledged: number, longestMs: number): Promise<Outcome> {
  return withEnds((ends) => run(fault, acknowledged, longestMs, ends)).then(async ({ stop, ...outcome }) => {
    await stop();
    return outcome;
  });
}

async function run(fault: Fault, acknowledged: number, longestMs: number, ends: Ends): Promise<Outcome> {
  const ground = await groundFor(fault);
  ends.push(() => ground.close());
  await migrate(ground.server.url);
  const school = await loadSchool(ground.server.url);
  await school.enrol(acknowledged * 3);
  const port = await freePort();
  const [slack, mails] = [await loadSlack(port, emailOf), await countedMails()];
  ends.push(
    () => slack.close(),
    () => mails.close(),
  );
  const program = await supervised(port, {
    ...slack.env,
    ...mails.env,
    PUBLIC_URL: 'https://staffroom.load.example',
    DATABASE_URL: ground.proxy.url,
    DRAIN_SECONDS: '0',
  });
  ends.push(() => program.stop());

  const acts: Act[] = [];
  const done = (kind: Kind) => acts.filter((one) => one.kind === kind && one.told === 'done').length;
  const over = performance.now() + longestMs;
  const isOver = () => performance.now() > over || kinds.every((kind) => done(kind) >= acknowledged);
  const works = kinds.flatMap((kind) => {
    let next = 1;
    return Array.from({ length: peopleAtKind }, async () => {
      // Who is ahead waits for the others.
      while (!isOver() && next <= acknowledged * 3) {
        if (done(kind) >= acknowledged) await delay(againMs);
        else {
          const one = await act(slack, kind, next++);
          acts.push(one);
          if (one.told !== 'done') await delay(againMs);
        }
      }
    });
  });
  let working = true;
  const worked = Promise.all(works).finally(() => {
    working = false;
  });
  let strikes = 0;
  for (await delay(1_000); working; await delay(fault.pauseMs)) {
    await fault.strike(ground);
    strikes += 1;
  }
  await worked;

  const sql = postgres(ground.server.url, { max: 1, onnotice: () => {} });
  ends.push(() => sql.end());
  const { emptyMs, left } = await emptied(sql);
  const read = new Map<string, number>();
  for (const { read: words } of acts) if (words) read.set(words, (read.get(words) ?? 0) + 1);
  const sent = await sql<{ id: string }[]>`select id from mails where state in ('queued', 'sent')`;
  return {
    fault: fault.name,
    strikes,
    tallies: await tally(sql, acts),
    read,
    exits: program.exits(),
    mails: {
      came: mails.came.size,
      twice: [...mails.came.values()].filter((times) => times > 1).length,
      missing: sent.filter(({ id }) => !mails.came.has(id)).length,
    },
    emptyMs,
    left,
    said: program.said(),
  };
}

async function emptied(sql: Sql): Promise<Pick<Outcome, 'emptyMs' | 'left'>> {
  const begin = performance.now();
  for (;;) {
    const left = await jobsLeft(sql);
    const ms = performance.now() - begin;
    if (left.length === 0) return { emptyMs: ms, left };
    if (ms > minuteMs) return { emptyMs: undefined, left };
    await delay(500);
  }
}
