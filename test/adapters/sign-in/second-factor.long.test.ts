import { eq } from 'drizzle-orm';
import { TOTP } from 'otpauth';
import { beforeEach, describe, expect, test } from 'vitest';
import { auditEvents, centres, links, mails, rateLimits, secondFactors, users } from '../../../db/schema/index.ts';
import { linkToken } from '../../../src/service/passwords/link-token.ts';
import { sendLink } from '../../../src/service/passwords/links.ts';
import { seal } from '../../../src/service/sealed.ts';
import { codeRates } from '../../../src/service/second-factor/check.ts';
import { newRecoveryCodes } from '../../../src/service/second-factor/recovery-codes.ts';
import { removeForOwner, removeSecondFactor } from '../../../src/service/second-factor/remove.ts';
import { newSecret } from '../../../src/service/second-factor/totp.ts';
import { inTransaction } from '../../../src/service/transaction.ts';
import { refusals } from '../../../src/ui/sentences/refusals.ts';
import { secondFactorWords as words } from '../../../src/ui/sentences/second-factor.ts';
import { signInWords } from '../../../src/ui/sentences/sign-in.ts';
import { useOpened } from '../../kit/opened.ts';
import { refusedWith } from '../../kit/school.ts';
import { Person } from './person.ts';
import { client, scope, testSite } from './site.ts';
import { connectSite, password, useSignIn } from './world.ts';

const world = useSignIn();
const site = useOpened(async () => testSite(world.app, await connectSite(world)));

beforeEach(() => world.app.db.delete(rateLimits));

const step = 30_000;
const begun = async (params: Record<string, string> = {}) => (await site.begin(params)).url;
const codeOf = (secret: string, steps = 0) =>
  new TOTP({ secret }).generate({ timestamp: world.app.clock().getTime() + steps * step });
const secretIn = (page: string) => (/<dd class="secret">([^<]*)/.exec(page)?.[1] ?? '').replaceAll(' ', '');
const codesIn = (page: string) =>
  [...page.matchAll(/<li>([a-z2-9]{4}(?:-[a-z2-9]{4}){2})<\/li>/g)].map(([, c = '']) => c);
const coordinator = () => world.person({ role: 'coordinator', firstName: 'Amina' });

/** Someone who has set up a second factor at their sign-in; what their app and their paper say. */
async function withFactor(values: Partial<typeof users.$inferInsert> = { role: 'coordinator' }) {
  const user = await world.person(values);
  const person = new Person();
  const { url, finish } = await site.begin();
  const page = await person.signIn(url, user.email, password);
  const secret = secretIn(page.text);
  const shown = await person.submit({ code: codeOf(secret) });
  const codes = codesIn(shown.text);
  const back = await person.submit({});
  // The next sign-in is by another code.
  world.clock.advance(step);
  return { user, person, secret, codes, tokens: await finish(back.url) };
}

const paper = useOpened(newRecoveryCodes);

/** Someone who has one already. */
async function hasFactor(values: Partial<typeof users.$inferInsert> = {}) {
  const user = await world.person(values);
  const secret = newSecret();
  await world.app.db.insert(secondFactors).values({
    userId: user.id,
    centreId: user.centreId,
    sealed: seal(world.app, 'second-factor', user.id, secret),
    lastStep: 0,
    addedAt: new Date(0),
    recoverySalt: paper.salt,
    recoveryHashes: paper.hashes,
  });
  return { user, secret };
}

/** Gives the password, and what is typed then. */
async function signIn(email: string | null, kind: 'code' | 'recovery', typed: string, person = new Person()) {
  const { url } = await person.signIn(await begun({ prompt: 'login' }), email, password);
  return person.open(`${url}/${kind}`, { method: 'POST', body: new URLSearchParams({ [kind]: typed }) });
}

const actionsOf = async (id: string) =>
  (await world.app.db.select().from(auditEvents).where(eq(auditEvents.targetId, id)).orderBy(auditEvents.id)).map(
    (e) => e.action,
  );

