import { randomUUID } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { connect } from '../../../db/connect.ts';
import { auditEvents, mails, requests, siteAccess } from '../../../db/schema/index.ts';
import { changeSettings } from '../../../src/service/centre/settings.ts';
import type { App, Ctx } from '../../../src/service/context.ts';
import { Refusal } from '../../../src/service/errors.ts';
import { deletePerson } from '../../../src/service/people/delete.ts';
import { editPerson } from '../../../src/service/people/edit.ts';
import { suspendPerson } from '../../../src/service/people/suspend.ts';
import { askForAccess, askForReset } from '../../../src/service/requests/ask.ts';
import { decide } from '../../../src/service/requests/decide.ts';
import { decideSeveral } from '../../../src/service/requests/decide-several.ts';
import { readDeputy, setDeputy } from '../../../src/service/requests/deputy.ts';
import { listRequests } from '../../../src/service/requests/list.ts';
import { showRequest } from '../../../src/service/requests/show.ts';
import { sentenceOf } from '../../../src/ui/sentences/sentence.ts';
import { testClock } from '../../kit/clock.ts';
import { useDatabase } from '../../kit/database.ts';
import { aSchool, refusedWith, type School } from '../../kit/school.ts';
import { until } from '../../kit/until.ts';

type User = Awaited<ReturnType<School['person']>>;

const database = useDatabase();
let app: App;
let school: School;
let amina: User;
let clock: ReturnType<typeof testClock>;

beforeEach(async () => {
  clock = testClock();
  app = database.app(clock);
  school = await aSchool(app);
  amina = await school.person({ role: 'coordinator', firstName: 'Amina', lastName: 'Rahman' });
});

const asAmina = (): Ctx => school.as(amina);
const aReset = async (by?: User, reason = 'new phone') => {
  const asker = by ?? (await school.person());
  const asked = await askForReset(school.as(asker), { reason });
  if ('sent' in asked) throw new Error('it was sent');
  return { asker, ...asked, id: asked.request.id };
};
const anAccess = async (site: 'test-maker' | 'primary' = 'test-maker', by?: User) => {
  const asker = by ?? (await school.person());
  const { request } = await askForAccess(school.as(asker), { site, reason: 'mock exams' });
  return { asker, request, id: request.id };
};
const eventsOf = (action: string, id: string) =>
  app.db
    .select()
    .from(auditEvents)
    .where(and(eq(auditEvents.action, action), eq(sql`${auditEvents.details} ->> 'request'`, id)));
/** The sentence that someone reads; nothing where nothing was refused. */
const sentence = (run: Promise<unknown>): Promise<string | undefined> =>
  run.then(
    () => undefined,
    (error) => sentenceOf(error),
  );

describe('asking', () => {
  test('a reset waits; asked again, it is the first', async () => {
    const { asker, request, isNew, id } = await aReset(undefined, '  new phone ');
    expect(isNew).toBe(true);
    expect(request).toMatchObject({
      kind: 'reset',
      site: null,
      reason: 'new phone',
      status: 'pending',
      asker: { id: asker.id, firstName: 'Ben', role: 'teacher', email: asker.email, programmes: [] },
      decidedBy: null,
      reminded: false,
    });
    clock.advance(60_000);
    const again = await askForReset(school.as(asker), { reason: 'again' });
    expect(again).toMatchObject({ request: { id, reason: 'new phone' }, isNew: false });
    expect(await eventsOf('reset.ask', id)).toHaveLength(1);
  });

  test('twenty at once are one', async () => {
    const asker = await school.person();
    const asked = await Promise.all(Array.from({ length: 20 }, () => anAccess('primary', asker)));
    expect(new Set(asked.map((a) => a.id)).size).toBe(1);
    expect(await app.db.$count(requests, eq(requests.askerId, asker.id))).toBe(1);
  });

  test('for another site, or for a reset, is another request', async () => {
    const asker = await school.person();
    const ids = [
      (await anAccess('primary', asker)).id,
      (await anAccess('test-maker', asker)).id,
      (await aReset(asker)).id,
    ];
    expect(new Set(ids).size).toBe(3);
  });

  test('for what one has, or what the school has not, is refused', async () => {
    const asker = school.as(await school.person());
    expect(await refusedWith(askForAccess(asker, { site: 'hub' }))).toEqual({ site: 'access-already' });
    await changeSettings(asAmina(), { sites: ['hub', 'forums'] });
    expect(await refusedWith(askForAccess(asker, { site: 'primary' }))).toEqual({ site: 'site-not-eligible' });
    const reason = 'x'.repeat(501);
    expect(await refusedWith(askForReset(asker, { reason }))).toEqual({ reason: 'value-too-long' });
  });

  test('where approval is off, the link is sent at once, but not without end', async () => {
    await changeSettings(asAmina(), { approveResets: false });
    const asker = await school.person();
    for (let i = 0; i < 5; i += 1) expect(await askForReset(school.as(asker), {})).toEqual({ sent: true });
    expect(await refusedWith(askForReset(school.as(asker), {}))).toEqual({ '': 'too-many-tries' });
    expect(await app.db.$count(mails, eq(mails.userId, asker.id))).toBe(5);
    expect(await app.db.$count(requests, eq(requests.askerId, asker.id))).toBe(0);
  });

  test('someone suspended asks for nothing', async () => {
    const asker = await school.person();
    const ctx = school.as(asker);
    await suspendPerson(asAmina(), { id: asker.id });
    expect(await refusedWith(askForReset(ctx, {}))).toEqual({ '': 'not-allowed' });
  });
});

