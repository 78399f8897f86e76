import { setTimeout as delay } from 'node:timers/promises';
import postgres, { type Sql } from 'postgres';
import type { Kind } from '../../kit/load/acts.ts';
import type { Fault } from '../../kit/load/faults.ts';
import { type Load, openLoad } from '../../kit/load/open.ts';
import { leftToDo, type Tally, tally } from '../../kit/load/tally.ts';
import { work } from '../../kit/load/work.ts';

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
export async function series(fault: Fault, acknowledged: number, longestMs: number): Promise<Outcome> {
  const people = acknowledged * 3;
  const env = { NODE_OPTIONS: '--trace-warnings' };
  const load = await openLoad({ people, env, ...(fault.disk && { disk: fault.disk }) });
  try {
    return await struck(fault, load, { acknowledged, people, longestMs });
  } finally {
    await load.stop();
  }
}

async function struck(
  fault: Fault,
  { ground, slack, mails, program, port }: Load,
  { acknowledged, people, longestMs }: { acknowledged: number; people: number; longestMs: number },
): Promise<Outcome> {
  const end = performance.now() + longestMs;
  const stop = () => performance.now() > end;
  const { acts, over } = work(slack, { acknowledged, from: 1, to: people, stop });
  const readiness = watchReadiness(port);
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
  const { emptyMs, left } = await emptied(sql);
  const read = new Map<string, number>();
  for (const { read: words } of acts) if (words) read.set(words, (read.get(words) ?? 0) + 1);
  const sent = await sql<{ id: string }[]>`select id from mails where state in ('queued', 'sent')`;
  const tallies = await tally(sql, acts);
  await sql.end();
  await readiness.end();
  return {
    fault: fault.name,
    strikes,
    tallies,
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