describe('someone who must have a second factor', () => {
  test('ASVS 6.3.3: sets it up after the password, reads the recovery codes, and is signed in by both', async () => {
    const { user, codes, tokens, secret } = await withFactor();
    expect(tokens.claims()).toMatchObject({
      sub: user.id,
      amr: ['pwd', 'otp', 'mfa'],
      acr: 'https://refeds.org/profile/mfa',
      auth_time: expect.any(Number),
    });
    expect(new Set(codes).size).toBe(10);
    const [row] = await world.app.db.select().from(secondFactors).where(eq(secondFactors.userId, user.id));
    const kept = JSON.stringify([row, row?.sealed.toString('latin1')]);
    for (const code of [secret, ...codes, ...codes.map((c) => c.replaceAll('-', ''))]) expect(kept).not.toContain(code);
    expect(await actionsOf(user.id)).toEqual(['second-factor.add', 'sign-in.done']);
    const sent = await world.app.db.select().from(mails).where(eq(mails.userId, user.id));
    expect(sent.map((m) => m.kind)).toEqual(['second-factor-added']);
  });

  test('ASVS 6.3.4: can’t pass it over: not by the way back to the site, not by another page, not without the picture', async () => {
    const amina = await coordinator();
    const person = new Person();
    const page = await person.signIn(await begun(), amina.email, password);
    expect(page.text).toContain('role="img"');
    expect(page.text).toContain('autocomplete="one-time-code"');
    expect(page.text).toContain('inputmode="numeric"');
    const uid = page.url.split('/').at(-1);
    for (const path of ['code', 'recovery', 'kept']) {
      const answer = await person.open(`${page.url}/${path}`, {
        method: 'POST',
        body: new URLSearchParams({ code: '1' }),
      });
      expect([path, answer.status]).toEqual([path, 410]);
    }
    expect((await person.open(page.url)).text).toContain(secretIn(page.text).slice(0, 4));
    expect((await person.submit({ code: '000000' })).text).toContain(refusals['code-wrong']().slice(0, 20));
    const resumed = await person.open(`${world.app.publicUrl}/oidc/auth/${uid}`);
    expect(resumed.text).toContain('name="password"');
    expect((await person.open(await begun({ prompt: 'none' }))).url).toContain('error=login_required');
    expect(await actionsOf(amina.id)).toEqual([]);
  });

  test('who was signed in by the password alone signs in anew, and everywhere else is signed out', async () => {
    const ben = await world.person();
    const [here, elsewhere] = [new Person(), new Person()];
    for (const person of [here, elsewhere]) await person.signIn(await begun(), ben.email, password);
    expect((await here.open(await begun())).url).toContain('code=');
    await world.app.db.update(users).set({ role: 'admin' }).where(eq(users.id, ben.id));
    const page = await here.signIn(await begun(), ben.email, password);
    const shown = await here.submit({ code: codeOf(secretIn(page.text)) });
    expect(codesIn(shown.text)).toHaveLength(10);
    expect((await here.submit({})).url).toContain('code=');
    expect((await elsewhere.open(await begun())).text).toContain('name="password"');
  });

  test('of two who set up at once, one does', async () => {
    const amina = await coordinator();
    const people = [new Person(), new Person()];
    const pages = await Promise.all(people.map(async (person) => person.signIn(await begun(), amina.email, password)));
    const answers = await Promise.all(people.map((p, i) => p.submit({ code: codeOf(secretIn(pages[i]?.text ?? '')) })));
    expect(answers.map((a) => a.status).sort()).toEqual([200, 410]);
  });

  test('is whom the school says: everyone, or in the sample school nobody', async () => {
    const ben = await world.person();
    const set = (secondFactor: 'everyone' | 'nobody' | 'coordinators-and-admins') =>
      world.app.db.update(centres).set({ secondFactor }).where(eq(centres.id, world.school.centreId));
    await set('everyone');
    expect((await new Person().signIn(await begun(), ben.email, password)).text).toContain(words.setUp.title);
    await set('nobody');
    const { url, finish } = await site.begin();
    const back = await new Person().signIn(url, (await coordinator()).email, password);
    expect((await finish(back.url)).claims()).toMatchObject({ amr: ['pwd'], acr: 'https://refeds.org/profile/sfa' });
    await set('coordinators-and-admins');
  });
});

describe('a code', () => {
  test('ASVS 6.5.1: is good once; one step early or late is good, two are not', async () => {
    const { user, secret } = await hasFactor();
    const code = codeOf(secret);
    expect((await signIn(user.email, 'code', code)).url).toContain('code=');
    const again = await signIn(user.email, 'code', code);
    expect([again.status, again.text.includes('id="code-error"')]).toEqual([422, true]);
    world.clock.advance(4 * step);
    for (const steps of [-2, 2]) expect((await signIn(user.email, 'code', codeOf(secret, steps))).status).toBe(422);
    for (const steps of [-1, 1]) {
      const typed = codeOf(secret, steps).replace(/^(...)/, '$1 ');
      expect((await signIn(user.email, 'code', typed)).url).toContain('code=');
    }
    // One that is older than the last that was used.
    expect((await signIn(user.email, 'code', codeOf(secret))).status).toBe(422);
    expect(await actionsOf(user.id)).toContain('second-factor.failed');
  });

  test('ASVS 6.5.1: of two at once with the same, one is signed in', async () => {
    const { user, secret } = await hasFactor();
    const code = codeOf(secret);
    const answers = await Promise.all([1, 2, 3].map(() => signIn(user.email, 'code', code)));
    expect(answers.filter((a) => a.url.includes('?code='))).toHaveLength(1);
  });

  test('ASVS 6.6.3: can’t be guessed: five wrong ones, and thirty in a day', async () => {
    const { user, secret } = await hasFactor();
    const person = new Person();
    await signIn(user.email, 'code', codeOf(secret), person);
    world.clock.advance(step);
    const wrong = codeOf(secret, 99);
    const stranger = new Person();
    for (let i = 0; i < codeRates.byAccount.limit; i += 1) {
      expect((await signIn(user.email, 'code', wrong, stranger)).status).toBe(422);
    }
    const answer = await signIn(user.email, 'code', codeOf(secret), stranger);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '900']);
    // One on paper is counted apart.
    expect((await signIn(user.email, 'recovery', 'abcd-efgh-2345', stranger)).status).toBe(422);
    expect((await signIn(user.email, 'recovery', paper.codes[0] ?? '', stranger)).url).toContain('code=');
    expect((await signIn(user.email, 'code', codeOf(secret), new Person())).status).toBe(429);
    // The owner's own browser is known.
    expect((await signIn(user.email, 'code', codeOf(secret), person)).url).toContain('code=');
  });

  test('is asked of a password that was right in this browser, and is still the one', async () => {
    const { user, secret } = await hasFactor();
    const person = new Person();
    const { url } = await person.signIn(await begun(), user.email, password);
    const body = () => new URLSearchParams({ code: codeOf(secret) });
    expect((await new Person().open(`${url}/code`, { method: 'POST', body: body() })).status).toBe(410);
    world.clock.advance(step);
    await world.app.db.execute(
      `update credentials set set_at = '${world.app.clock().toISOString()}' where user_id = '${user.id}'`,
    );
    const late = await person.open(`${url}/code`, { method: 'POST', body: body() });
    expect([late.status, late.text.includes(signInWords.tooOld.title)]).toEqual([410, true]);
  });
});