describe('deciding', () => {
  test('approving a reset sends the link, in the flow of the one who asked', async () => {
    const { asker, id } = await aReset();
    clock.advance(3_600_000);
    const decided = await decide(asAmina(), { id, decision: 'approve' });
    expect(decided).toMatchObject({
      status: 'approved',
      decidedAt: clock(),
      decidedBy: { id: amina.id, name: 'Amina Rahman' },
    });
    const sent = await app.db.select().from(mails).where(eq(mails.userId, asker.id));
    expect(sent.map((m) => m.kind)).toEqual(['reset']);
    const [[ask], [done]] = [await eventsOf('reset.ask', id), await eventsOf('reset.decide', id)];
    expect(done).toMatchObject({ actorId: amina.id, targetId: asker.id, correlationId: ask?.correlationId });
    expect(sent[0]?.correlationId).toBe(ask?.correlationId);
  });

  test('approving access gives it, with site admin where a coordinator says so', async () => {
    const [one, two] = [await anAccess(), await anAccess()];
    await decide(asAmina(), { id: one.id, decision: 'approve' });
    expect(await decide(asAmina(), { id: two.id, decision: 'approve', siteAdmin: true })).toMatchObject({
      siteAdmin: true,
    });
    const given = (userId: string) =>
      app.db
        .select({ site: siteAccess.site, siteAdmin: siteAccess.siteAdmin })
        .from(siteAccess)
        .where(and(eq(siteAccess.userId, userId), eq(siteAccess.site, 'test-maker')));
    expect(await given(one.asker.id)).toEqual([{ site: 'test-maker', siteAdmin: false }]);
    expect(await given(two.asker.id)).toEqual([{ site: 'test-maker', siteAdmin: true }]);

    const admin = school.as(await school.person({ role: 'admin' }));
    const three = await anAccess();
    expect(await refusedWith(decide(admin, { id: three.id, decision: 'approve', siteAdmin: true }))).toEqual({
      '': 'not-allowed',
    });
    expect(await showRequest(admin, { id: three.id })).toMatchObject({ mayDecide: true, maySiteAdmin: false });
    expect(await showRequest(asAmina(), { id: three.id })).toMatchObject({ mayDecide: true, maySiteAdmin: true });
    expect(await decide(admin, { id: three.id, decision: 'approve' })).toMatchObject({ siteAdmin: false });
  });

  test('denying wants a reason and does nothing else', async () => {
    const { asker, id } = await anAccess();
    expect(await refusedWith(decide(asAmina(), { id, decision: 'deny', reason: ' ' }))).toEqual({
      reason: 'value-missing',
    });
    const denied = await decide(asAmina(), { id, decision: 'deny', reason: 'ask Joseph first' });
    expect(denied).toMatchObject({ status: 'denied', decisionReason: 'ask Joseph first', siteAdmin: false });
    expect(await app.db.$count(siteAccess, eq(siteAccess.userId, asker.id))).toBe(1);
    expect(await eventsOf('access.decide', id)).toMatchObject([{ reason: 'ask Joseph first' }]);
  });

  test('nobody decides their own, and the database forbids it too', async () => {
    const other = await school.person({ role: 'coordinator' });
    const { id } = await aReset(other);
    expect(await sentence(decide(school.as(other), { id, decision: 'approve' }))).toBe(
      'This is your own request. Someone else has to decide it.',
    );
    expect(await showRequest(school.as(other), { id })).toMatchObject({
      mayDecide: false,
      whyNot: { code: 'request-own' },
    });
    const byHand = app.db
      .update(requests)
      .set({ status: 'approved', decidedBy: other.id, decidedAt: clock() })
      .where(eq(requests.id, id));
    await expect(byHand).rejects.toMatchObject({ cause: { constraint: 'requests_never_own' } });
    expect(await decide(asAmina(), { id, decision: 'approve' })).toMatchObject({ status: 'approved' });
  });

  test('who may not decide it reads so, and it is written down', async () => {
    const { id } = await aReset();
    const teacher = school.as(await school.person());
    for (const run of [() => decide(teacher, { id, decision: 'approve' }), () => showRequest(teacher, { id })]) {
      expect(await sentence(run())).toBe('Your rights do not cover this. A coordinator can do it.');
    }
    const refused = await app.db.select().from(auditEvents).where(eq(auditEvents.actorId, teacher.actor.id));
    expect(refused.map((e) => [e.action, e.outcome])).toEqual([
      ['reset.decide', 'refused'],
      ['reset.decide', 'refused'],
    ]);
  });

  test('of another school it is as unknown as none', async () => {
    const { id } = await aReset();
    const other = await aSchool(app);
    const stranger = other.as(await other.person({ role: 'coordinator' }));
    for (const which of [id, randomUUID(), 'no id']) {
      expect(await refusedWith(decide(stranger, { id: which, decision: 'approve' }))).toEqual({
        '': 'request-unknown',
      });
      expect(await refusedWith(showRequest(stranger, { id: which }))).toEqual({ '': 'request-unknown' });
    }
    expect(await listRequests(stranger, {})).toMatchObject({ total: 0 });
  });

  test('what no longer holds is refused, and goes on waiting', async () => {
    const suspended = await aReset();
    await suspendPerson(asAmina(), { id: suspended.asker.id });
    expect(await sentence(decide(asAmina(), { id: suspended.id, decision: 'approve' }))).toBe(
      'Ben Okafor was suspended since. Reactivate the account first, or deny the request.',
    );
    const given = await anAccess('primary');
    await editPerson(asAmina(), { id: given.asker.id, sites: ['hub', 'primary'] });
    expect(await sentence(decide(asAmina(), { id: given.id, decision: 'approve' }))).toBe(
      'Ben Okafor has access to Cambridge Primary support site since, without this request. Deny it to close it.',
    );
    const gone = await anAccess('test-maker');
    await changeSettings(asAmina(), { sites: ['hub', 'primary', 'forums'] });
    expect(await sentence(decide(asAmina(), { id: gone.id, decision: 'approve' }))).toBe(
      'This school is not eligible for Test Maker. Leave it out.',
    );
    for (const { id } of [suspended, given, gone]) {
      expect(await showRequest(asAmina(), { id })).toMatchObject({ status: 'pending', mayDecide: true });
      expect(await decide(asAmina(), { id, decision: 'deny', reason: 'no longer' })).toMatchObject({
        status: 'denied',
      });
    }
    expect(await app.db.$count(mails, eq(mails.userId, suspended.asker.id))).toBe(0);
  });

  test('rights are those of the press: an admin decides for teachers alone, and someone promised more since asks above', async () => {
    const admin = school.as(await school.person({ role: 'admin' }));
    const { id, asker } = await aReset();
    await app.db.execute(sql`update users set role = 'admin' where id = ${asker.id}`);
    expect(await refusedWith(decide(admin, { id, decision: 'approve' }))).toEqual({ '': 'not-allowed' });
    expect(await decide(asAmina(), { id, decision: 'approve' })).toMatchObject({ status: 'approved' });
  });

  test('a press repeated by the platform has the effect of one', async () => {
    const { id } = await aReset();
    const once = randomUUID();
    await decide({ ...asAmina(), idempotencyKey: once }, { id, decision: 'approve' });
    expect(await refusedWith(decide({ ...asAmina(), idempotencyKey: once }, { id, decision: 'approve' }))).toEqual({
      '': 'already-done',
    });
  });

  test('a decision stands: the database changes none', async () => {
    const { id } = await aReset();
    await decide(asAmina(), { id, decision: 'deny', reason: 'no' });
    for (const set of [{ status: 'approved' }, { decisionReason: 'other words' }, { decidedAt: new Date() }] as const) {
      const change = app.db.update(requests).set(set).where(eq(requests.id, id));
      await expect(change).rejects.toMatchObject({ cause: { constraint: 'requests_once' } });
    }
  });

  test('several at once: what stands in the way of one holds up no other', async () => {
    const [a, b, c] = [await aReset(), await aReset(), await aReset()];
    await suspendPerson(asAmina(), { id: b.asker.id });
    const { decided, left } = await decideSeveral(
      { ...asAmina(), idempotencyKey: 'one press' },
      { ids: [a.id, b.id, c.id, a.id], decision: 'approve' },
    );
    expect(decided.map((r) => r.id)).toEqual([a.id, c.id]);
    expect(left.map((l) => [l.id, l.why.code])).toEqual([[b.id, 'asker-suspended']]);
  });

  test('several at once, by a press that was cut short before: those that it had decided count as decided', async () => {
    const [a, b] = [await aReset(), await aReset()];
    const press = { ...asAmina(), idempotencyKey: 'a press' };
    await decideSeveral(press, { ids: [a.id], decision: 'approve' });
    const { decided, left } = await decideSeveral(press, { ids: [a.id, b.id], decision: 'approve' });
    expect(decided.map((r) => [r.id, r.status])).toEqual([
      [a.id, 'approved'],
      [b.id, 'approved'],
    ]);
    expect(left).toEqual([]);
  });
});

