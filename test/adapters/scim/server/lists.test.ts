import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { users } from '../../../../db/schema/index.ts';
import { created, group, scimWorld, userSchema } from './world.ts';

const { aDirectory, db, sharedDirectory } = scimWorld();

/** A coordinator, and two more. */
let shared: ReturnType<typeof fill> | undefined;

async function fill() {
  const directory = await aDirectory();
  const email = `zoe-${randomUUID()}@riverside.example`;
  const name = { givenName: 'Zoé', familyName: 'Petit' };
  await created(directory.client, { userName: 'zoe', name, emails: [{ value: email }] });
  const other = { givenName: 'Ann', familyName: 'O"Neill' };
  await created(directory.client, { externalId: 'E', name: other, active: false });
  return directory;
}

function filled() {
  shared ??= fill();
  return shared;
}

/** Every value in a resource, with its path. */
function valuesIn(value: unknown, path = ''): [string, unknown][] {
  if (Array.isArray(value)) return value.flatMap((v) => valuesIn(v, path));
  if (typeof value !== 'object' || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([name, v]) => valuesIn(v, path ? `${path}.${name}` : name));
}

describe('lists', () => {
  test('ASVS 15.3.1: two thousand people come page by page, each once', async () => {
    const { client, school } = await aDirectory();
    await db()
      .insert(users)
      .values(
        Array.from({ length: 2_000 }, (_, i) => ({
          centreId: school.centreId,
          firstName: `First${i}`,
          lastName: `Last${i % 7}`,
          email: `p${i}-${randomUUID().slice(0, 8)}@riverside.example`,
          status: 'active' as const,
        })),
      );
    const ids = new Set<string>();
    for (let startIndex = 1; startIndex <= 2_001; startIndex += 500) {
      const { body } = await client.send('GET', `/Users?startIndex=${startIndex}&count=500`);
      expect(body).toMatchObject({ totalResults: 2_001, startIndex });
      for (const { id } of body.Resources) ids.add(id);
    }
    expect(ids.size).toBe(2_001);
    expect((await client.send('GET', '/Users?startIndex=5000')).body).toMatchObject({
      totalResults: 2_001,
      Resources: [],
    });
    expect((await client.send('GET', '/Users?count=0')).body).toMatchObject({ totalResults: 2_001, itemsPerPage: 0 });
    const sorted = await client.send(
      'GET',
      '/Users?sortBy=name.givenName&sortOrder=descending&count=1&attributes=name.givenName',
    );
    expect(sorted.body.Resources[0]).toEqual({
      schemas: [userSchema],
      id: expect.any(String),
      name: { givenName: 'First999' },
    });
    const searched = await client.send('POST', '/Users/.search', {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],
      filter: 'name.familyName eq "last3" and active eq true',
      excludedAttributes: ['emails', 'name.formatted'],
      count: 2,
    });
    expect(searched.body).toMatchObject({ totalResults: 286, itemsPerPage: 2 });
    expect(searched.body.Resources[0].emails).toBeUndefined();
    expect(Object.keys(searched.body.Resources[0].name)).toEqual(['givenName', 'familyName']);
  });

  test('whatever is shown of users and groups is found by it, and sorted by it', async () => {
    const { client } = await filled();
    const zoe = (await client.send('GET', '/Users?filter=userName eq "zoe"')).body.Resources[0];
    await client.send(...group('primary', { op: 'add', path: 'members', value: zoe.id }));
    await client.send('PUT', '/Groups/primary', { externalId: 'P' });
    for (const where of [`/Users/${zoe.id}`, '/Groups/primary']) {
      const { body } = await client.send('GET', where);
      const shown = valuesIn(body);
      expect(shown.length).toBeGreaterThan(9);
      for (const [path, value] of shown) {
        const kind = where.split('/')[1];
        const filter = `${path} eq ${JSON.stringify(value)} and ${path} pr and not (${path} eq null)`;
        const found = await client.send('GET', `/${kind}?filter=${encodeURIComponent(filter)}`);
        expect(
          found.body.Resources?.map((r: { id: string }) => r.id),
          filter,
        ).toContain(body.id);
        const sorted = await client.send('GET', `/${kind}?sortBy=${encodeURIComponent(path)}&sortOrder=descending`);
        expect(sorted.status, path).toBe(/^(groups|members)/.test(path) ? 400 : 200);
      }
    }
    await client.send(...group('primary', { op: 'remove', path: 'members' }));
  });

  test.each([
    ['userName sw "zo" and active eq "True"', 1],
    ['userName eq zoe', 1],
    ['name pr and meta pr and emails pr and schemas pr', 3],
    ['name eq null or meta eq null', 0],
    ['title eq null and not (title pr)', 3],
    ['title ne null', 0],
    ['schemas eq "urn:ietf:params:scim:schemas:core:2.0:user"', 3],
    ['active ne true', 1],
    ['active eq "False" or userName eq "zoe" and active eq false', 1],
    ['(active eq false or userName eq "zoe") and name.familyName eq "petit"', 1],
    ['emails[not (type eq "home")]', 3],
    ['addresses[not (type eq "home")]', 0],
    ['emails[primary eq "True"].value sw "zoe"', 1],
    ['groups eq null', 3],
    ['groups ne "primary"', 3],
    ['groups[value eq "primary" or display co "Cambridge"]', 0],
    ['meta.lastModified ge "2020-01-01" and meta.lastModified gt "2020-01-01T00:00:00.0000000+05:00"', 3],
    ['meta.lastModified lt "0001-01-01T00:00:00Z" or meta.lastModified le "2020-01-01T00:00:00"', 0],
    ['meta.resourceType eq "Group"', 0],
    ['not (userName sw "zo")', 2],
    ['name.givenName co "OÉ" or externalId pr', 2],
    ['(active eq false or name.familyName ew "it")', 2],
    ['emails[type eq "work" and value co "zoe"]', 1],
    ['emails[type eq "home"]', 0],
    ['emails.value co "@"', 3],
    ['title pr', 0],
    ['title ne "Head"', 3],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName sw "ZOE"', 1],
    ['urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "Maths"', 0],
    ['displayName eq "zoé petit"', 1],
    ['meta.created gt "2020-01-01T00:00:00Z"', 3],
    ['meta.created lt "2020-01-01T00:00:00Z"', 0],
    ['id eq "nobody"', 0],
    ['groups.value eq "primary"', 0],
    ['externalId eq null', 2],
    [Array(100).fill('id pr').join(' or '), 3],
    [String.raw`name.familyName eq "O\"Neill"`, 1],
  ])('filter %s', async (filter, n) => {
    const { client } = await filled();
    const answer = await client.send('GET', `/Users?filter=${encodeURIComponent(filter)}`);
    expect(answer.body).toMatchObject({ totalResults: n });
  });

  test.each([
    ['/Users?sortBy=externalId', 'E'],
    ['/Users?sortBy=externalId&sortOrder=descending', undefined],
  ])('%s: who has nothing comes last, or first where it descends', async (where, externalId) => {
    const { client } = await filled();
    expect((await client.send('GET', where)).body.Resources[0].externalId).toBe(externalId);
  });

  test.each(['attributes', 'excludedAttributes'])('%s are so many, each a whole or a part', async (name) => {
    const { client } = await filled();
    const zoe = { filter: 'userName eq "zoe"' };
    const search = (names: string[]) => client.send('POST', '/Users/.search', { ...zoe, [name]: names });
    const names = ['name.givenName', 'name.formatted', 'EMAILS', 'emails.value', 'groups.value', 'Meta.created'];
    const [shown] = (await search([...names, ...Array(194).fill('x')])).body.Resources;
    const isThere = name === 'attributes';
    expect(shown).toMatchObject({ id: expect.any(String), schemas: [userSchema] });
    const paths = valuesIn(shown).map(([path]) => path);
    for (const path of ['name.givenName', 'name.formatted', 'emails.type', 'meta.created']) {
      expect([path, paths.includes(path)]).toEqual([path, isThere]);
    }
    for (const path of ['name.familyName', 'meta.version', 'userName']) {
      expect([path, paths.includes(path)]).toEqual([path, !isThere]);
    }
    expect((await search(Array(201).fill('x'))).body).toMatchObject({ status: '400', scimType: 'invalidValue' });
  });

  test.each(['sortBy=name', 'sortBy=groups', 'sortBy=shoeSize', 'sortBy=userName&sortOrder=up', 'count=many'])(
    '%s is refused',
    async (query) => {
      const { client } = await sharedDirectory();
      const { status, body } = await client.send('GET', `/Users?${query}`);
      expect([status, body.scimType]).toEqual([400, 'invalidValue']);
    },
  );

  test.each([
    ['displayName eq "cambridge primary"', ['primary']],
    ['id eq "PRIMARY"', []],
    ['displayName co "secondary" and not (id sw "lower")', ['upper-secondary']],
    ['members eq "nobody"', []],
    ['externalId eq null and id gt "p"', ['upper-secondary']],
    ['meta.resourceType eq "group" and id ew "ed"', ['advanced']],
  ])('groups with the filter %s', async (filter, ids) => {
    const { client } = await filled();
    await client.send('PUT', '/Groups/primary', { externalId: 'P' });
    const { body } = await client.send('GET', `/Groups?filter=${encodeURIComponent(filter)}`);
    expect(body.Resources.map((r: { id: string }) => r.id)).toEqual(ids);
  });

  test.each([
    [{ filter: 'displayName co "e"', sortBy: 'displayName', count: 2 }, 7, ['Ann O"Neill', 'Cambridge Advanced']],
    [
      { filter: 'meta.resourceType eq "Group" or userName eq "zoe"', startIndex: 5 },
      6,
      ['Cambridge Global Perspectives', 'Zoé Petit'],
    ],
    [{ filter: 'userName eq "zoe" or id eq "advanced"', sortBy: 'userName' }, 2, ['Zoé Petit', 'Cambridge Advanced']],
    [{ filter: 'active eq false' }, 1, ['Ann O"Neill']],
    [{ count: 0 }, 8, []],
    [{ startIndex: 9 }, 8, []],
  ])('of everything %j is found', async (search, total, names) => {
    const { client } = await filled();
    const { body } = await client.send('POST', '/.search', { attributes: ['displayName'], ...search });
    expect(body.totalResults).toBe(total);
    expect(body.Resources.map((r: { displayName: string }) => r.displayName)).toEqual(names);
  });

  test.each([
    ['/Groups', 'meta.lastModified gt "2020-01-01T00:00:00Z" and userName eq "x"'],
    ['/Groups', 'members.shoeSize pr'],
    ['/Groups', 'displayName gt 5'],
    ['/.search', 'shoeSize pr'],
  ])('%s refuses %s', async (where, filter) => {
    const { client } = await sharedDirectory();
    const { status, body } = await client.send('POST', where.replace(/^\/Groups/, '/Groups/.search'), { filter });
    expect([status, body.scimType]).toEqual([400, 'invalidFilter']);
  });

  test.each([
    '',
    'name eq "Zoé Petit"',
    'name.shoeSize eq "x"',
    'userName.value eq "x"',
    'groups[shoeSize eq 5]',
    'userName[value eq "x"]',
    'urn:example:schemas:own:2.0:User:shoeSize eq "5"',
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:shoeSize pr',
    'meta.created gt "yesterday"',
    'meta.created gt "0000-01-01"',
    'meta.created co "2026"',
    'meta.created gt "2026-02-30"',
    'meta.created gt "2026-02-30T00:00:00Z"',
    'externalId eq "\\u0000"',
    'displayName sw "a\\u0000b"',
    'userName eq "\\ud800"',
    'externalId gt null',
    'userName',
    'userName eq',
    'userName like "x"',
    'shoeSize eq 5',
    'constructor eq "x"',
    'constructor pr',
    '(userName eq "x"',
    'userName eq "x" userName',
    `${'('.repeat(30)}userName pr${')'.repeat(30)}`,
    'active co "t"',
    'userName eq 5',
    '"x" eq userName',
    `userName eq "${'\\n'.repeat(50)}`,
    Array(101).fill('id pr').join(' or '),
  ])('the filter %s is none', async (filter) => {
    const { client } = await sharedDirectory();
    const answer = await client.send('GET', `/Users?filter=${encodeURIComponent(filter)}`);
    expect([answer.status, answer.body.scimType]).toEqual([400, 'invalidFilter']);
  });
});
