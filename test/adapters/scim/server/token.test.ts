import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { compose } from '../../../../adapters/mail/compose.ts';
import { directoryTokens, mails } from '../../../../db/schema/index.ts';
import { makeToken, openDirectory, readToken, revokeToken } from '../../../../src/service/directory/tokens.ts';
import { warnOfEnds } from '../../../../src/service/directory/warn.ts';
import { mailToSend } from '../../../../src/service/mail/mail-to-send.ts';
import { testClock } from '../../../kit/clock.ts';
import { tokenIn } from '../../../kit/handed-over.ts';
import { aSchool, refusedWith } from '../../../kit/school.ts';
import { tokenFor } from './serve.ts';
import { created, group, patch, scimWorld, someone } from './world.ts';

const day = 24 * 3_600_000;
const world = scimWorld();
const { aDirectory, clock, db, row } = world;

describe('the token', () => {
  test('is the key to one school, and to nothing of another', async () => {
    const [one, other] = [await aDirectory(), await aDirectory()];
    const theirs = await created(other.client);
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
      const body =
        method === 'PUT'
          ? someone()
          : method === 'PATCH'
            ? patch({ op: 'replace', path: 'active', value: false })
            : undefined;
      expect((await one.client.send(method, `/Users/${theirs.id}`, body)).status, method).toBe(404);
    }
    const found = await one.client.send('GET', `/Users?filter=userName eq "${theirs.userName}"`);
    expect(found.body.totalResults).toBe(0);
    expect((await one.client.send('GET', '/Users')).body.totalResults).toBe(1);
    const add = await one.client.send(
      ...group('primary', { op: 'add', path: 'members', value: [{ value: theirs.id }] }),
    );
    expect([add.status, add.body.scimType]).toEqual([400, 'invalidValue']);
    const again = await one.client.send('POST', '/Users', someone({ userName: theirs.userName, emails: undefined }));
    expect([again.status, again.body.detail]).toEqual([409, 'This e-mail is already used by another account.']);
    expect((await row(theirs.id))?.status).toBe('invited');
  });

  test.each([
    ['none', undefined],
    ['another', 'staffroomscim'.padEnd(77, '0')],
    ['a word', 'secret'],
  ])('%s opens nothing', async (_, token) => {
    const answer = await world.client(token).send('GET', '/Users');
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(answer.body).toMatchObject({ status: '401', schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'] });
  });

  test('ASVS 16.3.1: who has none that works is written down once a minute, and nothing of what they showed', async () => {
    for (const token of [undefined, 'a-word-of-theirs']) await world.client(token).send('GET', '/Users');
    const told = world.told().map((line) => JSON.parse(line));
    expect(told).toMatchObject([{ msg: 'Someone asked as a school’s directory, with no token that works.' }]);
    expect(world.told().join()).not.toContain('a-word-of-theirs');
  });

  test('works until it is replaced or revoked, and is kept as a hash', async () => {
    const { ctx, token, client } = await aDirectory();
    expect((await client.send('GET', '/Users')).status).toBe(200);
    expect(await readToken(ctx(), {})).toEqual({
      createdAt: clock(),
      lastUsedAt: clock(),
      expiresAt: new Date(clock().getTime() + 365 * day),
    });
    const newer = await tokenFor(ctx());
    expect((await client.send('GET', '/Users')).status).toBe(401);
    expect((await world.client(newer).send('GET', '/Users')).status).toBe(200);
    await revokeToken(ctx(), {});
    expect((await world.client(newer).send('GET', '/Users')).status).toBe(401);
    expect(await refusedWith(revokeToken(ctx(), {}))).toEqual({ '': 'no-directory' });
    const kept = JSON.stringify(await db().select().from(directoryTokens));
    expect(kept).not.toContain(token.slice(13));
  });

  test('ends when its time is over, and its coordinators are warned before: once for each of 30, 7 and 1 days', async () => {
    const clock = testClock(new Date('2031-01-07T08:00:00Z'));
    const app = world.app(clock);
    const school = await aSchool(app);
    const coordinator = await school.person({ role: 'coordinator' });
    const other = await school.person({ role: 'coordinator' });
    await school.person();
    const as = school.as(coordinator);
    const token = await tokenIn(app, (await makeToken(as, { days: 90 })).page);
    const mailsNow = async () => {
      await warnOfEnds(app);
      const rows = await db().select().from(mails).where(eq(mails.centreId, school.centreId));
      return rows.filter((m) => m.kind === 'directory-ends');
    };
    const opens = () => openDirectory(app, { token, address: '203.0.113.8', correlationId: randomUUID() });
    const counts: number[] = [];
    for (const days of [59, 1, 10, 13, 3, 3, 0.5, 0.4]) {
      clock.advance(days * day);
      await mailsNow();
      counts.push((await mailsNow()).length / 2);
    }
    expect(counts).toEqual([0, 1, 1, 2, 2, 3, 3, 3]);
    const [mail] = await mailsNow();
    const sent = mail && (await mailToSend(app, mail.id));
    expect(new Set((await mailsNow()).map((m) => m.userId))).toEqual(new Set([coordinator.id, other.id]));
    expect(sent && compose(sent, 'no-reply@x.example').text).toContain('It ends 7 Apr 2031, 08:00.');
    expect(await opens()).toBeDefined();
    clock.advance(0.1 * day);
    expect(await opens()).toBeUndefined();
    expect(await readToken(as, {})).toMatchObject({ expiresAt: clock() });
    // A newer one for thirty days warns of no more than seven; what is still to be sent of the old one is dropped.
    await makeToken(as, { days: 30 });
    expect(await mailsNow()).toHaveLength(6);
    clock.advance(23 * day);
    expect(await mailsNow()).toHaveLength(8);
    await makeToken(as, {});
    const waiting = (await mailsNow()).filter((m) => m.state === 'queued');
    for (const each of waiting) expect(await mailToSend(app, each.id)).toBeNull();
  });

  test('whoever tries out many has to wait, and a right one does not', async () => {
    const app = world.app(testClock(new Date('2030-01-07T08:00:00Z')));
    const school = await aSchool(app);
    const token = await tokenFor(school.as(await school.person({ role: 'coordinator' })));
    const attempt = (t: string) =>
      openDirectory(app, { token: t, address: '203.0.113.9', correlationId: randomUUID() });
    for (let i = 0; i < 60; i++) expect(await attempt('wrong')).toBeUndefined();
    expect(await refusedWith(attempt('wrong'))).toEqual({ '': 'too-many-tries' });
    expect((await attempt(token))?.actor).toEqual({ id: null, centreId: school.centreId, by: 'directory' });
  });
});
