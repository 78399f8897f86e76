import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, test } from 'vitest';
import type { Connection } from '../../db/connect.ts';
import type { Ctx } from '../../src/service/context.ts';
import { emailsInUse } from '../../src/service/people/check-rows.ts';
import { findPerson, searchPeople } from '../../src/service/people/find.ts';
import { type Filter, listPeople } from '../../src/service/people/list.ts';
import { sorts } from '../../src/service/people/list-order.ts';
import { findById } from '../../src/service/people/person.ts';
import { showPerson } from '../../src/service/people/show.ts';
import { statuses } from '../../src/words/people.ts';
import { type TestDatabase, testDatabase } from '../kit/database.ts';
import { expectFewReads } from '../kit/explained.ts';
import { fillSchools } from '../kit/many-schools.ts';
import { addCentre, addUser } from '../kit/people.ts';
import { recorded, type Sent } from '../kit/recorded.ts';

/**
 * What is asked most is carried out without reading a table that grows from end to end, and without looking at rows by the thousand
 * that are not wanted: among 100 schools, whatever their size, and also by a plan that was made without knowing the values.
 *
 * The statements are those that the use cases send, so that none can drift from them.
 */

describe.each([1, 100, 1_000])('in 100 schools of %d people each', (each) => {
  let database: TestDatabase;
  let connection: Connection;
  /** As the program, but that it explains. */
  let asked: pg.Client;
  let ctx: Ctx;
  let someone: { id: string; email: string };
  const sent: Sent[] = [];

  beforeAll(async () => {
    database = await testDatabase();
    const { id: centreId } = await addCentre(database.db);
    const boss = await addUser(database.db, centreId, { role: 'coordinator' });
    await fillSchools(database.url, each);
    connection = recorded(database.url, sent);
    asked = new pg.Client(database.url);
    await asked.connect();
    const actor = { id: boss.id, centreId, role: 'coordinator' as const, siteAdminOf: [] };
    ctx = { ...database.app(), db: connection.db, workspaceId: null, correlationId: randomUUID(), actor };
    const { rows } = await asked.query(`select id, email from users where centre_id = $1 order by sort_name limit 1`, [
      centreId,
    ]);
    someone = rows[0];
  }, 120_000);
  afterAll(async () => {
    await asked.end();
    await connection.close();
    await database.close();
  });

  const filters: Filter[] = [
    {},
    ...statuses.flatMap((status) => (status === 'deleted' ? [] : [{ status }])),
    { role: 'admin' },
    { role: 'teacher', status: 'active' },
    { site: 'forums' },
    { words: 'okafor' },
    { words: 'zo' },
  ];
  const cases: [string, () => Promise<unknown>][] = [
    ...filters.flatMap((filter) =>
      sorts.map((sort): [string, () => Promise<unknown>] => [
        `list ${JSON.stringify(filter)} by ${sort}`,
        () => listPeople(ctx, { filter, sort }),
      ]),
    ),
    ['search while typing', () => searchPeople(ctx, { words: 'okaf' })],
    ['a word of two letters', () => findPerson(ctx, { ref: 'be' })],
    ['a name', () => findPerson(ctx, { ref: 'Okafor' })],
    ['a mistyped name', () => findPerson(ctx, { ref: 'Okafour' })],
    ['an e-mail', () => findPerson(ctx, { ref: someone.email })],
    ['an id', () => findById(ctx, someone.id)],
    ['a profile', () => showPerson(ctx, { id: someone.id })],
    ['whose e-mails these are', () => emailsInUse(ctx.db, [someone.email, 'nobody@plans.example'])],
  ];

  test.each(cases)('%s', async (_, run) => {
    await run();
    sent.length = 0;
    await run();
    await expectFewReads(asked, sent);
  });
});
