import { eq, sql } from 'drizzle-orm';
import { beforeEach, expect, test } from 'vitest';
import { connect } from '../../../db/connect.ts';
import { auditEvents, links, rateLimits } from '../../../db/schema/index.ts';
import type { Jobs } from '../../../src/service/jobs.ts';
import { linkToken } from '../../../src/service/passwords/link-token.ts';
import { sendLink } from '../../../src/service/passwords/links.ts';
import { consume, type Rate } from '../../../src/service/rate-limit.ts';
import { noteFailed, passwordRates } from '../../../src/service/sign-in/check-password.ts';
import { knownDevice, withDeviceMark } from '../../../src/service/sign-in/device.ts';
import { inTransaction } from '../../../src/service/transaction.ts';
import { refusals } from '../../../src/ui/sentences/refusals.ts';
import { useOpened } from '../../kit/opened.ts';
import { Person } from './person.ts';
import { testSite } from './site.ts';
import { connectSite, password, useSignIn } from './world.ts';

const minute = 60_000;

const world = useSignIn();
const site = useOpened(async () => testSite(world.app, await connectSite(world)));

beforeEach(() => world.app.db.delete(rateLimits));

const { limit } = passwordRates.byStrangers;

const attempt = async (person: Person, email: string | null, given: string) =>
  person.signIn((await site.begin({ prompt: 'login' })).url, email, given);

/** Someone elsewhere, who tries passwords of an account until there is a wait. */
async function attack(email: string | null): Promise<void> {
  const stranger = new Person();
  await stranger.open((await site.begin()).url);
  for (let i = 0; i < limit; i += 1) {
    expect((await stranger.submit({ email: email ?? '', password: `guess ${i}` })).status).toBe(422);
  }
  const answer = await stranger.submit({ email: email ?? '', password: 'one more' });
  expect(answer.status).toBe(429);
  expect(answer.text).toContain(refusals['too-many-tries']({ minutes: 15 }));
  expect(answer.text).toContain(`value="${email}"`);
  expect(answer.headers.get('retry-after')).toBe('900');
}

test('strangers are slowed down, and the owner gets in with a browser that is known', async () => {
  const ben = await world.person();
  const owner = new Person();
  await attempt(owner, ben.email, password);
  expect(owner.cookie('staffroom_device')).toMatch(/path=\/; expires=.*; httponly; samesite=lax/i);
  await attack(ben.email);
  expect((await attempt(new Person(), ben.email, password)).status).toBe(429);
  expect((await attempt(owner, ben.email, 'mistyped')).status).toBe(422);
  expect((await attempt(owner, ben.email, password)).url).toContain('code=');
  world.clock.advance(5 * minute);
  expect((await attempt(new Person(), ben.email, password)).text).toContain('in 10 minutes');
  world.clock.advance(10 * minute);
  expect((await attempt(new Person(), ben.email, password)).url).toContain('code=');
});

test('an e-mail that nobody has is slowed down just so', async () => {
  await attack('nobody@nowhere.example');
});

/** Of all tries that there are, one is left: wrong ones without the work of being wrong. */
async function nearlyUseUp(budget: string, whose: string, rate: Rate): Promise<void> {
  for (let i = 1; i < rate.limit; i += 1) await consume(world.app, budget, whose, rate);
}
const nearlyUseUpStrangers = (email: string | null) =>
  nearlyUseUp('sign-in-account', (email ?? '').toLowerCase(), passwordRates.byStrangers);

test('the limit goes by the e-mail whatever its case, and passwords that are right are not counted', async () => {
  const ben = await world.person({ email: 'Ben.Case@riverside.example' });
  await nearlyUseUpStrangers(ben.email);
  for (const email of [ben.email, 'BEN.CASE@riverside.example', ben.email]) {
    expect((await attempt(new Person(), email, password)).url).toContain('code=');
  }
  expect((await attempt(new Person(), 'BEN.case@riverside.example', 'no')).status).toBe(422);
  expect((await attempt(new Person(), ben.email, password)).status).toBe(429);
});

test('a known browser has no more tries than others', async () => {
  const ben = await world.person();
  const owner = new Person();
  await attempt(owner, ben.email, password);
  for (let i = 0; i < passwordRates.byDevice.limit; i += 1) {
    expect((await attempt(owner, ben.email, `no ${i}`)).status).toBe(422);
  }
  expect((await attempt(owner, ben.email, password)).status).toBe(429);
  expect((await attempt(new Person(), ben.email, password)).url).toContain('code=');
});

