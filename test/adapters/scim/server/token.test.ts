import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { directoryTokens } from '../../../../db/schema/index.ts';
import { makeToken, openDirectory, readToken, revokeToken } from '../../../../src/service/directory/tokens.ts';
import { testClock } from '../../../kit/clock.ts';
import { aSchool, refusedWith } from '../../../kit/school.ts';
import { tokenFor } from './serve.ts';
import { created, group, patch, scimWorld, someone } from './world.ts';

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

  test('works until it is replaced or revoked, and is kept as a hash', async () => {
    const { ctx, token, client } = await aDirectory();
    expect((await client.send('GET', '/Users')).status).toBe(200);
    expect(await readToken(ctx(), {})).toEqual({ createdAt: clock(), lastUsedAt: clock() });
    const { token: newer } = await makeToken(ctx(), {});
    expect((await client.send('GET', '/Users')).status).toBe(401);
    expect((await world.client(newer).send('GET', '/Users')).status).toBe(200);
    await revokeToken(ctx(), {});
    expect((await world.client(newer).send('GET', '/Users')).status).toBe(401);
    expect(await refusedWith(revokeToken(ctx(), {}))).toEqual({ '': 'no-directory' });
    const kept = JSON.stringify(await db().select().from(directoryTokens));
    expect(kept).not.toContain(token.slice(13));
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
