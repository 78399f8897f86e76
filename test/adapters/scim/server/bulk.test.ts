import { describe, expect, test } from 'vitest';
import { patch, scimWorld, someone } from './world.ts';

const { aDirectory } = scimWorld();

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

  test('is not endless', async () => {
    const { client } = await aDirectory();
    const many = await client.send('POST', '/Bulk', bulk(Array.from({ length: 1_001 }, () => ({}))));
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
