import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { auditEvents, credentials, links, mails, siteAccess, users } from '../../../db/schema/index.ts';
import type { App } from '../../../src/service/context.ts';
import { mailToSend } from '../../../src/service/mail/mail-to-send.ts';
import { mailFailed, mailSent } from '../../../src/service/mail/mark.ts';
import { confirmEmail } from '../../../src/service/passwords/change-email.ts';
import { forgotten, sendForgotten } from '../../../src/service/passwords/forgotten.ts';
import { hashPassword, verifyPassword } from '../../../src/service/passwords/hash.ts';
import { linkToken } from '../../../src/service/passwords/link-token.ts';
import { sendLink } from '../../../src/service/passwords/links.ts';
import { openLink } from '../../../src/service/passwords/open-link.ts';
import { setPassword } from '../../../src/service/passwords/set-password.ts';
import { passwordStrength } from '../../../src/service/passwords/strength.ts';
import { purgeExpired } from '../../../src/service/purge-expired.ts';
import { consume, consumeByAddress, refundByAddress } from '../../../src/service/rate-limit.ts';
import { checkPassword } from '../../../src/service/sign-in/check-password.ts';
import { inTransaction } from '../../../src/service/transaction.ts';
import { sentenceOf } from '../../../src/ui/sentences/sentence.ts';
import type { LinkKind } from '../../../src/words/links.ts';
import { type TestClock, testClock } from '../../kit/clock.ts';
import { useDatabase } from '../../kit/database.ts';
import { runs } from '../../kit/fuzz.ts';
import { addCentre, addUser } from '../../kit/people.ts';
import { refusedWith } from '../../kit/school.ts';

const hour = 3_600_000;
const good = 'violet tractor under rain';

const database = useDatabase();
let clock: TestClock;
let app: App;
let centreId: string;

beforeEach(async () => {
  clock = testClock();
  app = database.app(clock);
  centreId = (await addCentre(app.db)).id;
});

type User = Awaited<ReturnType<typeof addUser>>;

/** Sends a link as the service does, and gives back its token and its mail. */
async function send(user: User, kind: LinkKind, newEmail?: string, askedBy = user.id) {
  const correlationId = randomUUID();
  await inTransaction(app, (app) =>
    sendLink(app, user, kind, correlationId, newEmail ? { newEmail, askedBy } : undefined),
  );
  const [row] = await app.db
    .select()
    .from(mails)
    .innerJoin(links, eq(links.id, mails.linkId))
    .where(eq(mails.correlationId, correlationId));
  if (!row) throw new Error('no mail was queued');
  return { token: linkToken(app, row.links.id), mailId: row.mails.id, linkId: row.links.id };
}

const set = (token: string, password = good, again = password) =>
  setPassword(app, { token, password, again, correlationId: randomUUID() });

const reload = async (user: User) => {
  const [found] = await app.db.select().from(users).where(eq(users.id, user.id));
  if (!found) throw new Error('the user is gone');
  return found;
};

/** What a refused promise was refused with. */
async function code(run: Promise<unknown>): Promise<string | undefined> {
  const refused = await refusedWith(run);
  return refused === 'done' ? refused : Object.values(refused)[0];
}

const mailsOf = (user: User, kind: string) =>
  app.db
    .select()
    .from(mails)
    .where(and(eq(mails.userId, user.id), eq(mails.kind, kind)));
const confirm = (token: string, correlationId = randomUUID()) => confirmEmail(app, { token, correlationId });