test('who waited while another decided it reads who was first, whatever else stands in the way by then', async () => {
  for (const of of [aReset, anAccess] as const) {
    const { asker, id } = await of();
    const late = (decision: 'approve' | 'deny') => sentence(decide(asAmina(), { id, decision }));
    let waiting: Promise<(string | undefined)[]> | undefined;
    await app.db.transaction(async (tx) => {
      await tx.execute(sql`select from users where id = ${asker.id} for no key update`);
      // The second without a reason, which a denial needs.
      waiting = Promise.all([late('approve'), late('deny')]);
      await until(async () => (await blocked()) === 2);
      await tx.execute(
        sql`update requests set status = 'denied', decided_by = ${amina.id}, decided_at = ${clock()} where id = ${id}`,
      );
    });
    const both = 'You denied this request already, today 08:00.';
    expect(await waiting).toEqual([both, both]);
    expect(await app.db.$count(mails, eq(mails.userId, asker.id))).toBe(0);
  }
});

/** How many connections to this database wait for a lock. */
async function blocked(): Promise<number> {
  const { rows } = await app.db.execute<{ n: number }>(
    sql`select count(*)::int as n from pg_locks l join pg_stat_activity a using (pid)
      where not l.granted and a.datname = current_database()`,
  );
  return rows[0]?.n ?? 0;
}