test('ASVS 6.4.3: a link for a forgotten password sets the password, and the second factor is asked for all the same', async () => {
  const { user, secret } = await hasFactor();
  await inTransaction(world.app, (app) => sendLink(app, user, 'reset', crypto.randomUUID()));
  const [link] = await world.app.db.select().from(links).where(eq(links.userId, user.id));
  const chosen = 'copper lantern beneath snow';
  const person = new Person();
  await person.open(`${world.app.publicUrl}/password/set/${linkToken(world.app, link?.id ?? '')}`);
  expect((await person.submit({ password: chosen, again: chosen })).text).toContain('Your password is saved');
  const page = await person.signIn(await begun(), user.email, chosen);
  expect(page.text).toContain(words.ask.title);
  expect((await person.submit({ code: codeOf(secret) })).url).toContain('code=');
});

describe('who has lost it', () => {
  test('ASVS 6.4.4, 6.5.1: signs in by a code on paper, each once, however it is typed', async () => {
    const { user } = await hasFactor();
    const [first = '', second = ''] = paper.codes;
    const page = await new Person().signIn(await begun(), user.email, password);
    expect(page.text).toContain('<details');
    expect((await signIn(user.email, 'recovery', 'abcd-efgh-2345')).text).toContain('id="recovery-error"');
    const both = await Promise.all(
      [first, ` ${first.toUpperCase().replaceAll('-', ' ')}`].map((c) => signIn(user.email, 'recovery', c)),
    );
    expect(both.filter((a) => a.url.includes('?code='))).toHaveLength(1);
    expect((await signIn(user.email, 'recovery', second)).url).toContain('code=');
    expect((await signIn(user.email, 'recovery', second)).status).toBe(422);
  });

  test('ASVS 6.4.4, 7.4.3: has it taken away by a coordinator, is signed out everywhere, told, and sets up another', async () => {
    const lost = { ...(await hasFactor({ role: 'admin' })), person: new Person() };
    expect((await signIn(lost.user.email, 'code', codeOf(lost.secret), lost.person)).url).toContain('code=');
    const actor = world.school.as(await coordinator());
    await removeSecondFactor(actor, { id: lost.user.id });
    expect(await refusedWith(removeSecondFactor(actor, { id: lost.user.id }))).toEqual({ '': 'no-second-factor' });
    expect(await refusedWith(removeSecondFactor(actor, { id: actor.actor.id }))).toEqual({ '': 'own-second-factor' });
    const page = await lost.person.signIn(await begun(), lost.user.email, password);
    expect(page.text).toContain(words.setUp.title);
    const sent = await world.app.db.select().from(mails).where(eq(mails.userId, lost.user.id));
    expect(sent.map((m) => m.kind)).toContain('second-factor-removed');
    expect((await actionsOf(lost.user.id)).slice(-1)).toEqual(['second-factor.remove']);
    const only = await hasFactor({ role: 'coordinator' });
    await removeForOwner(world.app, only.user.email?.toUpperCase() ?? '');
    expect(await world.app.db.$count(secondFactors, eq(secondFactors.userId, only.user.id))).toBe(0);
    expect(await refusedWith(removeForOwner(world.app, 'nobody@nowhere.example'))).toEqual({ '': 'person-unknown' });
  });
});

test('a site’s tokens of before the second factor are over', async () => {
  const ben = await world.person();
  const { url, finish } = await site.begin({ scope: `${scope} offline_access`, prompt: 'consent' });
  const tokens = await finish((await new Person().signIn(url, ben.email, password)).url);
  await world.app.db.update(users).set({ role: 'admin' }).where(eq(users.id, ben.id));
  const person = new Person();
  const page = await person.signIn(await begun(), ben.email, password);
  await person.submit({ code: codeOf(secretIn(page.text)) });
  await expect(client.refreshTokenGrant(site.config, tokens.refresh_token ?? '')).rejects.toMatchObject({
    error: 'invalid_grant',
  });
});