test('of one address there are not many more, for whichever accounts', async () => {
  const stranger = new Person();
  const page = await stranger.open((await site.begin()).url);
  const guess = (i: number) =>
    stranger.open(page.url, {
      method: 'POST',
      body: new URLSearchParams({ email: `guess${i}@nowhere.example`, password: 'x' }),
      headers: { 'x-forwarded-for': '203.0.113.7' },
    });
  await nearlyUseUp('sign-in-address', '203.0.113.7', passwordRates.byAddress);
  expect((await guess(1)).status).toBe(422);
  expect((await guess(2)).status).toBe(429);
  expect((await attempt(new Person(), (await world.person()).email, password)).url).toContain('code=');
});

test('whoever uses up the tries of an address that a school shares locks nobody out whose browser is known', async () => {
  const ben = await world.person();
  const owner = new Person();
  await attempt(owner, ben.email, password);
  await nearlyUseUp('sign-in-address', '127.0.0.1', passwordRates.byAddress);
  expect((await attempt(new Person(), 'guess@nowhere.example', 'x')).status).toBe(422);
  expect((await attempt(new Person(), ben.email, password)).status).toBe(429);
  expect((await attempt(owner, ben.email, 'mistyped')).status).toBe(422);
  expect((await attempt(owner, ben.email, password)).url).toContain('code=');
});

test('whoever uses up the tries of all addresses together locks nobody out whose browser is known', async () => {
  const ben = await world.person();
  const owner = new Person();
  await attempt(owner, ben.email, password);
  await world.app.db.delete(rateLimits);
  await consume(world.app, 'sign-in-address:all', '', passwordRates.byAddress);
  await world.app.db.update(rateLimits).set({ count: 1_000_000 });
  expect((await attempt(new Person(), ben.email, password)).status).toBe(429);
  expect((await attempt(owner, ben.email, password)).url).toContain('code=');
});

test('no way of writing an e-mail tells whether there is an account', async () => {
  const ben = await world.person({ email: 'iris.kay@riverside.example' });
  // A NUL is passed over, and capitals are no difference, be it to JavaScript or to PostgreSQL.
  const ways = (email: string) => [email.replace('.', '\0.'), email.replace('i', 'İ'), email.replace('k', '\u212a')];
  const answers = async (email: string) => {
    await nearlyUseUpStrangers(email);
    const statuses: number[] = [];
    for (const way of [email, ...ways(email)]) statuses.push((await attempt(new Person(), way, 'x')).status);
    return statuses;
  };
  expect(await answers(ben.email ?? '')).toEqual(await answers('nina.kent@nowhere.example'));
});

test('many at one moment are counted as many', async () => {
  const ben = await world.person();
  const stranger = new Person();
  const { url } = await stranger.open((await site.begin()).url);
  const body = () => new URLSearchParams({ email: ben.email ?? '', password: 'x' });
  const answers = await Promise.all(
    Array.from({ length: limit + 5 }, () => stranger.open(url, { method: 'POST', body: body() })),
  );
  expect(answers.filter((a) => a.status === 422)).toHaveLength(limit);
});

test('the coordinator reads of it once in an hour', async () => {
  const ben = await world.person();
  await attempt(new Person(), ben.email, password);
  await nearlyUseUpStrangers(ben.email);
  for (const status of [422, 429, 429]) expect((await attempt(new Person(), ben.email, 'x')).status).toBe(status);
  const events = await world.app.db
    .select()
    .from(auditEvents)
    .where(eq(auditEvents.targetId, ben.id))
    .orderBy(auditEvents.id);
  expect(events).toMatchObject([
    { action: 'sign-in.done', outcome: 'done', actorId: ben.id },
    { action: 'sign-in.guessed', outcome: 'done', actorId: null, details: {} },
  ]);
});

