import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { bulk as bulkOf } from '../../../../adapters/scim/server/bulk.ts';
import { ScimError } from '../../../../adapters/scim/server/scim-error.ts';
import { asDirectory } from '../../../../src/service/directory/principal.ts';
import { lockCentre } from '../../../../src/service/use-case.ts';
import { until } from '../../../kit/until.ts';
import { patch, scimWorld, someone } from './world.ts';

const { aDirectory, db } = scimWorld();

const raise = (error: unknown): ScimError => {
  if (error instanceof ScimError) return error;
  throw error;
};

describe('bulk', () => {
  const bulk = (Operations: unknown[], more = {}) => ({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
    Operations,
    ...more,
  });

  test('makes people and puts them into groups, whichever comes first', async () => {
    const { client } = await aDirectory();
    const { status, body } = await client.send(
      'POST',
      '/Bulk',
      bulk([
        {
          method: 'PATCH',
          path: '/Groups/primary',
          data: patch({ op: 'add', path: 'members', value: [{ value: 'bulkId:q' }] }),
        },
        { method: 'POST', path: '/Users', bulkId: 'q', data: someone() },
        {
          method: 'PATCH',
          path: '/Users/bulkId:q',
          data: patch({ op: 'replace', path: 'name.givenName', value: 'Quentin' }),
        },
        { method: 'DELETE', path: '/Users/nobody' },
        {
          method: 'PATCH',
          path: '/Groups/primary',
          data: patch({ op: 'add', path: 'members', value: [{ value: 'bulkId:none' }] }),
        },
      ]),
    );
    expect(status).toBe(200);
    expect(body.Operations.map((o: { status: string }) => o.status)).toEqual(['204', '201', '200', '404', '400']);
    expect(body.Operations[1]).toMatchObject({
      bulkId: 'q',
      location: expect.stringMatching(/\/Users\/[0-9a-f-]{36}$/),
    });
    const members = (await client.send('GET', '/Groups/primary')).body.members;
    expect(members).toMatchObject([{ display: 'Quentin Obi' }]);
  });

  test('refers to others wherever it can, in whatever order, and not in what is passed over', async () => {
    const { client } = await aDirectory();
    const manager = (bulkId: string) => ({
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { manager: { value: `bulkId:${bulkId}` } },
    });
    const post = (bulkId: string, data: object) => ({ method: 'POST', path: '/Users', bulkId, data });
    const { body } = await client.send(
      'POST',
      '/Bulk',
      bulk([
        post('a', someone(manager('b'))),
        post('b', someone(manager('a'))),
        post('c', someone({ externalId: 'bulkId:d' })),
        post('d', someone({ externalId: 'bulkId:c' })),
        post('b', someone()),
        { method: 'PATCH', path: '/Groups/primary', data: patch({ op: 'add', path: 'members', value: 'bulkId:a' }) },
        {
          method: 'PATCH',
          path: '/Groups/primary',
          data: patch({ op: 'remove', path: 'members[value eq "bulkId:a"]' }),
        },
        { method: 'PUT', path: '/Users/bulkId:a', version: 'W/"another"', data: someone() },
      ]),
    );
    expect(body.Operations.map((o: { status: string }) => o.status)).toEqual(
      ['201', '201', '412', '409', '400', '204', '204', '412'], // c waits for d, which waits for c
    );
    expect(body.Operations[0].version).toMatch(/^W\/"\w+"$/);
    expect((await client.send('GET', '/Groups/primary')).body.members).toEqual([]);
    expect(await client.send('POST', '/Bulk', bulk([]))).toMatchObject({ status: 200, body: { Operations: [] } });
    for (const failOnErrors of [0, 1.5, '2']) {
      expect((await client.send('POST', '/Bulk', bulk([], { failOnErrors }))).status).toBe(400);
    }
  });

  test('stops after as many errors as it may', async () => {
    const { client } = await aDirectory();
    const wrong = { method: 'POST', path: '/Users', data: {} };
    const { body } = await client.send(
      'POST',
      '/Bulk',
      bulk(
        [
          { ...wrong, bulkId: '1' },
          { ...wrong, bulkId: '1' },
          { method: 'POST', path: '/Users', bulkId: '3', data: someone() },
        ],
        { failOnErrors: 2 },
      ),
    );
    expect(body.Operations.map((o: { status: string }) => o.status)).toEqual(['400', '400']);
    expect((await client.send('GET', '/Users')).body.totalResults).toBe(1);
  });

  test('ASVS 15.2.2: begins no more once its time is up; what was not begun is said, to be sent again', async () => {
    const { ctx, client } = await aDirectory();
    const operations = ['1', '2', '3'].map((bulkId) => ({ method: 'POST', path: '/Users', bulkId, data: someone() }));
    const directory = asDirectory(ctx(), ctx().actor.centreId, randomUUID());
    let looks = 0;
    const request = { directory, base: '', method: 'POST', path: ['Bulk'], query: {}, body: bulk(operations) };
    const { body } = await bulkOf(request, raise, () => ++looks > 2);
    expect(body).toMatchObject({ Operations: [{ status: '201' }, { status: '201' }, { bulkId: '3', status: '429' }] });
    expect((await client.send('GET', '/Users')).body.totalResults).toBe(3);
  });

  test('ASVS 15.2.2: a directory has its share of the program, and is told to wait beyond it', async () => {
    const { client, ctx } = await aDirectory();
    const gone = () => client.send('DELETE', `/Users/${randomUUID()}`);
    const answers: Awaited<ReturnType<typeof gone>>[] = [];
    await db().transaction(async (tx) => {
      // Whatever the directory changes waits for this.
      await lockCentre(tx, ctx().actor.centreId);
      for (let i = 0; i < 110; i += 1) void gone().then((answer) => answers.push(answer));
      await until(() => answers.length === 6);
    });
    await until(() => answers.length === 110);
    const late = answers.slice(0, 6).map((a) => [a.status, a.body.status, a.headers.get('retry-after')]);
    expect(late).toEqual(Array(6).fill([429, '429', '10']));
    expect(answers.slice(6).map((a) => a.status)).toEqual(Array(104).fill(404));
  });

  test('ASVS 15.2.2: a PATCH has so many operations', async () => {
    const { client } = await aDirectory();
    const none = { op: 'remove', path: 'members[value eq "nobody"]' };
    const send = (n: number) => client.send('PATCH', '/Groups/primary', patch(...Array(n).fill(none)));
    expect([(await send(1_000)).status, (await send(1_001)).status]).toEqual([204, 413]);
  });

  test('ASVS 15.2.2: the paths of a PATCH have so many comparisons, whom they name not counted', async () => {
    const { client } = await aDirectory();
    const looks = (n: number) => ({ op: 'remove', path: `members[${Array(n).fill('value co "zz"').join(' or ')}]` });
    const send = async (...counts: number[]) => {
      const answer = await client.send('PATCH', '/Groups/primary', patch(...counts.map(looks)));
      return [answer.status, answer.body?.scimType];
    };
    expect(await send(40, 60)).toEqual([204, undefined]);
    expect(await send(40, 61)).toEqual([413, 'tooMany']);
    expect(await send(101)).toEqual([400, 'invalidPath']);
  });

  test('ASVS 15.2.2: others have their turn between its operations, though none waits for anything', async () => {
    const { ctx } = await aDirectory();
    const directory = asDirectory(ctx(), ctx().actor.centreId, randomUUID());
    const values = Array(20).fill({ op: 'add', path: 'title', value: '"bulkId:x"' });
    const operations = Array(500).fill({ method: 'PATCH', path: '/Users/nobody', data: patch(...values) });
    const request = { directory, base: '', method: 'POST', path: ['Bulk'], query: {}, body: bulk(operations) };
    const perTurn = [0];
    let isOver = false;
    const nextTurn = () => {
      perTurn.push(0);
      if (!isOver) setImmediate(nextTurn);
    };
    setImmediate(nextTurn);
    await bulkOf(request, raise, () => {
      perTurn.push((perTurn.pop() ?? 0) + 1);
      return false;
    });
    isOver = true;
    expect(perTurn.reduce((all, n) => all + n)).toBe(500);
    expect(Math.max(...perTurn)).toBeLessThan(50);
  });

  test('is not endless', async () => {
    const { client } = await aDirectory();
    const many = await client.send('POST', '/Bulk', bulk(Array.from({ length: 501 }, () => ({}))));
    expect(many.status).toBe(413);
    const large = await client.send('POST', '/Bulk', JSON.stringify('x'.repeat(1_100_000)));
    expect([large.status, large.body.status]).toEqual([413, '413']);
    const circle = await client.send(
      'POST',
      '/Bulk',
      bulk([{ method: 'POST', path: '/Users', bulkId: 'a', data: someone({ externalId: 'bulkId:a' }) }]),
    );
    expect(circle.body.Operations).toMatchObject([{ status: '409' }]);
  });
});
