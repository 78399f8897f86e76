import postgres, { type Sql } from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../db/embedded/server.ts';
import { migrate } from '../../db/migrate.ts';
import { kinds } from '../kit/load/acts.ts';
import { faults, type Ground, groundFor } from '../kit/load/faults.ts';
import { type CountedMails, countedMails } from '../kit/load/mails.ts';
import { type Supervised, supervised } from '../kit/load/program.ts';
import { emailOf, loadSchool } from '../kit/load/school.ts';
import { type LoadSlack, loadSlack } from '../kit/load/slack.ts';
import { leftToDo, tally } from '../kit/load/tally.ts';
import { work } from '../kit/load/work.ts';
import { until } from '../kit/until.ts';

/** People work in Slack while the program's database falls; `npm run bench -- chaos` does the same by the thousand. */

let ground: Ground & { close(): Promise<void> };
let slack: LoadSlack;
let mails: CountedMails;
let program: Supervised;

/** How many of each kind there are for each fault. */
const each = 40;

beforeAll(async () => {
  ground = await groundFor({});
  await migrate(ground.server.url);
  await (await loadSchool(ground.server.url)).enrol(falls.length * each);
  const port = await freePort();
  slack = await loadSlack(port, emailOf, [0, 300, 1_000, 2_000]);
  mails = await countedMails();
  const env = { PUBLIC_URL: 'https://staffroom.load.example', DATABASE_URL: ground.proxy.url, DRAIN_SECONDS: '0' };
  program = await supervised(port, { ...slack.env, ...mails.env, ...env });
});
afterAll(async () => {
  await program.stop();
  await slack.close();
  await mails.close();
  await ground.close();
});

const falls = ['restart', 'backends terminated', 'backend killed', 'postmaster killed', 'read-only', 'failover'];

test.runIf(process.platform === 'linux').each(falls)(
  '%s: what was acknowledged is there, once',
  async (name) => {
    const fault = faults.find((one) => one.name === name);
    const from = falls.indexOf(name) * each + 1;
    const { acts, over } = work(slack, { acknowledged: 3, from, to: from + each - 1, stop: () => false });
    await until(() => kinds.every((kind) => acts.some((act) => act.kind === kind)));
    await fault?.strike(ground, 300);
    await over;
    const sql: Sql = postgres(ground.server.url, { max: 1, onnotice: () => {} });
    await until(async () => (await leftToDo(sql)).length === 0, 60_000);
    const sent = await sql<{ id: string }[]>`select id from mails where state = 'sent'`;
    const tallies = await tally(sql, acts);
    await sql.end();
    for (const kind of kinds) {
      const { told, ...found } = tallies[kind];
      expect([kind, found]).toMatchObject([kind, { lost: [], doubled: [], denied: [] }]);
      expect([kind, told]).toMatchObject([kind, { unanswered: 0, other: 0 }]);
    }
    expect(sent.filter(({ id }) => !mails.came.has(id))).toEqual([]);
    expect(program.exits()).toBe(0);
  },
  90_000,
);