describe('setting a password', () => {
  test('ASVS 6.4.1: makes an invited person active, once', async () => {
    const user = await addUser(app.db, centreId, { status: 'invited' });
    const { token } = await send(user, 'set-up');
    expect((await openLink(app, token, ['set-up'])).user.firstName).toBe('Ben');
    expect((await openLink(app, token, ['set-up'])).state).toBe('open');
    await set(token);
    expect((await reload(user)).status).toBe('active');
    const [credential] = await app.db.select().from(credentials).where(eq(credentials.userId, user.id));
    expect(await verifyPassword(credential?.passwordHash ?? '', good)).toBe(true);
    expect(await code(set(token))).toBe('link-used');
    const events = await app.db.select().from(auditEvents).where(eq(auditEvents.targetId, user.id));
    expect(events).toMatchObject([{ action: 'password.set', outcome: 'done', actorId: user.id }]);
    expect(await mailsOf(user, 'password-changed')).toEqual([]);
  });

  test('after a reset the person is told, and every other link is void', async () => {
    const user = await addUser(app.db, centreId);
    const setUp = await send(user, 'set-up');
    const reset = await send(user, 'reset');
    await set(reset.token);
    expect(await code(set(setUp.token))).toBe('link-expired');
    expect(await mailsOf(user, 'password-changed')).toHaveLength(1);
  });

  test('of two posts at once, one wins', async () => {
    for (let round = 0; round < 5; round++) {
      const user = await addUser(app.db, centreId, { status: 'invited' });
      const { token } = await send(user, 'set-up');
      const codes = await Promise.all([code(set(token)), code(set(token, `${good} two`)), code(set(token))]);
      expect(codes.sort()).toEqual(['done', 'link-used', 'link-used']);
    }
  });

  test('of two newer links made at once, one works', async () => {
    const user = await addUser(app.db, centreId);
    const old = await send(user, 'reset');
    const newer = await Promise.all([send(user, 'reset'), send(user, 'reset'), send(user, 'reset')]);
    expect(await code(openLink(app, old.token, ['reset']))).toBe('link-expired');
    const codes = await Promise.all(newer.map(({ token }) => code(openLink(app, token, ['reset']))));
    expect(codes.sort()).toEqual(['done', 'link-expired', 'link-expired']);
  });

  test('ASVS 6.6.2: a link is refused when it is unknown, of another kind, too old, or its person suspended', async () => {
    const user = await addUser(app.db, centreId);
    expect(await code(set('nonsense'))).toBe('link-unknown');
    const confirm = await send(user, 'confirm-email', 'new@riverside.example');
    expect(await code(set(confirm.token))).toBe('link-unknown');
    const { token } = await send(user, 'reset');
    clock.advance(hour - 1);
    expect(await code(openLink(app, token, ['reset']))).toBe('done');
    clock.advance(1);
    expect(await code(set(token))).toBe('link-expired');
    const fresh = await send(user, 'reset');
    await app.db.update(users).set({ status: 'suspended', suspendedFrom: 'active' }).where(eq(users.id, user.id));
    expect(await code(set(fresh.token))).toBe('link-expired');
  });

  test('suspending at the same moment ends one way or the other, and never in a deadlock', async () => {
    for (let round = 0; round < 10; round++) {
      const user = await addUser(app.db, centreId);
      const { token } = await send(user, 'reset');
      const suspend = app.db.transaction(async (tx) => {
        await tx.update(users).set({ status: 'suspended', suspendedFrom: 'active' }).where(eq(users.id, user.id));
        await tx.update(links).set({ voidedAt: clock() }).where(eq(links.userId, user.id));
      });
      const [result] = await Promise.all([code(set(token)), suspend]);
      expect(['done', 'link-expired']).toContain(result);
    }
  });

  test('what is wrong with a password is said beside its field, and the link still works', async () => {
    const user = await addUser(app.db, centreId, { firstName: 'José', lastName: 'Núñez', email: 'jnunez@rio.example' });
    const { token } = await send(user, 'reset');
    expect(await code(set(token, 'short'))).toBe('password-short');
    expect(await code(set(token, 'Qwertyuiop12'))).toBe('password-common');
    expect(await code(set(token, 'JoseNunez2026'))).toBe('password-personal');
    await expect(set(token, good, `${good}x`)).rejects.toMatchObject({ code: 'passwords-differ', field: 'again' });
    expect(await code(set(token))).toBe('done');
  });
});

