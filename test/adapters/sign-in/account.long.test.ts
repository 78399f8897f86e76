import { and, eq, sql } from 'drizzle-orm';
import { TOTP } from 'otpauth';
import { expect, test } from 'vitest';
import { auditEvents, mails, oidcRecords, rateLimits, siteSessions, users } from '../../../db/schema/index.ts';
import { consume } from '../../../src/service/rate-limit.ts';
import { inTransaction } from '../../../src/service/transaction.ts';
import { ownAccount as words } from '../../../src/ui/sentences/own-account.ts';
import { refusals } from '../../../src/ui/sentences/refusals.ts';
import { secondFactorWords } from '../../../src/ui/sentences/second-factor.ts';
import { signInWords } from '../../../src/ui/sentences/sign-in.ts';
import { useOpened } from '../../kit/opened.ts';
import { until } from '../../kit/until.ts';
import { Person } from './person.ts';
import { client, scope, testSite } from './site.ts';
import { connectSite, password, useSignIn } from './world.ts';

const world = useSignIn();
const site = useOpened(async () => testSite(world.app, await connectSite(world)));

const at = (path = '') => `${world.app.publicUrl}/account${path}`;
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const tokenIn = (page: string) => /name="token" value="([^"]*)"/.exec(page)?.[1] ?? '';
const post = (person: Person, path: string, fields: Record<string, string>) =>
  person.open(at(path), { method: 'POST', body: new URLSearchParams(fields) });
const opens = async (person: Person) =>
  (await person.open((await site.begin({ prompt: 'none' })).url)).url.includes('code=');
const actionsOf = async (id: string) =>
  (await world.app.db.select().from(auditEvents).where(eq(auditEvents.targetId, id)).orderBy(auditEvents.id)).map(
    (e) => e.action,
  );

/** Someone who looks at their account, and the page. */
async function visiting(values: Partial<typeof users.$inferInsert> = {}) {
  const user = await world.person(values);
  const person = new Person();
  const page = await person.signIn(at(), user.email, password);
  return { user, person, page, token: tokenIn(page.text) };
}

test('ASVS 7.4.4, 7.5.1, 7.5.2: one’s account is open to who has just signed in, and says where else one is', async () => {
  const ben = await world.person();
  const [here, elsewhere] = [new Person(), new Person()];
  elsewhere.agent = firefox;
  const { url, finish } = await site.begin({ scope: `${scope} offline_access`, prompt: 'consent' });
  const tokens = await finish((await elsewhere.signIn(url, ben.email, password)).url);
  await here.signIn((await site.begin()).url, ben.email, password);
  world.clock.advance(16 * 60_000);
  // Signed in, but not just now.
  const page = await here.signIn(at(), ben.email, password);
  expect(page.url).toBe(at());
  expect(page.text).toContain('/session/end');
  expect(page.text).toContain('Firefox on Linux');
  expect(page.text).toContain(words.opened('School Support Hub'));
  expect(page.text.match(/<li><p><strong>/g)).toHaveLength(2);
  expect(page.text).not.toContain('Mozilla');
  const handle = /name="session" value="([^"]*)"/.exec(page.text)?.[1] ?? '';
  const done = await post(here, '/end', { token: tokenIn(page.text), session: handle });
  expect(done.text).toContain(words.ended);
  expect(done.text.match(/<li><p><strong>/g)).toHaveLength(1);
  expect([await opens(here), await opens(elsewhere)]).toEqual([true, false]);
  await expect(client.refreshTokenGrant(site.config, tokens.refresh_token ?? '')).rejects.toThrow();
  expect(await world.app.db.$count(siteSessions, eq(siteSessions.userId, ben.id))).toBe(1);
  expect((await actionsOf(ben.id)).slice(-1)).toEqual(['session.end']);
  world.clock.set(new Date());
});

