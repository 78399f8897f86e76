import { expect, test } from 'vitest';
import { migrate } from '../../db/migrate.ts';
import { inComment, newestHere, oldestBeside } from '../../db/oldest-program.ts';
import { useDatabase } from '../kit/database.ts';
import { administer } from '../kit/server.ts';

const database = useDatabase();

const released = { '1.0.0': { a: { when: 100 }, b: { when: 200 } }, '1.0.1': {}, '1.1.0': { c: { when: 300 } } };

test.each([
  ['while it is made, beside the last release', 400, 300],
  ['released, beside the one before', 300, 200],
  ['the first one, beside any', 200, 0],
])('a program may work %s', (_, newest, oldest) => {
  expect(oldestBeside(released, newest)).toBe(oldest);
});

test('a program that is older than the one before the newest is refused in words, and changes nothing', async () => {
  const say = (when: number) =>
    administer(database.url, (sql) => sql.unsafe(`comment on schema drizzle is '${inComment(when)}'`));
  await say(newestHere());
  await migrate(database.url);
  await say(newestHere() + 1);
  await expect(migrate(database.url)).rejects.toThrow(
    /^A newer Staffroom has upgraded this database.*docs\/upgrade\.md/,
  );
});
