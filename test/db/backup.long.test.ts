import { createHash } from 'node:crypto';
import type { Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dump } from '../../db/backup/dump.ts';
import { readBackup } from '../../db/backup/read.ts';
import { restoreInto } from '../../db/backup/restore.ts';
import { connect } from '../../db/connect.ts';
import { journal } from '../../db/journal.ts';
import { migrate } from '../../db/migrate.ts';
import { readSchema } from '../../db/read-schema.ts';
import { makeSampleCentre } from '../../db/sample/centre.ts';
import { verifyAll } from '../../src/service/audit/verify-all.ts';
import { useDatabase } from '../kit/database.ts';
import { addCentre, addUser } from '../kit/people.ts';
import { type OwnPostgres, ownPostgres } from '../kit/postgres.ts';
import { administer } from '../kit/server.ts';

/** A backup of one database, in another, on a server of one's own whose user is no superuser. */

const database = useDatabase();
let own: OwnPostgres;
beforeAll(async () => {
  own = await ownPostgres();
  await makeSampleCentre(database.db, new Date());
});
afterAll(() => own.close());

const about = { staffroom: '0.1.0', madeAt: '2026-11-30T02:00:00.000Z' };
const never = new AbortController().signal;

async function textOf(url: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of dump(url, about)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** In pieces of a size that ends in the middle of everything. */
async function* inPieces(text: Buffer, bytes = 1_000): AsyncGenerator<Buffer> {
  for (let at = 0; at < text.length; at += bytes) yield text.subarray(at, at + bytes);
}

async function restored(text: Buffer, { replace = false, bytes = 1_000 } = {}) {
  const backup = await readBackup(inPieces(text, bytes));
  return restoreInto(own.url, backup, { replace, onBegin: () => {}, signal: never });
}

/** All rows of all tables, the jobs without what each database counts for itself. */
async function contentsOf(sql: Sql): Promise<Record<string, string>> {
  const tables = await sql<{ name: string }[]>`
    select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1`;
  const contents: Record<string, string> = {};
  const hashOf = (rows: readonly { row: string }[]) =>
    `${rows.length} ${createHash('sha256').update(JSON.stringify(rows)).digest('hex')}`;
  for (const { name } of tables)
    contents[name] = hashOf(await sql<{ row: string }[]>`select t::text as row from ${sql(name)} t order by 1`);
  contents.jobs = hashOf(
    await sql<{ row: string }[]>`
      select (j.task_identifier, p.payload, j.queue_name, j.run_at, j.max_attempts, j.key, j.priority, j.attempts, j.last_error, j.created_at)::text as row
      from graphile_worker.jobs j join graphile_worker._private_jobs p using (id) order by j.id`,
  );
  return contents;
}

test('all that was there is there again: rows, jobs, rules; and what is added counts on', async () => {
  await administer(database.url, async (sql) => {
    const awkward = 'tab\t, line\nend, \\. and \\N, “quotes”, 李';
    await sql`update centres set support_contact = ${`${awkward}\n\\.\n`}`;
    await sql`select queue_jobs(${sql.json([
      { task: 'send-mail', payload: { words: awkward }, key: 'once' },
      { task: 'provision', payload: {}, queue: 'provision:1', run_at: '2030-01-01T00:00:00Z', priority: 3 },
      { task: 'provision', payload: { second: true }, queue: 'provision:1' },
    ])}::jsonb)`;
    await sql`update graphile_worker._private_jobs set attempts = 3, last_error = 'no answer' where key = 'once'`;
  });
  const counts = await restored(await textOf(database.url));
  expect(counts.get('users')).toBeGreaterThan(50);
  await administer(own.superuserUrl, async (there) => {
    await administer(database.url, async (here) => {
      expect(await contentsOf(there)).toEqual(await contentsOf(here));
      expect(await readSchema(there)).toBe(await readSchema(here));
    });
    // What was put off while rows came holds again.
    await expect(there`delete from audit_events`).rejects.toThrow('never allowed');
    await expect(there`delete from centres`).rejects.toThrow(/foreign key/);
  });
  const { db, close } = connect(own.url, { max: 1 });
  const centre = await addCentre(db);
  await addUser(db, centre.id);
  expect((await verifyAll(db))?.map(({ state }) => state.wrong)).toEqual([0, 0, 0]);
  await close();
}, 120_000);

test('a job that somebody has in hand is nobody’s in the copy, and was not tried', async () => {
  await administer(database.url, async (sql) => {
    await sql`select queue_jobs(${sql.json([{ task: 'forgotten', payload: {}, key: 'in hand' }])}::jsonb)`;
    await sql`
      update graphile_worker._private_jobs set attempts = 25, locked_at = now(), locked_by = 'me' where key = 'in hand'`;
  });
  await restored(await textOf(database.url), { replace: true });
  await administer(own.superuserUrl, async (sql) => {
    const found = await sql`select attempts, locked_by from graphile_worker.jobs where key = 'in hand'`;
    expect(found).toEqual([{ attempts: 24, locked_by: null }]);
  });
});

test('a migration that writes a table anew waits until the backup has it', async () => {
  const pieces = dump(database.url, about);
  await pieces.next();
  const migrated = administer(database.url, (sql) =>
    sql.begin(async (sql) => {
      await sql`set local lock_timeout = '1ms'`;
      await sql`alter table users add column anew text default gen_random_uuid()::text`;
    }),
  );
  await expect(migrated).rejects.toThrow('lock timeout');
  await pieces.return(undefined);
});

test('what an older release kept comes into this one', async () => {
  const { entries } = journal();
  const before = entries.at(-10)?.when ?? 0;
  const older = await ownPostgres();
  try {
    await migrate(older.url, { upTo: before });
    await administer(
      older.url,
      (sql) => sql`
      insert into centres (name, number, support_contact) values ('Of before', 'IN777', 'the office')`,
    );
    const text = await textOf(older.url);
    expect(JSON.parse(text.toString('utf8', 0, text.indexOf('\n'))).migration).toBe(before);
    await restored(text, { replace: true });
  } finally {
    await older.close();
  }
  await administer(own.superuserUrl, async (there) => {
    expect(await there`select name from centres`).toEqual([{ name: 'Of before' }]);
    await administer(database.url, async (here) => expect(await readSchema(there)).toBe(await readSchema(here)));
  });
}, 120_000);

describe('is refused, and nothing is changed', () => {
  let whole: Buffer;
  beforeAll(async () => {
    whole = await textOf(database.url);
    await restored(whole, { replace: true });
  });
  const people = () => administer(own.superuserUrl, async (sql) => (await sql`select from users`).length);
  const changedAt = (place: number) => {
    const copy = Buffer.from(whole);
    copy[place] = (copy[place] ?? 0) ^ 1;
    return copy;
  };

  test('where a school is there, where a Staffroom runs, where there is something else', async () => {
    const before = await people();
    await expect(restored(whole)).rejects.toThrow('There is a school in this database already');
    const running = connect(own.url, { max: 1 });
    await running.db.execute('select 1');
    await expect(restored(whole, { replace: true })).rejects.toThrow('A Staffroom runs on this database');
    await running.close();
    expect(await people()).toBe(before);
    await administer(own.superuserUrl, async (sql) => {
      await sql`alter table centres rename to other`;
      await expect(restored(whole, { replace: true })).rejects.toThrow('something else than Staffroom');
      await sql`alter table other rename to centres`;
    });
  });

  test('where another restores at this moment', async () => {
    const before = await people();
    const first = restoreInto(own.url, await readBackup(inPieces(whole)), {
      replace: true,
      onBegin: async () => {
        await expect(restored(whole, { replace: true })).rejects.toThrow('Another is restoring into this database');
      },
      signal: never,
    });
    expect((await first).get('users')).toBe(before);
  });

  test('where a newer release made it', async () => {
    const before = await people();
    const end = whole.indexOf('\n');
    const head = JSON.parse(whole.toString('utf8', 0, end));
    const with_ = (more: object) =>
      Buffer.concat([Buffer.from(JSON.stringify({ ...head, staffroom: '9.0.0', ...more })), whole.subarray(end)]);
    await expect(restored(with_({ migration: head.migration + 1 }), { replace: true })).rejects.toThrow(
      'This was made by a newer Staffroom (9.0.0)',
    );
    await expect(restored(with_({ staffroomBackup: 2 }), { replace: true })).rejects.toThrow(
      'This backup was made by Staffroom 9.0.0, in a form that this one does not know.',
    );
    expect(await people()).toBe(before);
  });

  test('where it is cut off or changed: the database is empty of people then, and takes another', async () => {
    const rows = whole.indexOf('Okafor');
    const last = whole.lastIndexOf('{"end":true}');
    for (const broken of [whole.subarray(0, rows), whole.subarray(0, last), changedAt(rows), changedAt(last + 3)]) {
      await expect(restored(broken, { replace: true })).rejects.toThrow(/^This backup (ends too early|was changed)/);
      expect(await people()).toBe(0);
    }
    await expect(restored(Buffer.from('{"other": 1}\n'))).rejects.toThrow('This is no backup of Staffroom’s.');
    expect((await restored(whole, { bytes: 7_919 })).get('users')).toBe(await people());
  }, 120_000);
});
