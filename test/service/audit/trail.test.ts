import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../../../db/connect.ts';
import { openSealer } from '../../../src/jobs/sealer.ts';
import { audit, event } from '../../../src/service/audit/event.ts';
import { sealTrails } from '../../../src/service/audit/seal.ts';
import { verifyCentre, verifyTrail } from '../../../src/service/audit/verify.ts';
import { deletePerson } from '../../../src/service/people/delete.ts';
import { suspendPerson } from '../../../src/service/people/suspend.ts';
import { inTransaction } from '../../../src/service/transaction.ts';
import { usageLimits } from '../../../src/words/usage-limits.ts';
import { useDatabase } from '../../kit/database.ts';
import { aSchool, type School } from '../../kit/school.ts';

/** That the chain of the trail finds whatever is done to it past the program, and nothing else. */

const database = useDatabase();
const app = database.app();
/** As the owner of the tables, and past their triggers: nothing but the chain is left. */
const owner = postgres(database.url, { max: 1, connection: { session_replication_role: 'replica' } });
/** The same, for what is undone again. */
const past = connect(database.url, { max: 1 });
beforeAll(() => past.db.execute('set session_replication_role = replica'));
afterAll(() => Promise.all([owner.end(), past.close()]));

const verify = (school: School) => verifyCentre(app.db, school.centreId);
const found = async (school: School) => (await verify(school)).findings;

type Event = { reason?: string; details?: Record<string, unknown> };

/** What someone did to someone, in one transaction. */
async function writeDown(school: School, events: Event[]) {
  const [by, to] = [await school.person({ role: 'coordinator' }), await school.person()];
  await inTransaction(school.as(by), (ctx) =>
    audit(ctx, ...events.map((each) => ({ ...event(ctx, 'user.suspend', to.id), ...each }))),
  );
}

/** A school of which six events are sealed: their numbers by their places, from 1. */
async function sealedSchool(): Promise<{ school: School; ids: number[] }> {
  const school = await aSchool(app);
  await writeDown(school, [{}]);
  await sealTrails(app);
  await writeDown(school, [{ reason: 'left in July' }, {}, { details: { ø: ['é', 1.5, { a: null }] } }, {}, {}]);
  await sealTrails(app);
  const rows = await owner`select event_id from audit_seals where centre_id = ${school.centreId} order by place`;
  return { school, ids: [0, ...rows.map((r) => Number(r.event_id))] };
}

test('ASVS 16.4.2: what was written down is one whole chain, and what is not sealed yet is said', async () => {
  const { school } = await sealedSchool();
  expect(await verify(school)).toMatchObject({ events: 6, wrong: 0, unsealed: 0, erasedReasons: 0 });
  await writeDown(school, [{}, {}]);
  expect(await verify(school)).toMatchObject({ events: 6, wrong: 0, unsealed: 2 });
  expect(await sealTrails(app)).toBe(2);
  expect(await verify(school)).toMatchObject({ events: 8, wrong: 0, unsealed: 0 });
});

type Run = (statement: string) => Promise<unknown>;
type Tampering = [name: string, (run: Run, ids: number[], centreId: string) => Promise<unknown>, findings: unknown[]];

const removed = (place: number) => ({ kind: 'removed', place });
const changed = (place: number) => ({ kind: 'changed', place });
const change =
  (set: string, place = 3) =>
  async (run: Run, ids: number[]) =>
    run(`update audit_events set ${set} where id = ${ids[place]}`);

const sealed =
  (set: string, place = 3) =>
  async (run: Run, ids: number[]) =>
    run(`update audit_seals set ${set} where event_id = ${ids[place]}`);