describe('strength', () => {
  const owner = {
    firstName: 'Ben',
    lastName: 'Okafor',
    email: 'b.okafor@riverside.example',
    centreName: 'Riverside School',
    centreNumber: 'IN4711',
  };
  test.each([
    ['a b c d e', 'password-short'],
    ['plum 7 dusk', 'password-short'],
    ['plum 77 dusk', undefined],
    ['123456789012', 'password-common'],
    ['qwertyuiop12', 'password-common'],
    ['aaaaaaaaaaaaaaaaaa', 'password-common'],
    ['Pr1ncess2024', 'password-common'],
    ['Password12345', 'password-ours'],
    ['Teach3r-Okafor', 'password-ours'],
    ['BenOkafor!!!', 'password-personal'],
    ['Riverside-2026', 'password-personal'],
    ['Staffroom-4711', 'password-ours'],
    ['IN4711 IN4711', 'password-personal'],
    ['Cambridge 2026', 'password-ours'],
    ['0kaf0r-2026!', 'password-personal'],
    ['b.okafor@riverside.example', 'password-personal'],
    ['Okafor Ben Okafor', 'password-personal'],
    ['x'.repeat(201), 'password-long'],
    ['violet tractor under rain', undefined],
    ['雨の中の紫色のトラクター', undefined],
    ['Okafor plants 7 lemon trees', undefined],
    [`${'violet tractor under rain '.repeat(2)}64 and more`, undefined],
  ])('ASVS 6.2.1, 6.2.4, 6.2.5, 6.2.9, 6.2.11, 6.2.12: %s', async (password, refusal) => {
    expect((await passwordStrength(password, owner)).refusal?.code).toBe(refusal);
  });

  test.each([
    ['Øyvind', 'Ødegård', 'OyvindOdegard!'],
    ['Jürgen', 'Großmann', 'JuergenGrossmann'],
    ['Jürgen', 'Großmann', 'jurgen-grossmann'],
    ['Ilker', 'Işık', 'İLKER IŞIK 2026'],
    ['Suharto', '', 'Suharto-Suharto'],
    ['Ada', 'Noor', 'a@xn--schule-mnchen-3ob.example'],
    ['Ada', 'Noor', 'A@Schule-Muenchen.example'],
  ])('no spelling of one’s own name or e-mail: of %s %s %s', async (firstName, lastName, password) => {
    const theirs = { ...owner, firstName, lastName, email: 'a@schule-münchen.example' };
    expect((await passwordStrength(password, theirs)).refusal?.code).toBe('password-personal');
  });

  test('says which of our own words it is made of', async () => {
    const { refusal } = await passwordStrength('password1234', owner);
    expect(refusal && sentenceOf(refusal)).toContain('try first here: “password”.');
  });

  test('nothing that can be typed throws', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 260, unit: 'binary' }), async (password) => {
        const { score } = await passwordStrength(password, owner);
        expect(score).toBeGreaterThanOrEqual(0);
      }),
      runs(100),
    );
  });

  test('ASVS 6.2.8, 11.4.2: the same letters, composed differently, are the same password; another case is another', async () => {
    const hashed = await hashPassword('caf\u00e9 au lait 42');
    expect(hashed).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await verifyPassword(hashed, 'cafe\u0301 au lait 42')).toBe(true);
    for (const other of ['cafe au lait 42', 'Caf\u00e9 au lait 42', 'caf\u00e9 au lait 4', ' caf\u00e9 au lait 42']) {
      expect(await verifyPassword(hashed, other)).toBe(false);
    }
  });
});

describe('confirming an e-mail', () => {
  test('the new one takes effect, the old one is told, old links die', async () => {
    const user = await addUser(app.db, centreId, { mailProblem: '550 no such user' });
    const reset = await send(user, 'reset');
    const email = `new.${randomUUID()}@riverside.example`;
    const { token } = await send(user, 'confirm-email', email);
    expect(await confirm(token)).toBe(email);
    expect(await reload(user)).toMatchObject({ email, mailProblem: null });
    expect(await code(openLink(app, reset.token, ['reset']))).toBe('link-expired');
    expect(await mailsOf(user, 'email-changed')).toMatchObject([{ address: user.email }]);
    expect(await code(confirm(token))).toBe('link-used');
  });

  test('an address that was taken meanwhile is refused, and the link is kept', async () => {
    const user = await addUser(app.db, centreId);
    const { token } = await send(user, 'confirm-email', `Taken.${user.id}@riverside.example`);
    await addUser(app.db, centreId, { email: `taken.${user.id}@riverside.example` });
    expect(await code(confirm(token))).toBe('email-in-use');
    expect(await code(openLink(app, token, ['confirm-email']))).toBe('done');
  });

  test('ASVS 8.3.1: of what an admin asked for nothing comes once they may not ask for it any more', async () => {
    const askedBy = (await addUser(app.db, centreId, { role: 'admin' })).id;
    const asked = (user: User) => send(user, 'confirm-email', `new.${user.id}@riverside.example`, askedBy);
    const people = await Promise.all(Array.from({ length: 4 }, () => addUser(app.db, centreId)));
    const [plain, marked, risen, left] = await Promise.all(
      people.map(async (user) => ({ user, ...(await asked(user)) })),
    );
    if (!plain || !marked || !risen || !left) throw new Error('too few');
    expect(await code(confirm(plain.token))).toBe('done');
    await app.db.insert(siteAccess).values({ centreId, userId: marked.user.id, site: 'hub', siteAdmin: true });
    await app.db.update(users).set({ role: 'coordinator' }).where(eq(users.id, risen.user.id));
    expect(await code(confirm(marked.token))).toBe('link-expired');
    expect(await code(confirm(risen.token))).toBe('link-expired');
    await app.db.update(users).set({ status: 'suspended', suspendedFrom: 'active' }).where(eq(users.id, askedBy));
    expect(await code(confirm(left.token))).toBe('link-expired');
    expect(await reload(left.user)).toMatchObject({ email: left.user.email });
  });

  test('an invited person gets the invitation at the new address', async () => {
    const user = await addUser(app.db, centreId, { status: 'invited' });
    const { token } = await send(user, 'confirm-email', `new.${user.id}@riverside.example`);
    const correlationId = randomUUID();
    await confirm(token, correlationId);
    const sent = await app.db.select().from(mails).where(eq(mails.correlationId, correlationId));
    expect(sent.map((m) => m.kind).sort()).toEqual(['email-changed', 'invitation']);
  });
});