test('ASVS 2.3.4: fifty presses of Approve and Deny at once give one decision, one mail, one event, and everyone a true sentence', async () => {
  const { asker, id } = await aReset();
  const many = (n: number, values: Parameters<School['person']>[0]) =>
    Promise.all(
      Array.from({ length: n }, (_, i) =>
        school.person({ ...values, firstName: `P${i}`, lastName: `${values?.role}` }),
      ),
    );
  const deciders = [...(await many(10, { role: 'coordinator' })), ...(await many(10, { role: 'admin' }))];
  const teachers = await many(4, { role: 'teacher' });
  // As three copies of the program would, each with connections of its own.
  const copies = Array.from({ length: 3 }, () => connect(database.appUrl, { max: 4 }));
  const presses = Array.from({ length: 50 }, (_, i) => {
    // Some are not theirs to decide, one is the one who asked.
    const by = i === 25 ? asker : i % 8 === 7 ? teachers[i % 4] : deciders[i % deciders.length];
    if (!by) throw new Error('nobody');
    const decision = i % 2 === 0 ? ('approve' as const) : ('deny' as const);
    const db = copies[i % 3]?.db ?? app.db;
    const run = decide(
      { ...school.as(by), db },
      { id, decision, ...(decision === 'deny' && { reason: `because ${i}` }) },
    );
    return run.then(
      (done) => ({ by, decision, done, read: undefined }),
      (error) => {
        if (!(error instanceof Refusal)) throw error;
        return { by, decision, done: undefined, read: sentenceOf(error) };
      },
    );
  });
  const answers = await Promise.all(presses);
  await Promise.all(copies.map((c) => c.close()));

  const winners = answers.filter((a) => a.done);
  expect(winners).toHaveLength(1);
  const [{ by, decision }] = winners as [(typeof answers)[number]];
  const approved = decision === 'approve';
  const first = `${by.firstName} ${by.lastName}`;
  const what = approved ? 'approved' : 'denied';
  for (const { by: reader, read } of answers.filter((a) => !a.done)) {
    const expected =
      reader === asker
        ? 'This is your own request. Someone else has to decide it.'
        : teachers.includes(reader)
          ? 'Your rights do not cover this. A coordinator can do it.'
          : `${reader === by ? 'You' : first} ${what} this request already, today 08:00.`;
    expect(read).toBe(expected);
  }
  expect(await showRequest(asAmina(), { id })).toMatchObject({ status: what, decidedBy: { id: by.id, name: first } });
  expect(await eventsOf('reset.decide', id)).toHaveLength(1);
  expect(await app.db.$count(mails, eq(mails.userId, asker.id))).toBe(approved ? 1 : 0);
});