const tamperings: Tampering[] = [
  ['the first event is removed', (run, ids) => run(`delete from audit_events where id = ${ids[1] ?? 0}`), [removed(1)]],
  ['one between is removed', (run, ids) => run(`delete from audit_events where id = ${ids[3] ?? 0}`), [removed(3)]],
  ['the last is removed', (run, ids) => run(`delete from audit_events where id = ${ids[6] ?? 0}`), [removed(6)]],
  [
    'one is removed with its seal',
    async (run, ids) => {
      await run(`delete from audit_events where id = ${ids[3] ?? 0}`);
      await run(`delete from audit_seals where event_id = ${ids[3] ?? 0}`);
    },
    [{ kind: 'missing', from: 3, to: 3 }],
  ],
  [
    'one is removed with its seal, and all after it move up',
    async (run, ids, centreId) => {
      await run(`delete from audit_events where id = ${ids[3] ?? 0}`);
      await run(`delete from audit_seals where event_id = ${ids[3] ?? 0}`);
      for (const place of [4, 5, 6])
        await run(`update audit_seals set place = place - 1 where centre_id = '${centreId}' and place = ${place}`);
    },
    [{ kind: 'unlinked', place: 3 }, changed(3), changed(4), changed(5)],
  ],
  [
    'the seals of the last two are removed',
    (run, ids) => run(`delete from audit_seals where event_id in (${ids[5] ?? 0}, ${ids[6] ?? 0})`),
    [{ kind: 'inserted' }, { kind: 'inserted' }],
  ],
  ['one is re-dated', change("at = at - interval '1 microsecond'"), [changed(3)]],
  ['its act is changed', change("action = 'user.add'"), [changed(3)]],
  ['its outcome is changed', change("outcome = 'refused'"), [changed(3)]],
  ['who did it is changed', change('actor_id = target_id'), [changed(3)]],
  ['who did it is taken out', change('actor_id = null'), [changed(3)]],
  ['to whom is changed', change('target_id = actor_id'), [changed(3)]],
  ['from where is changed', change('workspace_id = gen_random_uuid()'), [changed(3)]],
  ['its details are changed', change(`details = '{"by": "directory"}'`), [changed(3)]],
  ['it is dated in the year 10000', change("at = '10000-01-01'"), [changed(3)]],
  ['it is dated to infinity', change("at = 'infinity'"), [changed(3)]],
  ['it is dated before everything', change("at = '-infinity'"), [changed(3)]],
  [
    'the era of its date alone is changed',
    change("at = (to_char(at, 'YYYY-MM-DD HH24:MI:SS.USOF') || ' BC')::timestamptz"),
    [changed(3)],
  ],
  [
    'the era of its seal alone is changed',
    sealed("added_at = (to_char(added_at, 'YYYY-MM-DD HH24:MI:SS.USOF') || ' BC')::timestamptz"),
    [changed(3)],
  ],
  ['the first has a date in its seal', sealed("added_at = 'infinity'", 1), [changed(1)]],
  ['its details are null', change("details = 'null'"), [changed(3)]],
  [
    'its details are larger than text can be',
    change("details = ('[' || repeat('1e131000,', 9000) || '0]')::jsonb"),
    [changed(3)],
  ],
  ['its act has line breaks', change(`action = E'user.suspend\ndone'`), [changed(3)]],
  ['its act is long', change("action = repeat('x', 1000000)"), [changed(3)]],
  [
    'its place is negative',
    sealed('place = -5'),
    [{ kind: 'unlinked', place: -5 }, changed(-5), { kind: 'missing', from: 3, to: 3 }],
  ],
  [
    'its place is the last of all',
    sealed('place = 9223372036854775807'),
    [{ kind: 'missing', from: 3, to: 3 }, { kind: 'missing', from: 7 }, changed(2 ** 63)],
  ],
  ['its flow is changed', change('correlation_id = gen_random_uuid()'), [changed(3)]],
  ['its school is changed', change('centre_id = gen_random_uuid()'), [changed(3)]],
  ['a reason is changed', change("reason = 'asked to'", 2), [{ kind: 'reason', place: 2 }]],
  ['a reason is taken out', change('reason = null', 2), [{ kind: 'reason', place: 2 }]],
  ['a reason is put in', change("reason = 'asked to'"), [{ kind: 'reason', place: 3 }]],
  [
    'what was added when is changed in a seal',
    (run, ids) => run(`update audit_seals set added_at = added_at + interval '1 s' where event_id = ${ids[3] ?? 0}`),
    [changed(3)],
  ],
  [
    'two change places',
    async (run, [, , , a = 0, , b = 0]) => {
      for (const [from, to] of [
        [a, -1],
        [b, a],
        [-1, b],
      ] as const)
        await run(`update audit_seals set event_id = ${to} where event_id = ${from}`);
    },
    [changed(3), changed(5)],
  ],
  [
    'one is changed with its seal',
    async (run, ids) => {
      await change("action = 'user.add'")(run, ids);
      // Its own hash may be made to fit; the next still holds the one before.
      await run(`update audit_seals set hash = sha256('x') where event_id = ${ids[3] ?? 0}`);
    },
    [changed(3), { kind: 'unlinked', place: 4 }],
  ],
  [
    'one is put in past the trigger',
    (run, _, centreId) =>
      run(`
      insert into audit_events (centre_id, at, action, outcome, correlation_id)
      values ('${centreId}', now(), 'user.add', 'done', gen_random_uuid())`),
    [{ kind: 'inserted' }],
  ],
  [
    'one is put in between, with a seal',
    async (run, _, centreId) => {
      await run(`
        insert into audit_events (centre_id, at, action, outcome, correlation_id)
        values ('${centreId}', now(), 'user.add', 'done', gen_random_uuid())`);
      for (const place of [6, 5, 4])
        await run(`update audit_seals set place = place + 1 where centre_id = '${centreId}' and place = ${place}`);
      await run(`
        insert into audit_seals select centre_id, 4, (select max(id) from audit_events), added_at, hash, sha256('x')
        from audit_seals where centre_id = '${centreId}' and place = 3`);
    },
    [changed(4), { kind: 'unlinked', place: 5 }, changed(5), changed(6), changed(7)],
  ],
];

