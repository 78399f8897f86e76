import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NotReady } from '../../adapters/pages/health.ts';
import { type Connection, connect } from '../../db/connect.ts';
import { migrate } from '../../db/migrate.ts';
import { openDatabaseCheck } from '../../src/program/database-check.ts';
import { type OwnPostgres, ownPostgres } from '../kit/postgres.ts';
import { until } from '../kit/until.ts';

const isRoot = process.getuid?.() === 0;

let server: OwnPostgres;
let connection: Connection;
beforeAll(async () => {
  // Only root may make a disk that can be full.
  server = await ownPostgres(isRoot ? { diskMb: 200 } : {});
  await migrate(server.url);
  connection = connect(server.url);
});
afterAll(async () => {
  await connection.close();
  await server.close();
});

const logged: string[] = [];
const log = pino({}, { write: (line: string) => logged.push((JSON.parse(line) as { msg: string }).msg) });

/** What the check says while this is so, and once it is over; it is in the log once each, however often it is asked. */
async function during(trouble: () => Promise<unknown>, over: () => Promise<unknown>): Promise<string> {
  logged.length = 0;
  // Nothing that was found before holds.
  const times = { freshMs: 0, answerMs: 100, silentMs: 1_000 };
  const { check, close } = openDatabaseCheck(connection.db, log, times);
  const asked = () =>
    check().then(
      () => undefined,
      (error) => error as Error,
    );
  try {
    expect(await asked()).toBeUndefined();
    await trouble();
    const said = await until(asked);
    expect(await asked()).toEqual(said);
    expect(said).toBeInstanceOf(NotReady);
    await over();
    await expect.poll(asked, { timeout: 10_000 }).toBeUndefined();
    expect(logged).toEqual([
      `The database can’t be worked with: ${said?.message}. People read that they may try again.`,
      'The database can be worked with again.',
    ]);
    return said?.message ?? '';
  } finally {
    close();
  }
}

test('a server that can only be read is said', async () => {
  expect(
    await during(
      () => server.readOnly(true),
      () => server.readOnly(false),
    ),
  ).toBe('it can only be read');
});

test('a server that hangs, and one that is gone, are said', async () => {
  expect(await during(server.freeze, server.thaw)).toBe('it does not answer');
  expect(await during(server.stop, server.start)).toBe('it can’t be reached');
});

test.runIf(isRoot)('a full disk is said though nothing has failed yet', async () => {
  const full = () => server.disk?.fill() ?? Promise.reject(new Error('no disk'));
  expect(await during(full, () => server.disk?.free() ?? Promise.resolve())).toBe('its disk is full');
});

test('what was found a moment ago is not looked for again', async () => {
  const { check, close } = openDatabaseCheck(connection.db, log, { freshMs: 60_000 });
  await check();
  await server.stop();
  await check();
  await server.start();
  close();
});