test('ASVS 7.4.3: all others can be ended at once; another’s can’t', async () => {
  const { user, person, token } = await visiting();
  const elsewhere = new Person();
  await elsewhere.signIn((await site.begin()).url, user.email, password);
  const stranger = await visiting();
  const handles = await world.app.db
    .select({ uidHash: oidcRecords.uidHash })
    .from(oidcRecords)
    .where(and(eq(oidcRecords.accountId, user.id), eq(oidcRecords.model, 'Session')));
  for (const session of [...handles.map((h) => h.uidHash?.toString('base64url') ?? ''), 'nonsense', '']) {
    const answer = await post(stranger.person, '/end', { token: stranger.token, session });
    expect(answer.text).toContain(words.endedBefore);
  }
  expect((await post(stranger.person, '/end-others', { token: stranger.token })).text).toContain(words.noOthers);
  expect(await actionsOf(stranger.user.id)).not.toContain('session.end');
  expect([await opens(person), await opens(elsewhere)]).toEqual([true, true]);
  expect((await post(person, '/end-others', { token })).text).toContain(words.endedOthers);
  expect([await opens(person), await opens(elsewhere)]).toEqual([true, false]);
});

test('no page elsewhere sends its forms', async () => {
  const { person, token } = await visiting();
  const other = await visiting();
  for (const wrong of ['', 'x', other.token, `${token}x`]) {
    expect((await post(person, '/end-others', { token: wrong })).status).toBe(403);
  }
  expect((await post(new Person(), '/end-others', { token })).text).toContain('name="password"');
});

test('ASVS 6.2.2, 6.2.3, 7.2.4: the password is changed by who gives the one of now, and every session is over', async () => {
  const { user, person, token } = await visiting({ lastName: '' });
  const elsewhere = new Person();
  await elsewhere.signIn((await site.begin()).url, user.email, password);
  const chosen = 'copper lantern beneath snow';
  const wrong = await post(person, '/password', { token, current: 'wrong', password: chosen, again: chosen });
  expect([wrong.status, wrong.text.includes(refusals['current-wrong']())]).toEqual([422, true]);
  const short = await post(person, '/password', { token, current: password, password: 'short', again: 'short' });
  expect(short.text).toContain('id="password-error"');
  const before = person.cookies.find((c) => c.name === 'staffroom_session')?.value;
  const done = await post(person, '/password', { token, current: password, password: chosen, again: chosen });
  expect(done.text).toContain(words.changed);
  expect([await opens(person), await opens(elsewhere)]).toEqual([false, false]);
  expect((await person.signIn(at(), user.email, chosen)).text).toContain(words.here);
  expect(person.cookies.find((c) => c.name === 'staffroom_session')?.value).not.toBe(before);
  const sent = await world.app.db.select().from(mails).where(eq(mails.userId, user.id));
  expect(sent.map((m) => m.kind)).toEqual(['password-changed']);
  await world.app.db.delete(rateLimits);
});

test('ASVS 7.5.1: a second factor is set up, its codes renewed, and turned off where the school lets one', async () => {
  const { user, person } = await visiting();
  const form = await person.open(at('/second-factor'));
  const secret = /name="secret" value="([^"]*)"/.exec(form.text)?.[1] ?? '';
  const code = () => new TOTP({ secret }).generate({ timestamp: world.app.clock().getTime() });
  expect((await person.submit({ code: '000000' })).text).toContain('id="code-error"');
  const forged = await post(person, '/second-factor', { token: tokenIn(form.text), secret: 'A', code: code() });
  expect(forged.status).toBe(400);
  await person.open(at('/second-factor'));
  const shown = await person.submit({ secret, code: code() });
  expect(shown.text).toContain(secondFactorWords.own.again);
  expect(await opens(person)).toBe(false);
  const signIn = async () => {
    world.clock.advance(30_000);
    await person.signIn(at(), user.email, password);
    return person.submit({ code: code() });
  };
  const page = await signIn();
  expect(page.text).toContain(secondFactorWords.own.has(10));
  const renewed = await post(person, '/recovery-codes', { token: tokenIn(page.text) });
  const first = /<li>([a-z2-9]{4}-[^<]*)<\/li>/.exec(renewed.text)?.[1] ?? '';
  expect(shown.text).not.toContain(first);
  const sent = await world.app.db.select().from(mails).where(eq(mails.userId, user.id));
  expect(sent.map((m) => m.kind).sort()).toEqual(['recovery-codes-renewed', 'second-factor-added']);
  await world.app.db.update(users).set({ role: 'admin' }).where(eq(users.id, user.id));
  const must = await post(person, '/second-factor/off', { token: tokenIn(page.text) });
  expect(must.text).toContain(refusals['must-have-second-factor']());
  await world.app.db.update(users).set({ role: 'teacher' }).where(eq(users.id, user.id));
  const off = await post(person, '/second-factor/off', { token: tokenIn(page.text) });
  expect(off.text).toContain(secondFactorWords.own.removed);
  expect((await person.signIn(at(), user.email, password)).text).toContain(secondFactorWords.own.none);
  expect((await actionsOf(user.id)).filter((a) => a !== 'sign-in.done')).toEqual([
    'second-factor.add',
    'recovery-codes.renew',
    'second-factor.remove',
  ]);
  world.clock.set(new Date());
});