describe('ASVS 16.4.2: what is done past the program is found:', () => {
  let untouched: Awaited<ReturnType<typeof sealedSchool>>;
  beforeAll(async () => {
    untouched = await sealedSchool();
  });

  test.each(tamperings)('%s', async (_, tamper, findings) => {
    const { school, ids } = untouched;
    const undone = new Error('undone');
    const tampered = past.db.transaction(async (tx) => {
      await tamper((statement) => tx.execute(statement), ids, school.centreId);
      expect((await verifyCentre(tx, school.centreId)).findings).toEqual(
        findings.map((f) => expect.objectContaining(f)),
      );
      throw undone;
    });
    await expect(tampered).rejects.toBe(undone);
  });

  test('one that waits for its seal is removed', async () => {
    const { school } = await sealedSchool();
    await writeDown(school, [{}]);
    await owner`delete from audit_events where id = (select event_id from audit_unsealed where centre_id = ${school.centreId})`;
    await sealTrails(app);
    expect(await found(school)).toEqual([{ kind: 'removed', event: expect.any(String) }]);
  });

  test('one is put in through the trigger, with the date of another day', async () => {
    const { school } = await sealedSchool();
    await app.db.execute(
      `insert into audit_events (centre_id, at, action, outcome, correlation_id)
       values ('${school.centreId}', now() - interval '3 days', 'user.add', 'done', gen_random_uuid())`,
    );
    await sealTrails(app);
    expect(await found(school)).toEqual([expect.objectContaining({ kind: 'misdated', place: 7 })]);
  });
});

test('one school’s chain says nothing of another’s', async () => {
  const [one, two] = [await sealedSchool(), await sealedSchool()];
  await owner`delete from audit_events where id = ${one.ids[3] ?? 0}`;
  expect(await found(two.school)).toEqual([]);
});

test('a deleted person leaves the chain whole, and so does a reason that is erased with its salt', async () => {
  const school = await aSchool(app);
  const amina = school.as(await school.person({ role: 'coordinator' }));
  const ben = await school.person();
  await suspendPerson(amina, { id: ben.id, reason: 'Ben went home, ill' });
  await sealTrails(app);
  await deletePerson({ ...amina, correlationId: randomUUID() }, { id: ben.id });
  await sealTrails(app);
  expect(await verifyTrail(amina, {})).toMatchObject({ events: 2, wrong: 0, erasedReasons: 0 });

  await owner`update audit_events set reason = null where centre_id = ${school.centreId}`;
  await owner`update audit_seals set reason_salt = null where centre_id = ${school.centreId}`;
  expect(await verifyTrail(amina, {})).toMatchObject({ events: 2, wrong: 0, erasedReasons: 1 });
});

test('copies that seal at once make one chain, and nobody who writes waits for them', async () => {
  const school = await aSchool(app);
  await writeDown(school, [{}]);
  const first = await database.db.$client.connect();
  try {
    await first.query('begin');
    await first.query('select seal_audit_events($1, 10)', [school.centreId]);
    // The chain is held, and what is written down now is committed all the same.
    await writeDown(school, [{}, {}]);
    await first.query('commit');
  } finally {
    first.release();
  }
  await Promise.all(Array.from({ length: 5 }, () => sealTrails(app)));
  expect(await verify(school)).toMatchObject({ events: 3, wrong: 0, unsealed: 0 });
});