test('a press races a suspension and a deletion, and what is left is true', async () => {
  for (let i = 0; i < 12; i += 1) {
    const { asker, id } = await aReset();
    const [decided] = await Promise.all([
      refusedWith(decide(asAmina(), { id, decision: 'approve' })),
      suspendPerson(asAmina(), { id: asker.id }),
    ]);
    const { rows: links } = await app.db.execute<{ n: number }>(
      sql`select count(*)::int as n from links where user_id = ${asker.id} and voided_at is null`,
    );
    // Either the link was sent and the suspension voided it, or there never was one.
    expect(links[0]?.n).toBe(0);
    expect(await showRequest(asAmina(), { id })).toMatchObject({
      status: decided === 'done' ? 'approved' : 'pending',
    });
    if (decided === 'done') continue;
    expect(decided).toEqual({ '': 'asker-suspended' });
    await Promise.all([
      refusedWith(decide(asAmina(), { id, decision: 'deny', reason: 'left' })),
      deletePerson(asAmina(), { id: asker.id }),
    ]);
    const { status, asker: left, reason, decisionReason } = await showRequest(asAmina(), { id });
    expect(['denied', 'expired']).toContain(status);
    expect([left, reason, decisionReason]).toEqual([null, null, null]);
  }
});

describe('the list', () => {
  test('has what one may decide, oldest first, page by page', async () => {
    const mine = await aReset(amina);
    const ids: string[] = [];
    for (let i = 0; i < 12; i += 1) {
      clock.advance(i % 3 === 0 ? 1_000 : 0);
      ids.push((await (i % 2 === 0 ? aReset() : anAccess('primary'))).id);
    }
    const read: string[] = [];
    let after: string | undefined;
    do {
      const { requests: page, next, total } = await listRequests(asAmina(), { limit: 5, ...(after && { after }) });
      expect(total).toBe(12);
      read.push(...page.map((r) => r.id));
      after = next ?? undefined;
    } while (after);
    expect([...read].sort()).toEqual([...ids].sort());
    expect(read).not.toContain(mine.id);
    const { next } = await listRequests(asAmina(), { limit: 10 });
    const { previous } = await listRequests(asAmina(), { limit: 5, ...(next && { after: next }) });
    const before = await listRequests(asAmina(), { limit: 5, ...(previous && { before: previous }) });
    expect(before.requests.map((r) => r.id)).toEqual(read.slice(5, 10));
    const [first] = ids;
    await decide(asAmina(), { id: first ?? '', decision: 'approve' });
    expect(await listRequests(asAmina(), {})).toMatchObject({ total: 11 });
    for (const nonsense of ['x', '2026-99-99T00:00:00.000Z.x', `2026-09-07T08:00:00.000Z.${'-'.repeat(36)}`]) {
      expect(await listRequests(asAmina(), { after: nonsense })).toMatchObject({ total: 11 });
    }
  });

  test('an admin has teachers’, a site admin their site’s, a teacher none', async () => {
    const admin = await school.person({ role: 'admin' });
    const siteAdmin = await school.person({}, ['hub', 'test-maker'], 'test-maker');
    const [reset, there, elsewhere] = [await aReset(), await anAccess('test-maker'), await anAccess('primary')];
    await anAccess('primary', admin);
    const seenBy = async (ctx: Ctx) => (await listRequests(ctx, {})).requests.map((r) => r.id).sort();
    expect(await seenBy(school.as(admin))).toEqual([reset.id, there.id, elsewhere.id].sort());
    expect(await seenBy(school.as(siteAdmin, ['test-maker']))).toEqual([there.id]);
    expect((await seenBy(asAmina())).length).toBe(4);
    expect(await refusedWith(listRequests(school.as(await school.person()), {}))).toEqual({ '': 'not-allowed' });
    expect(await listRequests(asAmina(), { askerId: there.asker.id })).toMatchObject({ total: 1 });
  });
});