describe('forgotten password', () => {
  const forget = (email: string) => forgotten(app, { email, address: '203.0.113.9', correlationId: randomUUID() });

  test('adds one job, whether or not the e-mail is known', async () => {
    const user = await addUser(app.db, centreId);
    for (const email of [user.email ?? '', (user.email ?? '').toUpperCase(), 'nobody@nowhere.example']) {
      expect(await forget(email)).toBeUndefined();
    }
    expect(await code(forget('a\0b@x.example'))).toBe('email-unseen');
    expect(await code(forget('a b'))).toBe('email-malformed');
    expect(await code(forget(' '))).toBe('email-missing');
    expect(await app.db.select().from(mails).where(eq(mails.userId, user.id))).toEqual([]);
  });

  test('the job sends what each status needs, once', async () => {
    const active = await addUser(app.db, centreId);
    const invited = await addUser(app.db, centreId, { status: 'invited' });
    const suspended = await addUser(app.db, centreId, { status: 'suspended', suspendedFrom: 'active' });
    for (const [user, kinds] of [
      [active, ['reset']],
      [invited, ['invitation']],
      [suspended, []],
    ] as const) {
      const correlationId = randomUUID();
      await Promise.all([1, 2].map(() => sendForgotten(app, { userId: user.id, correlationId })));
      const sent = await app.db.select().from(mails).where(eq(mails.userId, user.id));
      expect(sent.map((m) => m.kind)).toEqual(kinds);
    }
    await sendForgotten(app, { userId: null, correlationId: randomUUID() });
  });
});

test('an e-mail is one however it is written, at the forgotten password, at the sign-in, and in what limits them', async () => {
  const user = await addUser(app.db, centreId, { email: 'ada@schule-münchen.example' });
  const { token } = await send(user, 'reset');
  await set(token);
  const forms = [
    'ADA@Schule-München.example',
    'ada@XN--SCHULE-MNCHEN-3OB.example',
    'Ada Noor <mailto:ada@schule-münchen.example>,',
    'ａｄａ＠schule-mu\u0308nchen．example',
    '\u200bada@schule-münchen.example\u3164',
  ];
  const from = { address: '203.0.113.7', correlationId: randomUUID() };
  const enter = (email: string, password: string) => checkPassword(app, { ...from, email, password, marks: '' });
  for (const email of forms) {
    expect(await enter(email, good)).toMatchObject({ userId: user.id });
    expect(await code(enter(email, 'wrong'))).toBe('sign-in-wrong');
    expect(await code(enter(email, 'wrong'))).toBe('sign-in-wrong');
    await forgotten(app, { ...from, email });
  }
  expect(await code(enter(forms[0] ?? '', good))).toBe('too-many-tries');
  expect(await code(forgotten(app, { ...from, email: forms[1] ?? '' }))).toBe('too-many-tries');
});

test('ASVS 6.1.1: a stranger who asks again and again voids no link; a coordinator’s newer one does', async () => {
  const user = await addUser(app.db, centreId);
  const forget = () => sendForgotten(app, { userId: user.id, correlationId: randomUUID() });
  const { token } = await send(user, 'reset');
  for (let i = 0; i < 3; i += 1) {
    await forget();
    clock.advance(0.9 * hour);
    const [mail] = (await mailsOf(user, 'reset')).filter((m) => m.state === 'queued').slice(-1);
    // The mail leaves, and with it the link lives anew.
    expect((await mailToSend(app, mail?.id ?? ''))?.link?.url).toContain(token);
    expect(await code(openLink(app, token, ['reset']))).toBe('done');
  }
  expect(await app.db.$count(links, eq(links.userId, user.id))).toBe(1);
  await send(user, 'reset');
  expect(await code(openLink(app, token, ['reset']))).toBe('link-expired');
  clock.advance(25 * hour);
  await forget();
  expect(await app.db.$count(links, eq(links.userId, user.id))).toBe(3);
});