test('ASVS 16.3.4: a copy of the program seals what waits, and says when it can’t', async () => {
  const school = await aSchool(app);
  await writeDown(school, [{}]);
  const told: { level: number; msg: string }[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void told.push(JSON.parse(line)) });
  const sealer = openSealer(app, log);
  await expect.poll(async () => (await verify(school)).unsealed, { interval: 10 }).toBe(0);
  await sealer.close();
  expect(told).toEqual([]);

  const failing = Object.assign(Object.create(app.db), { execute: () => Promise.reject(new Error('not to be done')) });
  const broken = openSealer({ ...app, db: failing }, log);
  await expect.poll(() => told.length, { interval: 10 }).toBe(1);
  await broken.close();
  expect(told).toMatchObject([{ level: 50, msg: expect.stringContaining('The audit trail can’t be sealed') }]);
});

test('what commits later gets a later place, whatever its number', async () => {
  const school = await aSchool(app);
  const late = await database.db.$client.connect();
  try {
    await late.query('begin');
    await late.query(
      `insert into audit_events (centre_id, at, action, outcome, correlation_id)
       values ($1, now(), 'user.add', 'done', gen_random_uuid())`,
      [school.centreId],
    );
    await writeDown(school, [{}]);
    await sealTrails(app);
    await late.query('commit');
  } finally {
    late.release();
  }
  await sealTrails(app);
  const seals = await owner`select event_id from audit_seals where centre_id = ${school.centreId} order by place`;
  const [a = 0, b = 0] = seals.map((s) => Number(s.event_id));
  expect(a).toBeGreaterThan(b);
  expect(await verify(school)).toMatchObject({ events: 2, wrong: 0 });
});

test('a long trail is sealed and checked in parts', async () => {
  const school = await aSchool(app);
  await app.db.execute(
    `insert into audit_events (centre_id, at, action, outcome, correlation_id)
     select '${school.centreId}', now(), 'user.add', 'done', gen_random_uuid() from generate_series(1, 501)`,
  );
  expect(await sealTrails(app)).toBe(501);
  expect(await verify(school)).toMatchObject({ events: 501, wrong: 0, unsealed: 0, last: { place: 501 } });
  await owner`delete from audit_seals where centre_id = ${school.centreId} and place in (251, 499, 500)`;
  const { findings } = await verify(school);
  expect(findings.filter((f) => f.kind === 'missing')).toEqual([
    { kind: 'missing', from: 251, to: 251 },
    { kind: 'missing', from: 499, to: 500 },
  ]);
});

test('one person may check 20 times an hour and keeps no colleague from it; a school 100 times', async () => {
  const school = await aSchool(app);
  const [amina, ben] = [await school.person({ role: 'admin' }), await school.person({ role: 'coordinator' })];
  const { person, school: all } = usageLimits.verifications;
  expect([person, all]).toEqual([20, 100]);
  for (let i = 0; i < person; i++) await verifyTrail(school.as(amina), {});
  await expect(verifyTrail(school.as(amina), {})).rejects.toMatchObject({ code: 'limit-reached' });
  expect(await verifyTrail(school.as(ben), {})).toMatchObject({ wrong: 0 });
});

test('what can’t be sealed in one school keeps none of another’s from it', async () => {
  const schools = [await aSchool(app), await aSchool(app)];
  for (const school of schools) {
    await writeDown(school, [{}]);
  }
  const [broken, whole] = schools.sort((a, b) => a.centreId.localeCompare(b.centreId));
  if (!broken || !whole) throw new Error('two schools');
  // It is sealed already, and waits again.
  await sealTrails(app);
  await owner`insert into audit_unsealed select centre_id, id from audit_events where centre_id = ${broken.centreId}`;
  await writeDown(whole, [{}]);
  await expect(sealTrails(app)).rejects.toThrow();
  expect(await verify(whole)).toMatchObject({ events: 2, unsealed: 0 });
  await owner`delete from audit_unsealed where centre_id = ${broken.centreId}`;
});
