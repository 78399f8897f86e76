import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Connection, connect } from '../../../db/connect.ts';
import { requests } from '../../../db/schema/index.ts';
import type { Ctx } from '../../../src/service/context.ts';
import { sendLinkAgain } from '../../../src/service/passwords/links.ts';
import { sendResets } from '../../../src/service/people/send-link.ts';
import { suspendPeople } from '../../../src/service/people/suspend.ts';
import { askForReset } from '../../../src/service/requests/ask.ts';
import { decide } from '../../../src/service/requests/decide.ts';
import { inTransaction } from '../../../src/service/transaction.ts';
import { useDatabase } from '../../kit/database.ts';
import { aSchool, type School } from '../../kit/school.ts';

/** Where thousands have not followed their links yet, whoever voids someone's reads that person's. */

const database = useDatabase();
let connection: Connection;
let owner: pg.Client;
let school: School;
let amina: Ctx;

beforeAll(async () => {
  connection = connect(database.appUrl, { max: 1 });
  owner = new pg.Client(database.url);
  await owner.connect();
  school = await aSchool({ ...database.app(), db: connection.db });
  amina = school.as(await school.person({ role: 'coordinator' }));
  await owner.query(
    `with people as (
       insert into users (centre_id, first_name, last_name, email)
       select $1, 'Some', 'Body', gen_random_uuid() || '@many.example' from generate_series(1, 3000) returning id
     )
     insert into links (id, centre_id, user_id, kind, token_hash, created_at, expires_at)
     select gen_random_uuid(), $1, id, 'set-up', sha256(id::text::bytea), now(), now() + interval '3 days' from people`,
    [school.centreId],
  );
});
afterAll(async () => {
  await owner.end();
  await connection.close();
});

const asAmina = (): Ctx => ({ ...amina, correlationId: randomUUID() });
const teacher = async () => (await school.person({}, ['hub'])).id;

/** How many links were read until now. */
async function read(): Promise<number> {
  await connection.db.$client.query('select pg_stat_force_next_flush()');
  await connection.db.$client.query('select');
  const { rows } = await owner.query(
    `select (seq_tup_read + idx_tup_fetch)::int as n from pg_stat_user_tables where relname = 'links'`,
  );
  return rows[0].n;
}

const acts: Record<string, () => Promise<() => Promise<unknown>>> = {
  suspends: async () => {
    const ids = [await teacher()];
    return () => suspendPeople(asAmina(), { ids });
  },
  'sends a link': async () => {
    const ids = [await teacher()];
    return () => sendResets(asAmina(), { ids });
  },
  'decides on a new password': async () => {
    const id = await teacher();
    await askForReset(school.as({ id, role: 'teacher' }), {});
    const which = and(eq(requests.askerId, id), eq(requests.status, 'pending'));
    const [request] = await database.db.select({ id: requests.id }).from(requests).where(which);
    return () => decide(asAmina(), { id: request?.id ?? '', decision: 'approve' });
  },
  'sends one again to who forgot theirs': async () => {
    const person = await school.person({}, ['hub']);
    const app = { ...database.app(), db: connection.db };
    return () => inTransaction(app, (app) => sendLinkAgain(app, person, 'reset', randomUUID()));
  },
};

for (const when of ['before PostgreSQL has looked at them', 'afterwards']) {
  test.each(Object.entries(acts))(`whoever %s reads no links of others, ${when}`, async (_, ready) => {
    if (when === 'afterwards') await owner.query('analyze links');
    const act = await ready();
    const before = await read();
    await act();
    expect((await read()) - before).toBeLessThan(20);
  });
}
