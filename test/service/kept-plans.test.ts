import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Connection, connect } from '../../db/connect.ts';
import { requests } from '../../db/schema/index.ts';
import type { Ctx } from '../../src/service/context.ts';
import { addPeople } from '../../src/service/people/add.ts';
import { reactivatePeople } from '../../src/service/people/reactivate.ts';
import { sendResets } from '../../src/service/people/send-link.ts';
import { suspendPeople } from '../../src/service/people/suspend.ts';
import { importRows } from '../../src/service/progression/import.ts';
import { transferData } from '../../src/service/progression/transfer.ts';
import { askForReset } from '../../src/service/requests/ask.ts';
import { decide } from '../../src/service/requests/decide.ts';
import { useDatabase } from '../kit/database.ts';
import { expectPlansKept, fillForPlans } from '../kit/kept-plans.ts';
import { aSchool, type School } from '../kit/school.ts';
import { resultRows } from './progression/people.ts';

/**
 * What is done often is planned once: PostgreSQL makes five plans that know the values, and keeps making them where one that does not know
 * them looks dearer, as it does where a list is seen. To plan took longer than all else that a suspension asks for.
 */

const database = useDatabase();
let connection: Connection;
let school: School;
let amina: Ctx;

beforeAll(async () => {
  connection = connect(database.appUrl, { max: 1 });
  school = await aSchool({ ...database.app(), db: connection.db });
  amina = school.as(await school.person({ role: 'coordinator' }));
  await fillForPlans(database.url, connection, true);
});
afterAll(() => connection.close());

const asAmina = (): Ctx => ({ ...amina, correlationId: randomUUID(), idempotencyKey: randomUUID() });
const teacher = async () => (await school.person({}, ['hub', 'primary'])).id;

const acts: Record<string, () => Promise<unknown>> = {
  'suspends and reactivates': async () => {
    const ids = [await teacher()];
    await suspendPeople(asAmina(), { ids });
    await reactivatePeople(asAmina(), { ids });
  },
  adds: () => {
    const email = `${randomUUID()}@riverside.example`;
    const newcomer = { firstName: 'Mei', lastName: 'Lin', email, role: 'teacher' as const };
    return addPeople(asAmina(), { rows: [{ ...newcomer, programmes: ['primary'], siteAdminOf: [] }] });
  },
  'sends a link': async () => sendResets(asAmina(), { ids: [await teacher()] }),
  decides: async () => {
    const id = await teacher();
    await askForReset(school.as({ id, role: 'teacher' }), {});
    const which = and(eq(requests.askerId, id), eq(requests.status, 'pending'));
    const [request] = await database.db.select({ id: requests.id }).from(requests).where(which);
    await decide(asAmina(), { id: request?.id ?? '', decision: 'approve' });
  },
  'hands over': async () => {
    const [from, to] = [await teacher(), await teacher()];
    await importRows(asAmina(), { id: from, rows: resultRows([1, 3, 2]) });
    await transferData(asAmina(), { from, to });
  },
};

test.each(Object.entries(acts))('whoever %s has no plan made after the fifth', async (_, act) => {
  for (let i = 0; i < 9; i += 1) await act();
  await expectPlansKept(connection);
});

test('nor has what every act begins with, where it holds whom it concerns', async () => {
  const { rows } = await connection.db.$client.query("select prosrc from pg_proc where proname = 'enter_mutation'");
  // Of what a function asks no view says how it is planned.
  const [, holding = ''] = /PERFORM (FROM users [^;]+);/.exec(rows[0]?.prosrc) ?? [];
  const text = `select ${holding.replace('SELECT held', 'SELECT $1').replace('SELECT whose', 'SELECT $2').replace('= whose', '= $2')}`;
  expect(text).toContain('$2');
  const ids = [await teacher()];
  for (let i = 0; i < 9; i += 1)
    await connection.db.$client.query({
      name: 'holding',
      text: text.replace('$1)', '$1::uuid[])').replace('$2)', '$2::uuid)'),
      values: [ids, school.centreId],
    });
  await expectPlansKept(connection);
});
