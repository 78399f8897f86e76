import { randomUUID } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type School, type Server, startServer } from './world.ts';

/** What the rows stand on: one PostgreSQL for all of them, and in it one school; each is made when it is first asked for. */

/** Of whom lists and searches are read, as their goals say; who is changed needs no more than are changed. */
const people = { big: 100_000, small: 5_000 };

let server: Promise<Server> | undefined;
const schools: Partial<Record<keyof typeof people, Promise<School>>> = {};
const pools = new Map<School, pg.Pool>();

export async function theServer(): Promise<Server> {
  server ??= mkdtemp(join(tmpdir(), 'staffroom-bench-')).then((dir) => startServer(join(dir, 'postgres')));
  return server;
}

function school(size: keyof typeof people, say: (line: string) => void): Promise<School> {
  schools[size] ??= theServer().then((server) => {
    say(`a school of ${people[size].toLocaleString('en-GB')}`);
    return server.school(people[size]);
  });
  return schools[size];
}

/** A school of 100,000, to be read. */
export const bigSchool = (say: (line: string) => void) => school('big', say);

/** A school whose people are changed. */
export const smallSchool = (say: (line: string) => void) => school('small', say);

/** What SQL by hand goes through: `pg`, as many connections as the program itself has, each statement parsed once on each. */
export function byHand(school: School): (text: string, values: unknown[]) => Promise<pg.QueryResult> {
  const pool = pools.get(school) ?? new pg.Pool({ connectionString: school.appUrl, max: 10 });
  pools.set(school, pool);
  const names = new Map<string, string>();
  return (text, values) => {
    const name = names.get(text) ?? randomUUID();
    names.set(text, name);
    return pool.query({ name, text, values });
  };
}

/** Ends all of it. */
export async function closeGround(): Promise<void> {
  for (const pool of pools.values()) await pool.end();
  for (const school of Object.values(schools)) await (await school).close();
  await (await server)?.stop();
}
