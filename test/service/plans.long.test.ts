import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Connection } from '../../db/connect.ts';
import { statementName } from '../../db/statement-names.ts';
import type { Ctx } from '../../src/service/context.ts';
import { emailsInUse } from '../../src/service/people/check-rows.ts';
import { findPerson, searchPeople } from '../../src/service/people/find.ts';
import { type Filter, listPeople } from '../../src/service/people/list.ts';
import { sorts } from '../../src/service/people/list-order.ts';
import { findById } from '../../src/service/people/person.ts';
import { showPerson } from '../../src/service/people/show.ts';
import { statuses } from '../../src/words/people.ts';
import { type TestDatabase, testDatabase } from '../kit/database.ts';
import { addCentre, addUser } from '../kit/people.ts';
import { recorded, type Sent } from '../kit/recorded.ts';

/**
 * What is asked most is carried out without reading a table that grows from end to end, and without looking at rows by the thousand
 * that are not wanted: among 100 schools, whatever their size, and also by a plan that was made without knowing the values.
 *
 * The statements are those that the use cases send, so that none can drift from them.
 */

const schools = 100;
/** Looked at and not wanted: more are no accident. */
const fewRows = 1_000;

interface Node {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: Node[];
}

const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

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
    await fill(database.url, each);
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
    const statements = sent.filter(({ text }) => /^\s*(select|with)\b/i.test(text) && /\bfrom\b/i.test(text));
    expect(statements.length).toBeGreaterThan(0);
    for (const { text, parameters } of statements) {
      // What has a name may be carried out by either plan.
      const modes = statementName(text) ? ['force_custom_plan', 'force_generic_plan'] : ['force_custom_plan'];
      for (const mode of modes) {
        const nodes = nodesOf(await explain(text, parameters, mode));
        const scanned = nodes.filter(
          (n) => n['Node Type'] === 'Seq Scan' && n['Actual Rows'] + (n['Rows Removed by Filter'] ?? 0) > fewRows,
        );
        expect(scanned, `${mode}: ${text}`).toEqual([]);
        const passedOver = nodes.filter(
          (n) =>
            ((n['Rows Removed by Filter'] ?? 0) + (n['Rows Removed by Index Recheck'] ?? 0)) * n['Actual Loops'] >
            fewRows,
        );
        expect(passedOver, `${mode}: ${text}`).toEqual([]);
      }
    }
  });

  async function explain(text: string, parameters: unknown[], mode: string): Promise<Node> {
    await asked.query(`set plan_cache_mode = ${mode}`);
    await asked.query(`prepare asked as ${text}`);
    const values = parameters.map(literal).join(', ');
    try {
      const { rows } = await asked.query(`explain (analyze, format json) execute asked${values && `(${values})`}`);
      return rows[0]['QUERY PLAN'][0].Plan;
    } finally {
      await asked.query('deallocate asked');
    }
  }
});

const literal = (value: unknown) =>
  value === null ? 'null' : pg.escapeLiteral(value instanceof Date ? value.toISOString() : String(value));

/** Schools beside the first, and people of all: one in 25 an Okafor, one in 50 suspended. Without triggers, which take most of the time. */
async function fill(url: string, each: number): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(`set session_replication_role = replica`);
    await client.query(`insert into centres (name, number, support_contact)
      select 'School ' || i, 'XY' || (10000 + i), 'x@plans.example' from generate_series(2, ${schools}) i`);
    await client.query(`
      insert into users (id, centre_id, first_name, last_name, email, role, status, suspended_from, last_signed_in_at, holder_id)
      select id, centre, (array['Ben', 'Zoe', 'Amina', 'Li', 'Jonas', 'Greta', 'Chidi'])[1 + i % 7],
        case when i % 25 = 3 then 'Okafor' else initcap(translate(md5(i::text), '0123456789', 'okafrbenzu')) end,
        'p' || n || '.' || i || '@plans.example', case when i % 50 = 0 then 'admin' else 'teacher' end::role,
        case when i % 50 = 1 then 'suspended' when i % 20 = 0 then 'invited' else 'active' end::status,
        case when i % 50 = 1 then 'active'::status end, case when i % 3 > 0 then now() - i * interval '1 minute' end, id
      from (select gen_random_uuid() as id, c.id as centre, c.n, i
        from (select id, row_number() over () as n from centres) c, generate_series(1, ${each}) i) u`);
    await client.query(`insert into site_access (centre_id, user_id, site)
      select centre_id, id, s from users, unnest(array['hub', 'forums']::site[]) s`);
    await client.query(
      `insert into user_programmes (centre_id, user_id, programme) select centre_id, id, 'primary' from users`,
    );
    await client.query(`reset session_replication_role`);
    await client.query(`vacuum analyze`);
  } finally {
    await client.end();
  }
}
