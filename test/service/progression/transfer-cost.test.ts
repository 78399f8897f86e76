import { randomUUID } from 'node:crypto';
import postgres, { type Sql } from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Connection } from '../../../db/connect.ts';
import { previewLeave } from '../../../src/service/people/leave.ts';
import { undoLeave } from '../../../src/service/people/undo-leave.ts';
import { importRows } from '../../../src/service/progression/import.ts';
import { transferData } from '../../../src/service/progression/transfer.ts';
import { leaveByList } from '../../../src/service/scheduled/plan.ts';
import { useDatabase } from '../../kit/database.ts';
import { recorded, type Sent } from '../../kit/recorded.ts';
import { aSchool } from '../../kit/school.ts';
import { resultRows } from './people.ts';

/** What a transfer and an import cost, in statements, whatever the amount. */

const database = useDatabase();
let connection: Connection;
let sql: Sql;
const sent: Sent[] = [];

beforeAll(async () => {
  connection = recorded(database.url, sent);
  sql = postgres(database.url, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await connection.close();
  await sql.end();
});

test('a transfer takes as many statements for 60 groups as for one, and writes to no test and no result', async () => {
  const app = { ...database.app(), db: connection.db };
  const school = await aSchool(app);
  const amina = school.as(await school.person({ role: 'coordinator' }));
  const ada = await school.person({}, ['primary']);
  const places = () =>
    sql`select ctid::text, xmin::text from results union all select ctid::text, xmin::text from tests`;
  const cost: number[] = [];
  for (const groups of [1, 60]) {
    const ben = await school.person({}, ['primary']);
    await importRows(amina, { id: ben.id, rows: resultRows([groups, 4, 3]) });
    const before = await places();
    sent.length = 0;
    await transferData(amina, { from: ben.id, to: ada.id });
    cost.push(sent.length);
    expect(await places()).toEqual(before);
  }
  expect(cost[1]).toBe(cost[0]);
  expect(cost[0]).toBeLessThanOrEqual(15);
});

test('a transfer reads the groups of the one whose they are, and no others of the school', async () => {
  const app = database.app();
  const school = await aSchool(app);
  const [ben, ada] = [await school.person({}, ['primary']), await school.person({}, ['primary'])];
  await sql`
    insert into learner_groups (centre_id, site, owner_id, name, stage, subject, created_at, changed_at)
    select ${school.centreId}, 'primary', case when i > 2 then ${ada.id}::uuid else ${ben.id}::uuid end, 'G' || i, 3, 'Maths', now(), now()
    from generate_series(1, 3000) i`;
  const amina = school.as(await school.person({ role: 'coordinator' }));
  const eve = await school.person({}, ['primary']);
  const [sentBefore] = [sent.length];
  await transferData({ ...amina, db: connection.db }, { from: ben.id, to: eve.id });
  const written = sent.slice(sentBefore).find(({ text }) => text.includes('update learner_groups'));
  const plan = await sql.begin(async (tx) => {
    await tx`set local plan_cache_mode = force_generic_plan`;
    await tx.unsafe(`prepare moving as ${written?.text}`);
    const values = (written?.parameters ?? []).map((value) => `'${literal(value)}'`);
    return tx.unsafe(`explain execute moving(${values.join(', ')})`);
  });
  const lines = plan.map((row) => Object.values(row)[0]).join('\n');
  expect(lines).toContain('using learner_groups_owner');
  expect(lines).not.toContain('Seq Scan on learner_groups');
});

const literal = (value: unknown): string =>
  Array.isArray(value) ? `{${value.join(',')}}` : value instanceof Date ? value.toISOString() : String(value);

test('an import takes as many statements for 4,000 rows as for 800, and one less for 40: so few make no plans anew', async () => {
  const app = { ...database.app(), db: connection.db };
  const school = await aSchool(app);
  const amina = school.as(await school.person({ role: 'coordinator' }));
  const cost: number[] = [];
  for (const tests of [2, 40, 200]) {
    const ben = await school.person({}, ['primary']);
    sent.length = 0;
    await importRows(amina, { id: ben.id, rows: resultRows([2, 10, tests]) });
    cost.push(sent.length);
  }
  expect(cost[2]).toBe(cost[1]);
  expect(cost[0]).toBe((cost[1] ?? 0) - 1);
});

test('several leave to their successors in as many statements for 60 as for 2, under one correlation id, and come back so', async () => {
  const app = { ...database.app(), db: connection.db };
  const school = await aSchool(app);
  const amina = school.as(await school.person({ role: 'coordinator' }));
  const cost: number[][] = [];
  for (const n of [2, 60]) {
    const rows: { id: string; to: string }[] = [];
    for (let i = 0; i < n; i += 1) {
      const [from, to] = [await school.person({}, ['primary']), await school.person({}, ['primary'])];
      await importRows(amina, { id: from.id, rows: resultRows([1, 1, 1]) });
      rows.push({ id: from.id, to: to.id });
    }
    const ctx = { ...amina, correlationId: randomUUID() };
    sent.length = 0;
    await previewLeave(ctx, { rows });
    const preview = sent.length;
    await leaveByList(ctx, { rows });
    const leave = sent.length;
    await undoLeave(ctx, { ids: rows.map(({ id }) => id) });
    cost.push([preview, leave - preview, sent.length - leave]);
    const acts = await sql`
      select action, count(*)::int as n from audit_events where correlation_id = ${ctx.correlationId} group by 1 order by 1`;
    expect(acts.map(({ action, n }) => [action, n])).toEqual([
      ['data.received', 2 * n],
      ['data.transfer', 2 * n],
      ['user.reactivate', n],
      ['user.suspend', n],
    ]);
  }
  expect(cost[1]).toEqual(cost[0]);
});
