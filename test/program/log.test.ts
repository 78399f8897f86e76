import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { users } from '../../db/schema/index.ts';
import { harmlessWords } from '../../src/lib/harmless-error.ts';
import { logTo } from '../../src/program/log.ts';
import { useDatabase } from '../kit/database.ts';
import { addCentre, addUser } from '../kit/people.ts';

/** What nobody may read in a log. A line of it looks like a place in a stack. */
const marker = 'marker@riverside.example';
const inLines = `${marker}\n    at ${marker} (file:///src/${marker}.ts:1:1)`;

const database = useDatabase();
let driver: postgres.Sql;
let written: string[] = [];
const log = logTo({ write: (line) => void written.push(line) }, 'trace');

beforeAll(() => {
  driver = postgres(database.url, { max: 1 });
});
afterAll(() => driver.end());
beforeEach(() => {
  written = [];
});

async function thrownBy(run: () => unknown): Promise<Error> {
  try {
    await run();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

const taken = async () => {
  const { id } = await addCentre(database.db);
  await addUser(database.db, id, { email: marker });
  await addUser(database.db, id, { email: marker });
};

test.each([
  ['a row that another is like', taken, { code: '23505', constraint: 'users_email', table: 'users' }],
  ['a value that is none', () => database.db.select().from(users).where(eq(users.id, inLines)), { code: '22P02' }],
  ['a value in the driver’s own error', () => driver`select ${inLines}::text::uuid`, { code: '22P02' }],
  ['a query that is wrong', () => database.db.execute(sql`select no_such(${inLines}::text)`), { code: '42883' }],
])('of %s it is logged what went wrong, and no value', async (_what, run, told) => {
  const error = await thrownBy(run);
  expect([error.message, error.stack, JSON.stringify(error.cause ?? error)].join()).toContain(marker);
  log.error({ err: error }, 'A command broke.');
  log.error(error);
  log.error({ err: error });
  log.error({ err: new Error('It could not be done.', { cause: error }) });
  expect(written.join()).not.toContain(marker);
  expect(written).toHaveLength(4);
  for (const line of written) expect(JSON.parse(line).err).toMatchObject({ ...told, routine: expect.any(String) });
  expect(written.join()).toContain('log.test.ts');
});

test.each([
  ['a text that is no JSON', () => JSON.parse(`{"token": ${marker}`)],
  ['an address that is none', () => new URL(marker)],
  ['a time zone that there is not', () => new Intl.DateTimeFormat('en', { timeZone: marker })],
  ['an address that fetch can’t read', () => fetch(`//${marker}`)],
])('of %s neither', async (_what, run) => {
  const error = await thrownBy(run);
  log.error({ err: error });
  expect(written.join()).not.toContain(marker);
  expect(JSON.parse(written[0] ?? '').err).toMatchObject({
    type: error.name,
    stack: expect.stringContaining('log.test.ts'),
  });
});

test('what our own code and the system say is kept', async () => {
  const path = `/nowhere/${randomUUID()}`;
  log.error({ err: new TypeError('no centre', { cause: new Error('the inner') }) });
  log.error({ err: await thrownBy(() => import('node:fs/promises').then((fs) => fs.readFile(path))) });
  expect(JSON.parse(written[0] ?? '').err).toMatchObject({ type: 'TypeError', message: 'no centre' });
  expect(JSON.parse(written[1] ?? '').err).toMatchObject({
    code: 'ENOENT',
    message: expect.stringContaining(path),
  });
});

test('ASVS 1.3.10, 16.2.2, 16.2.4, 16.4.1: what people typed is one value of one line, with its time by UTC', () => {
  const typed = '%s %d %o %j\n{"level":60,"msg":"forged"}\u2028\u001b[2K\u009b1A\u202eneB\u0000';
  log.warn({ typed }, typed);
  log.warn(typed);
  log.warn({ err: new Error(typed) }, typed);
  expect(written).toHaveLength(3);
  // Nor does it begin a line, or move a terminal's cursor, where the line is shown in a readable form.
  const shown = '%s %d %o %j\\u000a{"level":60,"msg":"forged"}\\u2028\\u001b[2K\\u009b1A\\u202eneB\\u0000';
  for (const line of written) {
    expect(line.trimEnd()).not.toMatch(/\p{Cc}/u);
    expect(JSON.parse(line)).toMatchObject({ level: 40, msg: shown, time: expect.any(Number) });
  }
  expect(JSON.parse(written[0] ?? '')).toMatchObject({ typed: shown });
  expect(JSON.parse(written[2] ?? '')).toMatchObject({ err: { message: shown } });
});

test('ASVS 16.2.5: what a package says is logged without tokens, and without what an address carries', () => {
  expect(
    harmlessWords(
      'retry xoxb-1234-secret (xapp-1-A-secret, xoxe.xoxp-1-secret) at https://me:secret@hooks.slack.com/actions/T1/secret and wss://wss.slack.com/link/?ticket=secret now',
    ),
  ).toBe('retry … (…, …) at https://hooks.slack.com/… and wss://wss.slack.com/… now');
});