test('ASVS 2.4.1: no form of it is sent without end, and new recovery codes are made five times in an hour', async () => {
  const { user, person, token } = await visiting();
  const nothing = await Promise.all(Array.from({ length: 8 }, () => post(person, '/recovery-codes', { token })));
  expect(nothing.map((a) => a.status).sort()).toEqual([...Array(5).fill(200), 429, 429, 429]);
  const [row] = await world.app.db.select({ n: sql<number>`max(count)::int` }).from(rateLimits);
  expect(row?.n).toBe(8);
  for (let i = 8; i < 100; i += 1) await consume(world.app, 'account-forms', user.id, { limit: 100, perMs: 900_000 });
  expect((await post(person, '/end-others', { token })).status).toBe(429);
  await world.app.db.delete(rateLimits);
});

test('a second factor that is set up in two windows at once is set up in one; the other shows no codes', async () => {
  const { user, person } = await visiting();
  const setUp = async () => {
    const { text } = await person.open(at('/second-factor'));
    const secret = /name="secret" value="([^"]*)"/.exec(text)?.[1] ?? '';
    const code = new TOTP({ secret }).generate({ timestamp: world.app.clock().getTime() });
    return { secret, token: tokenIn(text), code };
  };
  const waiting = () =>
    world.app.db
      .execute(sql`select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`)
      .then(({ rows }) => rows);
  const both = async () => {
    const [one, other] = [await setUp(), await setUp()];
    // Both have been let in, and wait for the account, before either is done.
    const sent = await inTransaction(world.app, async (app) => {
      await app.db.select().from(users).where(eq(users.id, user.id)).for('update');
      const posts = [one, other].map((fields) => post(person, '/second-factor', fields));
      await until(async () => (await waiting()).length === 2);
      return { posts };
    });
    const answers = await Promise.all(sent.posts);
    expect(answers.map((a) => a.status).sort()).toEqual([200, 409]);
    const late = answers.find((a) => a.status === 409);
    expect(late?.text).toContain(secondFactorWords.own.already);
    expect(late?.text).not.toContain('class="codes"');
    return answers[0]?.status === 200 ? one : other;
  };
  const { secret } = await both();
  world.clock.advance(30_000);
  await person.signIn(at(), user.email, password);
  await person.submit({ code: new TOTP({ secret }).generate({ timestamp: world.app.clock().getTime() }) });
  await both();
  world.clock.set(new Date());
});

test('a sign-in that began here and ran out leads back here, from the password and from the code', async () => {
  const amina = await world.person({ role: 'coordinator' });
  const [first, second] = [new Person(), new Person()];
  await first.open(at());
  const { text } = await second.signIn(at(), amina.email, password);
  expect(text).toContain(secondFactorWords.setUp.title);
  world.clock.advance(61 * 60_000);
  for (const late of [await first.submit({ email: amina.email ?? '', password }), await second.submit({ code: '1' })]) {
    expect([late.status, late.text.includes(`href="${at()}"`)]).toEqual([410, true]);
    expect(late.text).toContain(signInWords.tooOldAccount.title);
  }
  world.clock.set(new Date());
});
