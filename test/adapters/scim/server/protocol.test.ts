import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { created, group, patch, scimWorld, someone } from './world.ts';

const { aDirectory, clock, sharedDirectory, url } = scimWorld();

describe('methods', () => {
  test.each([
    ['PUT', '/Users', 'GET, POST, HEAD'],
    ['PATCH', '/Users/.search', 'POST'],
    ['POST', '/Users/nobody', 'GET, PUT, PATCH, DELETE, HEAD'],
    ['GET', '/.search', 'POST'],
    ['DELETE', '/Groups', 'GET, POST, HEAD'],
    ['POST', '/ServiceProviderConfig', 'GET, HEAD'],
    ['PATCH', '/Schemas/none', 'GET, HEAD'],
    ['GET', '/Bulk', 'POST'],
    ['OPTIONS', '/Users', 'GET, POST, HEAD'],
  ])('%s %s is refused before what was sent is read, and told what is possible', async (method, path, allow) => {
    const { client } = await sharedDirectory();
    const answer = await client.send(method, path, method === 'GET' ? undefined : '{"', { 'content-type': 'a/b' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, allow]);
  });

  test('an address where nothing is comes before both', async () => {
    const { client } = await sharedDirectory();
    expect((await client.send('POST', '/Nothing', '{"', { 'content-type': 'a/b' })).status).toBe(404);
  });
});

/** As it stands: without the headers that others add. */
function sent(token: string, body: string, type?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-length': Buffer.byteLength(body),
      ...(type !== undefined && { 'content-type': type }),
    };
    request(`${url()}/Users`, { method: 'POST', headers }, (res) => {
      res.resume().on('end', () => resolve(res.statusCode ?? 0));
    })
      .on('error', reject)
      .end(body);
  });
}

describe('what a body is', () => {
  test.each([
    [undefined, 201],
    ['', 201],
    ['application/scim+json', 201],
    ['application/scim+json; charset=utf-8', 201],
    ['APPLICATION/JSON;charset=UTF-8', 201],
    ['application/json; charset=iso-8859-1', 415],
    ['text/plain', 415],
    ['application/xml', 415],
    ['multipart/form-data', 415],
  ])('of the type %s is answered by %i', async (type, status) => {
    const { token } = await sharedDirectory();
    expect(await sent(token, JSON.stringify(someone()), type)).toBe(status);
  });

  test('nested too deep it is not even parsed; brackets in a text are text', async () => {
    const { client } = await sharedDirectory();
    for (const body of ['['.repeat(51), `{"a":${'[{"b":'.repeat(25)}`, `["\\\\",${'['.repeat(50)}`]) {
      const answer = await client.send('POST', '/Users', body);
      expect([answer.status, answer.body.detail]).toEqual([400, 'The body is nested too deep.']);
    }
    expect((await client.send('POST', '/Users', `${'['.repeat(50)}${']'.repeat(50)}`)).body.detail).toMatch(/object/);
    await created(client, { title: `\\"${'['.repeat(99)}`, nickName: Array(99).fill([]) });
    const utf16 = await client.send('POST', '/Users', '{}', { 'content-type': 'application/json; charset=utf-16' });
    expect(utf16.status).toBe(415);
  });

  test('of no type, and not there, or no JSON', async () => {
    const { token } = await sharedDirectory();
    expect([await sent(token, ''), await sent(token, 'userName=x')]).toEqual([400, 400]);
  });
});

describe('versions', () => {
  test('of a user: told in the header and the resource, and another after each change', async () => {
    const { client } = await aDirectory();
    const made = await client.send('POST', '/Users', someone());
    const { id, meta } = made.body;
    const tags = [made.headers.get('etag')];
    expect(meta).toMatchObject({ version: tags[0], lastModified: expect.stringMatching(/^\d{4}-.*Z$/) });
    const change = (operation: object) => client.send('PATCH', `/Users/${id}`, patch(operation));
    tags.push((await change({ op: 'replace', path: 'name.givenName', value: 'Other' })).headers.get('etag'));
    tags.push((await change({ op: 'replace', path: 'active', value: false })).headers.get('etag'));
    tags.push((await change({ op: 'replace', path: 'externalId', value: 'V' })).headers.get('etag'));
    await client.send(...group('primary', { op: 'add', path: 'members', value: id }));
    const now = await client.send('GET', `/Users/${id}`);
    tags.push(now.headers.get('etag'));
    expect(new Set(tags).size).toBe(5);
    expect((await change({ op: 'replace', path: 'name.givenName', value: 'Other' })).headers.get('etag')).toBe(tags[4]);
    expect(now.body.meta.lastModified >= meta.lastModified).toBe(true);
    const listed = await client.send('GET', `/Users?filter=id eq "${id}"`);
    expect(listed.body.Resources[0].meta.version).toBe(tags[4]);
  });

  test('what is known is not sent again, and only what is known is changed', async () => {
    const { client } = await aDirectory();
    const { id } = await created(client);
    const tag = async (path: string) => (await client.send('GET', path)).headers.get('etag') ?? '';
    for (const path of [`/Users/${id}`, '/Groups/primary']) {
      const before = await tag(path);
      const known = await client.send('GET', path, undefined, { 'if-none-match': `"x", ${before}` });
      expect([known.status, known.body, known.headers.get('etag')]).toEqual([304, undefined, before]);
      expect((await client.send('GET', path, undefined, { 'if-none-match': 'W/"x"' })).status).toBe(200);
      const change = patch({ op: 'replace', path: 'externalId', value: 'v1' });
      const late = await client.send('PATCH', path, change, { 'if-match': 'W/"x"' });
      expect([late.status, late.body.status]).toEqual([412, '412']);
      expect(await tag(path)).toBe(before);
      const done = await client.send('PATCH', path, change, { 'if-match': `W/"x",${before}` });
      expect([done.status, done.headers.get('etag')]).toEqual([path.startsWith('/U') ? 200 : 204, await tag(path)]);
      expect(
        (await client.send('PUT', path, someone({ schemas: undefined, members: [] }), { 'if-match': before })).status,
      ).toBe(412);
      expect((await client.send('PATCH', path, change, { 'if-match': '*' })).status).toBeLessThan(300);
    }
    expect((await client.send('DELETE', `/Users/${id}`, undefined, { 'if-match': '"x"' })).status).toBe(412);
    const last = await tag(`/Users/${id}`);
    expect((await client.send('DELETE', `/Users/${id}`, undefined, { 'if-match': last })).status).toBe(204);
  });

  test('two at once with one version: one is late', async () => {
    const { client } = await aDirectory();
    const { id } = await created(client);
    const version = (await client.send('GET', `/Users/${id}`)).headers.get('etag') ?? '';
    const answers = await Promise.all(
      ['Ann', 'Ben', 'Cas'].map((value) =>
        client.send('PATCH', `/Users/${id}`, patch({ op: 'replace', path: 'name.givenName', value }), {
          'if-match': version,
        }),
      ),
    );
    expect(answers.map((a) => a.status).sort()).toEqual([200, 412, 412]);
  });

  test('who was made by a clock that is ahead was not changed before that', async () => {
    const { client } = await aDirectory();
    clock.advance(30 * 24 * 3_600_000);
    const { id } = await created(client);
    const { meta } = (await client.send('GET', `/Users/${id}`)).body;
    expect(meta.lastModified >= meta.created).toBe(true);
  });
});