describe('rate limits', () => {
  test('let the limit through, then refuse until the window ends', async () => {
    const rate = { limit: 3, perMs: 10 * 60_000 };
    const tries = await Promise.all(Array.from({ length: 8 }, () => code(consume(app, 'test', 'a@b', rate))));
    expect(tries.filter((t) => t === 'done')).toHaveLength(3);
    expect(await code(consume(app, 'test', 'other', rate))).toBe('done');
    clock.advance(9 * 60_000 + 1);
    await expect(consume(app, 'test', 'a@b', rate)).rejects.toMatchObject({ params: { minutes: 1 } });
    clock.advance(60_000);
    expect(await code(consume(app, 'test', 'a@b', rate))).toBe('done');
    clock.advance(24 * hour);
    await purgeExpired(app);
  });

  const rate = { limit: 1, perMs: 10 * 60_000 };
  const from = (name: string, address: string) => code(consumeByAddress(app, name, address, rate));

  test('ASVS 6.3.1: another address with each try is of no use', async () => {
    const tries = await Promise.all(Array.from({ length: 60 }, (_, i) => from('rotating', `203.0.113.${i}`)));
    expect(tries.filter((t) => t === 'done')).toHaveLength(50);
    expect(await from('rotating', '198.51.100.1')).toBe('too-many-tries');
    expect(await from('another', '198.51.100.1')).toBe('done');
    clock.advance(rate.perMs);
    expect(await from('rotating', '198.51.100.1')).toBe('done');
  });

  test('ASVS 6.3.1: nor are the many addresses of one IPv6 network', async () => {
    const tries = await Promise.all(
      Array.from({ length: 20 }, (_, i) => from('network', `2001:db8:1:${i.toString(16)}`)),
    );
    expect(tries.filter((t) => t === 'done')).toHaveLength(4);
    expect(await from('network', '2001:db8:2:0')).toBe('done');
  });

  test('one address, or one network, locks nobody else out', async () => {
    for (let i = 0; i < 60; i += 1) await Promise.all([from('flood', '203.0.113.7'), from('flood', `2001:db8:1:${i}`)]);
    expect(await from('flood', '198.51.100.1')).toBe('done');
    expect(await from('flood', '2001:db8:2:0')).toBe('done');
  });

  test('what is taken out again is taken out of all that counted it', async () => {
    for (let i = 0; i < 60; i += 1) {
      expect(await from('refund', '2001:db8:1:2')).toBe('done');
      await refundByAddress(app, 'refund', '2001:db8:1:2');
    }
  });
});

describe('a mail', () => {
  test('has its link, and a life that begins when it leaves', async () => {
    const user = await addUser(app.db, centreId);
    const { mailId, token } = await send(user, 'reset');
    clock.advance(2 * hour);
    const mail = await mailToSend(app, mailId);
    expect(mail).toMatchObject({ to: user.email, kind: 'reset', firstName: 'Ben', centreName: 'Riverside School' });
    expect(mail?.link?.url).toBe(`https://staffroom.school.example/password/set/${token}`);
    clock.advance(hour - 1);
    expect(await code(openLink(app, token, ['reset']))).toBe('done');
    await mailSent(app, mailId, mail?.to ?? '');
    expect(await mailToSend(app, mailId)).toBeNull();
  });

  test('is dropped when its link was voided', async () => {
    const user = await addUser(app.db, centreId);
    const { mailId } = await send(user, 'reset');
    await send(user, 'reset');
    expect(await mailToSend(app, mailId)).toBeNull();
    const [mail] = await app.db.select().from(mails).where(eq(mails.id, mailId));
    expect(mail?.state).toBe('dropped');
  });

  test('that can never arrive is noted without the address; the next that arrives clears the note', async () => {
    const user = await addUser(app.db, centreId);
    const first = await send(user, 'reset');
    await mailFailed(app, first.mailId, `550 5.1.1 <${user.email}>: no such\r\nuser here`);
    expect((await reload(user)).mailProblem).toBe('550 5.1.1 no such user here');
    const events = await app.db.select().from(auditEvents).where(eq(auditEvents.targetId, user.id));
    expect(events).toMatchObject([{ action: 'mail.failed', outcome: 'failed', actorId: null }]);
    expect(JSON.stringify(events)).not.toContain('@');
    const second = await send(user, 'reset');
    await mailSent(app, second.mailId, user.email ?? '');
    expect((await reload(user)).mailProblem).toBeNull();
  });
});
