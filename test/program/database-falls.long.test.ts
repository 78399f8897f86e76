import postgres, { type Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kinds } from '../kit/load/acts.ts';
import { faults } from '../kit/load/faults.ts';
import { openLoad } from '../kit/load/open.ts';
import { leftToDo, tally } from '../kit/load/tally.ts';
import { work } from '../kit/load/work.ts';
import { until } from '../kit/until.ts';

/** People work in Slack while the program's database falls; `npm run bench -- chaos` does the same by the thousand. */

describe.runIf(process.platform === 'linux')('while people work, the database falls:', () => {
  let load: Awaited<ReturnType<typeof openLoad>>;

  /** How many of each kind there are for each fault. */
  const each = 40;

  beforeAll(async () => {
    load = await openLoad({ people: falls.length * each, pauses: [0, 300, 1_000, 2_000] });
  });
  afterAll(() => load.stop());

  const falls = ['restart', 'backends terminated', 'backend killed', 'postmaster killed', 'read-only', 'failover'];

  test.each(falls)(
    '%s; what was acknowledged is there, once',
    async (name) => {
      const { ground, slack } = load;
      const fault = faults.find((one) => one.name === name);
      const from = falls.indexOf(name) * each + 1;
      const { acts, over } = work(slack, { acknowledged: 2, from, to: from + each - 1, stop: () => false });
      await until(() => kinds.every((kind) => acts.some((act) => act.kind === kind)));
      await fault?.strike(ground, 300);
      await over;
      const sql: Sql = postgres(ground.server.url, { max: 1, onnotice: () => {} });
      const tallies = await tally(sql, acts);
      await sql.end();
      for (const kind of kinds) {
        const { told, ...found } = tallies[kind];
        expect([kind, found]).toMatchObject([kind, { lost: [], doubled: [], denied: [] }]);
        expect([kind, told]).toMatchObject([kind, { unanswered: 0, other: 0 }]);
      }
    },
    90_000,
  );

  // A job that failed with the database is tried again some seconds later: waited for once, after all falls.
  test('in the end nothing is left to do, each mail came, and the program never ended', async () => {
    const { ground, mails, program } = load;
    const sql: Sql = postgres(ground.server.url, { max: 1, onnotice: () => {} });
    await until(async () => (await leftToDo(sql)).length === 0, 60_000);
    const sent = await sql<{ id: string }[]>`select id from mails where state in ('queued', 'sent')`;
    await sql.end();
    expect(sent.filter(({ id }) => !mails.came.has(id))).toEqual([]);
    expect(program.exits()).toBe(0);
  }, 90_000);
});
