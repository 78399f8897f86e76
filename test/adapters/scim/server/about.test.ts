import SCIMMY from 'scimmy';
import { describe, expect, test } from 'vitest';
import { created, group, scimWorld, someone, userSchema } from './world.ts';

const { aDirectory, sharedDirectory } = scimWorld();

describe('the service about itself', () => {
  test('says what it can', async () => {
    const { client } = await aDirectory();
    const config = await client.send('GET', '/ServiceProviderConfig');
    expect(config.body).toMatchObject({
      patch: { supported: true },
      bulk: { supported: true, maxOperations: 500, maxPayloadSize: 1_048_576 },
      filter: { supported: true, maxResults: 500 },
      sort: { supported: true },
      etag: { supported: true },
      changePassword: { supported: false },
      authenticationSchemes: [{ type: 'oauthbearertoken', primary: true }],
    });
    expect((await client.send('GET', '/ResourceTypes')).body).toMatchObject({ totalResults: 2 });
    expect((await client.send('GET', '/ResourceTypes/User')).body).toMatchObject({ endpoint: '/Users' });
    const { body } = await client.send('GET', '/Schemas');
    expect(body.Resources.map((s: { id: string }) => s.id)).toEqual([userSchema, userSchema.replace('User', 'Group')]);
    expect((await client.send('GET', `/Schemas/${userSchema}`)).body.name).toBe('User');
  });

  test.each([
    ['GET', '/Me', 501],
    ['GET', '/', 404],
    ['GET', '/Nothing', 404],
    ['GET', '/Users/a/b', 404],
    ['GET', '/Schemas/none', 404],
    ['GET', '/constructor', 404],
    ['DELETE', '/Users', 405],
    ['POST', '/Schemas', 405],
    ['GET', '/Bulk', 405],
    ['GET', '/Users/%00', 404],
    ['GET', '/Users/%E0', 404],
    ['GET', '/Groups/constructor', 404],
  ])('%s %s is %i', async (method, path, status) => {
    const { client } = await sharedDirectory();
    const answer = await client.send(method, path, method === 'POST' ? {} : undefined);
    expect([answer.status, answer.body.status]).toEqual([status, String(status)]);
  });

  test('takes JSON and nothing else', async () => {
    const { client } = await aDirectory();
    const form = await client.send('POST', '/Users', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' });
    expect(form.status).toBe(415);
    const plain = await client.send('POST', '/Users', someone(), { 'content-type': 'application/json; charset=utf-8' });
    expect(plain.status).toBe(201);
    const broken = await client.send('POST', '/Users', '{"a":');
    expect([broken.status, broken.body.scimType]).toEqual([400, 'invalidSyntax']);
  });

  test('is understood by another’s SCIM', async () => {
    const { client } = await aDirectory();
    const { id } = await created(client);
    await client.send(...group('primary', { op: 'add', path: 'members', value: [{ value: id }] }));
    const list = (await client.send('GET', '/Users')).body;
    expect(new SCIMMY.Messages.ListResponse(list).totalResults).toBe(2);
    for (const user of list.Resources) expect(new SCIMMY.Schemas.User(user, 'out').id).toBe(user.id);
    const one = (await client.send('GET', '/Groups/primary')).body;
    expect(new SCIMMY.Schemas.Group(one, 'out').members).toHaveLength(1);
    const missing = (await client.send('GET', '/Users/x')).body;
    expect(() => new SCIMMY.Messages.ErrorResponse(missing)).toThrow('no such account');
  });
});
