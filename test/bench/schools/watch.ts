import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Sql } from 'postgres';
import { memoryOf, processorOf } from '../chats/process.ts';

/** What the copies and the database took while it went on. */
export interface Watched {
  /** Parts of one processor, each of the copies, and of PostgreSQL with all its processes. */
  processor: { copies: number[]; database: number };
  /** Megabytes of each copy, at the begin and at the end. */
  memory: { begin: number; end: number }[];
  /** Most connections at once that did not come from this bench. */
  connections: number;
  /** Of each job that was seen at work, from when it was due until it was begun, in milliseconds. */
  queueDelays: number[];
  /** The longest that a job had waited at any look, in milliseconds. */
  oldestJob: number;
  grown: { table: string; begin: number; end: number }[];
  size: { begin: number; end: number };
}

const everyMs = 1_000;

/** Looks once a second until it is told to end. @param sql of the superuser, on a connection of its own */
export async function watch(sql: Sql, pids: number[], signal: AbortSignal): Promise<Watched> {
  const postmaster = await postmasterOf(sql);
  const usage = () => ({ at: performance.now(), copies: pids.map(processorOf), database: processorOfAll(postmaster) });
  const [first, memory, tables, size] = [usage(), pids.map(memoryOf), await sizesOf(sql), await sizeOf(sql)];
  const delays = new Map<string, number>();
  let [connections, oldestJob] = [0, 0];
  while (!signal.aborted) {
    await delay(everyMs, undefined, { signal }).catch(() => {});
    const [open] = await sql<{ n: number }[]>`
      select count(*)::int as n from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;
    connections = Math.max(connections, open?.n ?? 0);
    const jobs = await sql<{ id: string; delay: number; begun: boolean }[]>`
      select id::text || ' ' || run_at as id, locked_at is not null as begun,
        extract(epoch from coalesce(locked_at, now()) - run_at)::float * 1000 as delay
      from graphile_worker._private_jobs where run_at <= now() and attempts <= 1`;
    for (const { id, delay, begun } of jobs) {
      if (begun) delays.set(id, Math.max(delay, 0));
      else oldestJob = Math.max(oldestJob, delay);
    }
  }
  const last = usage();
  const share = (begin: number, end: number) => (end - begin) / (last.at - first.at);
  const after = await sizesOf(sql);
  return {
    processor: {
      copies: first.copies.map((begin, i) => share(begin, last.copies[i] ?? Number.NaN)),
      database: share(first.database, last.database),
    },
    memory: memory.map((begin, i) => ({ begin, end: memoryOf(pids[i] ?? 0) })),
    connections,
    queueDelays: [...delays.values()],
    oldestJob,
    grown: [...after].map(([table, end]) => ({ table, begin: tables.get(table) ?? 0, end })),
    size: { begin: size, end: await sizeOf(sql) },
  };
}

/** Megabytes of the whole database. */
async function sizeOf(sql: Sql): Promise<number> {
  const [row] = await sql<{ mb: number }[]>`select pg_database_size(current_database()) / 1048576.0::float as mb`;
  return row?.mb ?? Number.NaN;
}

/** Megabytes of each table with its indexes. */
async function sizesOf(sql: Sql): Promise<Map<string, number>> {
  const rows = await sql<{ table: string; mb: number }[]>`
    select c.oid::regclass::text as table, pg_total_relation_size(c.oid) / 1048576.0::float as mb
    from pg_class c where c.relkind = 'r' and c.relnamespace in ('public'::regnamespace, 'graphile_worker'::regnamespace)`;
  return new Map(rows.map(({ table, mb }) => [table, mb]));
}

/** The parent of the process that serves this connection. */
async function postmasterOf(sql: Sql): Promise<number> {
  const [row] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
  return Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${row?.pid}/status`, 'utf8'))?.[1]);
}

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));

/** Milliseconds of processor of a process, of those it has seen end, and of those it has now. */
function processorOfAll(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const ended = ((Number(fields[13]) + Number(fields[14])) * 1_000) / ticksPerSecond;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  return ended + [pid, ...children].reduce((sum, each) => sum + ifThere(each), 0);
}

function ifThere(pid: number): number {
  try {
    return processorOf(pid);
  } catch {
    return 0;
  }
}