test('a wrong password is written down by a job, the same work for an e-mail that nobody has', async () => {
  const ben = await world.person();
  const owner = connect(world.database.url, { max: 1 });
  const log: object[] = [];
  try {
    for (const email of [ben.email, 'nobody@nowhere.example']) {
      expect((await attempt(new Person(), email, 'x')).status).toBe(422);
    }
    const { rows } = await owner.db.execute<{ payload: Jobs['sign-in-failed'] }>(
      sql`select payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
          where t.identifier = 'sign-in-failed' order by j.id desc limit 2`,
    );
    expect(JSON.stringify(rows)).not.toContain('nowhere');
    for (const { payload } of rows) await noteFailed(world.app, { info: (about) => log.push(about) }, payload);
  } finally {
    await owner.close();
  }
  expect(log).toEqual([{ email: expect.stringMatching(/^[\w-]{12}$/), correlationId: expect.any(String) }]);
  const events = await world.app.db.select().from(auditEvents).where(eq(auditEvents.targetId, ben.id));
  expect(events).toMatchObject([{ action: 'sign-in.failed', outcome: 'failed', actorId: null }]);
});

test('ASVS 6.3.1: one guess at each of many accounts is slowed; whoever gets in after mistyping is not counted', async () => {
  const address = '203.0.113.9';
  const from = { headers: { 'x-forwarded-for': address } };
  const guess = async (email: string | null, given: string) => {
    const person = new Person();
    const { url } = await person.open((await site.begin({ prompt: 'login' })).url);
    return person.open(url, {
      method: 'POST',
      body: new URLSearchParams({ email: email ?? '', password: given }),
      ...from,
    });
  };
  const ben = await world.person();
  for (let i = 1; i < passwordRates.byAddressInAnHour.limit; i += 1) {
    await consume(world.app, 'sign-in-hour', address, passwordRates.byAddressInAnHour);
  }
  const mistype = async () => [(await guess(ben.email, 'mistyped')).status, (await guess(ben.email, 'again')).status];
  expect(await mistype()).toEqual([422, 429]);
  await world.app.db.delete(rateLimits);
  for (let i = 2; i < passwordRates.byAddressInAnHour.limit; i += 1) {
    await consume(world.app, 'sign-in-hour', address, passwordRates.byAddressInAnHour);
  }
  for (let i = 0; i < 3; i += 1) {
    expect((await guess(ben.email, 'mistyped')).status).toBe(422);
    expect((await guess(ben.email, password)).url).toContain('code=');
  }
  expect([await mistype(), (await guess(ben.email, password)).status]).toEqual([[422, 422], 429]);
  // No pupil shuts a school out for longer.
  world.clock.advance(60 * minute);
  expect((await guess(ben.email, password)).url).toContain('code=');
});

test('a browser in which a password was set by the link from a mail is known', async () => {
  const ben = await world.person();
  await nearlyUseUpStrangers(ben.email);
  expect((await attempt(new Person(), ben.email, 'x')).status).toBe(422);
  await inTransaction(world.app, (app) => sendLink(app, ben, 'reset', crypto.randomUUID()));
  const [link] = await world.app.db.select().from(links).where(eq(links.userId, ben.id));
  const owner = new Person();
  await owner.open(`${world.app.publicUrl}/password/set/${linkToken(world.app, link?.id ?? '')}`);
  const chosen = 'copper lantern beneath snow';
  expect((await owner.submit({ password: chosen, again: chosen })).text).toContain('Your password is saved');
  expect((await attempt(owner, ben.email, chosen)).url).toContain('code=');
});

test('a mark is of one account, can’t be made up, and those who signed in last keep theirs', () => {
  const { app } = world;
  const [ben, amina] = ['8f1c8d2e-0000-4000-8000-000000000001', '8f1c8d2e-0000-4000-8000-000000000002'];
  const marks = withDeviceMark(app, '', ben);
  expect(knownDevice(app, marks, ben)).toBeTruthy();
  expect(knownDevice(app, marks, amina)).toBeUndefined();
  expect(knownDevice({ ...app, secretKey: Buffer.alloc(32) }, marks, ben)).toBeUndefined();
  for (const made of ['', '.', 'x'.repeat(5_000), `${marks.slice(0, -2)}xx`, 'é.ü', marks.slice(4)]) {
    expect(knownDevice(app, made, ben), made).toBeUndefined();
  }
  const both = withDeviceMark(app, marks, amina);
  expect(knownDevice(app, both, ben)).toBe(knownDevice(app, marks, ben));
  let full = marks;
  for (let i = 10; i < 20; i += 1) full = withDeviceMark(app, full, `8f1c8d2e-0000-4000-8000-0000000000${i}`);
  expect(knownDevice(app, full, ben)).toBeUndefined();
  expect(knownDevice(app, full, '8f1c8d2e-0000-4000-8000-000000000010')).toBeTruthy();
  expect(full.length).toBeLessThan(500);
});
