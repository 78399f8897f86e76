import { pino } from 'pino';
import { expect, test } from 'vitest';
import { connect } from '../../db/connect.ts';
import { within } from '../../src/lib/timeout.ts';
import { openChanges } from '../../src/program/changes.ts';
import { announce } from '../../src/service/changes.ts';
import { useTwoChanges } from '../kit/changes.ts';
import { useDatabase } from '../kit/database.ts';
import { administer } from '../kit/server.ts';
import { proxyTo } from '../kit/slow-database.ts';
import { until } from '../kit/until.ts';

const database = useDatabase();
const copies = useTwoChanges(database);

/** What is heard there; `*` for "anything may have changed". */
function heardThere(...of: Parameters<typeof copies.there.of>): string[] {
  const heard: string[] = [];
  copies.there.of(...of).subscribe((key = '*') => heard.push(key));
  return heard;
}

test('what one copy tells, all hear, each about its own', async () => {
  const people = heardThere('slack', 'people');
  const others = [heardThere('teams', 'people'), heardThere('slack', 'installations')];
  await copies.here.of('slack', 'people').announce('U1');
  await copies.here.of('slack', 'people').announce('an id with spaces é');
  await until(() => people.length === 2);
  expect(people).toEqual(['U1', 'an id with spaces é']);
  expect(others).toEqual([[], []]);
});

test('what is told in a transaction is heard once that commits, and not where it does not', async () => {
  const heard = heardThere('slack', 'installations');
  const tell = (key: string) => ({ kind: 'installations', platform: 'slack', key }) as const;
  const undone = database.db.transaction(async (tx) => {
    await announce(tx, tell('undone'));
    throw new Error('undo it');
  });
  await expect(undone).rejects.toThrow('undo it');
  await database.db.transaction((tx) => announce(tx, tell('done')));
  await until(() => heard.length > 0);
  expect(heard).toEqual(['done']);
});

test('the longest ids that a chat takes fit', async () => {
  const heard = heardThere('teams', 'references');
  const longest = `${'語'.repeat(1_000)} person:${'語'.repeat(1_000)}`;
  await copies.here.of('teams', 'references').announce(longest);
  await until(() => heard.length > 0);
  expect(heard).toEqual([longest]);
});

test('what can’t be told while the database is away is told once it is there', async () => {
  const proxy = await proxyTo(database.appUrl);
  const { db, close } = connect(proxy.url);
  const here = await openChanges({ url: database.appUrl, db, log: pino({ level: 'silent' }) });
  const heard = heardThere('teams', 'rosters');
  await proxy.down(true);
  const told = here.of('teams', 'rosters').announce('c1');
  expect(await within(told, 300)).toBe(false);
  await proxy.down(false);
  await told;
  await until(() => heard.length > 0);
  expect(heard).toEqual(['c1']);
  await here.close();
  await close();
  await proxy.close();
});

test('a line that is cut is known to be, and once it is there again anything may have changed', async () => {
  const there = copies.there.of('teams', 'people');
  const heard = heardThere('teams', 'people');
  await until(() => there.current());
  await copies.cut(true);
  await until(() => !there.current());
  await copies.here.of('teams', 'people').announce('missed');
  await copies.cut(false);
  await until(() => there.current());
  expect(heard).toEqual(['*']);
  await copies.here.of('teams', 'people').announce('heard');
  await until(() => heard.length === 2);
});

test('a line that the server ends is made anew', async () => {
  const there = copies.there.of('slack', 'people');
  const heard = heardThere('slack', 'people');
  await administer(
    database.url,
    (sql) => sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'staffroom-changes'`,
  );
  await until(() => heard.includes('*') && there.current());
});
