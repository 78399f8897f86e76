import { execFile } from 'node:child_process';
import { readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEmbedded } from '../../../db/embedded/embedded.ts';
import { freePort } from '../../../db/embedded/server.ts';
import { sha256 } from '../../../src/lib/hash.ts';
import type { Finding } from '../../../src/program/doctor/check.ts';
import { type Program, programCopy } from '../../kit/program.ts';
import { administer } from '../../kit/server.ts';

/** The doctor as a program of its own, beside a Staffroom that runs, that has run, and that was broken. */

let program: Program;
let port = '';
beforeAll(async () => {
  program = await programCopy();
  port = String(await freePort());
});
afterAll(() => program.remove());

const data = (...names: string[]) => join(program.folder, '.data', ...names);

async function doctor(...args: string[]): Promise<{ code: number; said: string }> {
  const { PATH, HOME, TMPDIR } = process.env;
  const env = { PATH, HOME, TMPDIR, PORT: port };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['src/build/run.js', 'src/doctor.js', ...args],
      { cwd: program.folder, env },
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), said: stdout + stderr }),
    );
  });
}

async function findings(): Promise<{ code: number; found: Finding[] }> {
  const { code, said } = await doctor('--json');
  return { code, found: JSON.parse(said).findings };
}

/** Each file of `.data`, what is in it and who may read it; of PostgreSQL's own, which starts and stops, only that it is there. */
async function files(): Promise<string[]> {
  const names = (await readdir(data(), { recursive: true })).filter((name) => !name.startsWith('postgres/'));
  const lines = names.sort().map(async (name) => {
    const { mode, mtimeMs, isFile } = await stat(data(name)).then((s) => ({ ...s, isFile: s.isFile() }));
    return isFile ? `${name} ${mode} ${mtimeMs} ${sha256(await readFile(data(name), 'latin1')).toString('hex')}` : name;
  });
  return Promise.all(lines);
}

/** All rows of all tables, and all roles. */
async function contents(url: string): Promise<Record<string, string>> {
  return administer(url, async (sql) => {
    const tables = await sql<{ name: string }[]>`
      select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema') order by 1`;
    const all: Record<string, string> = {};
    for (const { name } of tables) {
      const [row] =
        await sql.unsafe(`select count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as is
        from ${name} t`);
      all[name] = row?.is;
    }
    const [roles] = await sql`select md5(string_agg(r::text, '|' order by rolname)) as is from pg_authid r`;
    return { ...all, roles: roles?.is };
  });
}

test('a mistyped option is no fault of the installation', async () => {
  expect((await doctor('--jsn')).code).toBe(2);
});

test('before the first start it says so, and makes nothing', async () => {
  const { code, said } = await doctor();
  expect(said).toMatch(/^ok {5}Node\.js/m);
  expect(said).toMatch(/^note {3}database +There is none yet/m);
  expect(said).toMatch(/\n\nNothing is wrong \(\d+ looked at, \d+ notes?\)\.\n$/);
  expect(code).toBe(0);
  expect(await readdir(program.folder)).not.toContain('.data');
});

test('of one that runs it says that it is well', async () => {
  const running = await program.start({ PORT: port });
  try {
    const { code, found } = await findings();
    expect(found.filter(({ is }) => is === 'wrong' || is === 'unknown')).toEqual([]);
    expect(found).toContainEqual({
      about: 'program',
      is: 'good',
      says: `Staffroom runs at http://127.0.0.1:${port}, and is ready.`,
    });
    expect(found.find(({ about }) => about === 'copies')?.says).toMatch(/^One Staffroom/);
    expect(code).toBe(0);
  } finally {
    await running.end('SIGTERM');
  }
});

test('nothing in the database or beside it is another afterwards, and nothing is left running', async () => {
  const before = await files();
  const server = await startEmbedded({ dir: data('postgres') });
  try {
    const rows = await contents(server.url);
    expect(Object.keys(rows).length).toBeGreaterThan(40);
    const { code, found } = await findings();
    expect(code).toBe(0);
    expect(found.find(({ about }) => about === 'schema')?.is).toBe('good');
    expect(await contents(server.url)).toEqual(rows);
  } finally {
    await server.stop();
  }
  // Now there is no server to join.
  const { found } = await findings();
  expect(found.find(({ about }) => about === 'database')?.says).toMatch(/^PostgreSQL \d+\.\d+, embedded/);
  expect(await program.servers()).toBe(0);
  expect(await files()).toEqual(before);
});

test.each([
  {
    name: 'the key was lost',
    file: 'secret-key',
    content: undefined,
    finding: { about: 'secret key', says: /^\.data\/secret-key is missing/, todo: /^Put back/ },
  },
  {
    name: 'the key was cut off',
    file: 'secret-key',
    content: 'short',
    finding: { about: 'secret key', says: /empty or too short/, todo: /^Put back/ },
  },
  {
    name: 'the password of the embedded database was lost',
    file: 'postgres/cluster/password',
    content: undefined,
    finding: {
      about: 'database',
      says: /password of the embedded PostgreSQL, .* is missing: bring/,
      todo: /not looked at/,
    },
  },
  {
    name: 'it is of another PostgreSQL',
    file: 'postgres/cluster/data/PG_VERSION',
    content: '14\n',
    finding: {
      about: 'database',
      says: /made by PostgreSQL 14 .*with the Staffroom that made it run npm run backup/,
      todo: /not looked at/,
    },
  },
])('$name', async ({ file, content, finding }) => {
  const aside = `${data(file)}.aside`;
  await rename(data(file), aside);
  if (content) await writeFile(data(file), content, { mode: 0o600 });
  try {
    const { code, found } = await findings();
    expect(found).toContainEqual({
      about: finding.about,
      is: 'wrong',
      says: expect.stringMatching(finding.says),
      todo: expect.stringMatching(finding.todo),
    });
    expect(code).toBe(1);
    // It mends nothing either.
    expect(await readFile(data(file), 'utf8').catch(() => undefined)).toBe(content);
  } finally {
    await rename(aside, data(file));
  }
});
