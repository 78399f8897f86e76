import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { users } from '../../../../db/schema/index.ts';
import { created, scimWorld, userSchema } from './world.ts';

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

  test.each([
    ['userName sw "zo" and active eq "True"', 1],
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
    [String.raw`name.familyName eq "O\"Neill"`, 1],
  ])('filter %s', async (filter, n) => {
    const { client } = await filled();
    const answer = await client.send('GET', `/Users?filter=${encodeURIComponent(filter)}`);
    expect(answer.body).toMatchObject({ totalResults: n });
  });

  test.each([
    '',
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
  ])('the filter %s is none', async (filter) => {
    const { client } = await sharedDirectory();
    const answer = await client.send('GET', `/Users?filter=${encodeURIComponent(filter)}`);
    expect([answer.status, answer.body.scimType]).toEqual([400, 'invalidFilter']);
  });
});