test('who is deleted leaves no words behind, and the request is closed', async () => {
  const { asker, id } = await aReset(undefined, 'I am Quentin');
  const denied = await anAccess('primary', asker);
  await decide(asAmina(), { id: denied.id, decision: 'deny', reason: 'Quentin leaves' });
  await suspendPerson(asAmina(), { id: asker.id });
  await deletePerson(asAmina(), { id: asker.id });
  expect(await showRequest(asAmina(), { id })).toMatchObject({
    status: 'expired',
    asker: null,
    reason: null,
    mayDecide: false,
    whyNot: { code: 'request-expired' },
  });
  expect(await showRequest(asAmina(), { id: denied.id })).toMatchObject({ status: 'denied', decisionReason: null });
  expect(await eventsOf('request.expired', id)).toMatchObject([{ actorId: null, targetId: asker.id }]);
});

describe('settings', () => {
  test('hours have to make sense', async () => {
    const refused = async (input: object) => refusedWith(changeSettings(asAmina(), input));
    expect(await refused({ remindAfterHours: 0 })).toEqual({ remindAfterHours: 'hours-range' });
    expect(await refused({ remindAfterHours: 1.5, expireAfterHours: 721 })).toEqual({
      remindAfterHours: 'hours-range',
      expireAfterHours: 'hours-range',
    });
    expect(await refused({ remindAfterHours: 72 })).toEqual({ expireAfterHours: 'expiry-before-reminder' });
    expect(await refused({ remindAfterHours: 4, expireAfterHours: 8 })).toBe('done');
    const { request } = await aReset();
    expect(request.expiresAt).toEqual(new Date('2026-09-07T16:00:00Z'));
  });

  test('a deputy is someone who could decide, until a day that comes', async () => {
    const [admin, teacher] = [await school.person({ role: 'admin' }), await school.person()];
    const until = new Date(clock().getTime() + 7 * 86_400_000);
    const set = (id: string, day = until) => refusedWith(setDeputy(asAmina(), { deputy: { id, until: day } }));
    expect(await set(teacher.id)).toEqual({ standIn: 'deputy-unfit' });
    expect(await set(amina.id)).toEqual({ standIn: 'deputy-self' });
    expect(await set(admin.id, clock())).toEqual({ until: 'date-past' });
    expect(await set(admin.id)).toBe('done');
    expect(await readDeputy(asAmina(), {})).toEqual({ id: admin.id, name: 'Ben Okafor', until });
    clock.set(until);
    expect(await readDeputy(asAmina(), {})).toBeNull();
    expect(await refusedWith(setDeputy(school.as(admin), { deputy: null }))).toEqual({ '': 'not-allowed' });
  });
});
