import { setTimeout as delay } from 'node:timers/promises';
import postgres, { type Sql } from 'postgres';
import { freePort } from '../../../db/embedded/server.ts';
import { migrate } from '../../../db/migrate.ts';
import type { Kind } from '../../kit/load/acts.ts';
import { type Fault, groundFor } from '../../kit/load/faults.ts';
import { countedMails } from '../../kit/load/mails.ts';
import { supervised } from '../../kit/load/program.ts';
import { emailOf, loadSchool } from '../../kit/load/school.ts';
import { loadSlack } from '../../kit/load/slack.ts';
import { leftToDo, type Tally, tally } from '../../kit/load/tally.ts';
import { work } from '../../kit/load/work.ts';
import { type Ends, withEnds } from '../sides.ts';

/** What came of a series of one fault. */
export interface Outcome {
  fault: string;
  strikes: number;
  tallies: Record<Kind, Tally>;
  /** What people read that is neither that it is done nor that nothing was changed. */
  read: Map<string, number>;
  exits: number;
  /** What `/readyz` said, and how often, asked twice a second; the last of it at the end. */
  readiness: { said: Map<string, number>; atEnd: string };
  mails: { came: number; twice: number; missing: number };
  /** How long it took until the queue was empty, in milliseconds; nothing where it was not after a minute. */
  emptyMs: number | undefined;
  left: Awaited<ReturnType<typeof leftToDo>>;
  said: string;
}

/** How long what lasts is let last, in milliseconds. */
const lastsMs = 3_000;
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
    NODE_OPTIONS: '--trace-warnings',
  });
  ends.push(() => program.stop());
  ground.killProgram = program.kill;

  const end = performance.now() + longestMs;
  const stop = () => performance.now() > end;
  const { acts, over } = work(slack, { acknowledged, from: 1, to: acknowledged * 3, stop });
  const readiness = watchReadiness(port);
  ends.push(() => readiness.end());
  let working = true;
  void over.finally(() => {
    working = false;
  });
  let strikes = 0;
  for (await delay(1_000); working; await delay(fault.pauseMs)) {
    await fault.strike(ground, lastsMs);
    strikes += 1;
  }
  await over;

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
    readiness: { said: readiness.said, atEnd: await readyz(port) },
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

function watchReadiness(port: number): { said: Map<string, number>; end(): Promise<void> } {
  const said = new Map<string, number>();
  let watching = true;
  const over = (async () => {
    for (; watching; await delay(500)) {
      const answer = await readyz(port);
      said.set(answer, (said.get(answer) ?? 0) + 1);
    }
  })();
  return {
    said,
    end: () => {
      watching = false;
      return over;
    },
  };
}

async function readyz(port: number): Promise<string> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(5_000) });
    const { missing, reasons = {} } = (await answer.json()) as { missing: string[]; reasons?: Record<string, string> };
    return [answer.status, ...missing.map((name) => (reasons[name] ? `${name}: ${reasons[name]}` : name))].join(' ');
  } catch {
    return 'no answer';
  }
}

async function emptied(sql: Sql): Promise<Pick<Outcome, 'emptyMs' | 'left'>> {
  const begin = performance.now();
  for (;;) {
    const left = await leftToDo(sql);
    const ms = performance.now() - begin;
    if (left.length === 0) return { emptyMs: ms, left };
    if (ms > minuteMs) return { emptyMs: undefined, left };
    await delay(500);
  }
}
