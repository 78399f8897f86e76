import { expect, test } from 'vitest';
import { created, group, patch, scimWorld } from './world.ts';

const { aDirectory, sharedDirectory } = scimWorld();

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const own = 'urn:example:params:Teachers:1.0';
const core = 'urn:ietf:params:scim:schemas:core:2.0:User';

/** What is passed over, however it is written; the rest is done. */
const passedOver: [string, Record<string, unknown>][] = [
  ['a path', { op: 'add', path: `${own}:shoeSize`, value: 5 }],
  ['a path with a part', { op: 'replace', path: `${enterprise}:manager.value`, value: 'x' }],
  ['a path with a full stop', { op: 'replace', path: `${enterprise}.manager`, value: null }],
  ['a path with a filter', { op: 'add', path: `${own}:phones[type eq "x" and not (y pr)].value`, value: 'z' }],
  ['a path that nobody can read', { op: 'replace', path: `${own}:a[b`, value: 'z' }],
  ['the schema itself', { op: 'Replace', path: enterprise, value: { department: 'Maths' } }],
  ['in capitals', { op: 'ADD', path: enterprise.toUpperCase(), value: { department: 'Maths' } }],
  ['to be removed', { op: 'remove', path: `${own}:shoeSize` }],
  ['in a value', { op: 'add', value: { [own]: { shoeSize: 5 }, [`${enterprise}:department`]: 'Maths' } }],
  ['what we keep none of', { op: 'add', path: 'phoneNumbers[type eq "work"].value', value: '1' }],
  ['what is made here', { op: 'replace', path: 'displayName', value: 'x' }],
  ['e-mail’s type', { op: 'replace', path: 'emails[type eq "work"].primary', value: 'True' }],
  ['another’s e-mail, to be removed', { op: 'remove', path: 'emails', value: [{ value: 'other@x.example' }] }],
];

test.each(passedOver)('%s is passed over, and the rest is done', async (_, operation) => {
  const { client } = await sharedDirectory();
  const { id, userName } = await created(client);
  const rest = { op: 'rePlace', path: 'name.givenName', value: 'Done' };
  const { status, body } = await client.send('PATCH', `/Users/${id}`, patch(operation, rest));
  expect([status, body.name?.givenName, body.userName], JSON.stringify(body)).toEqual([200, 'Done', userName]);
  const inGroup = [operation, { op: 'Add', path: 'MEMBERS', value: id }];
  const isUsers = /emails|phone/.test(String(operation.path));
  const done = await client.send(...group('primary', ...inGroup.slice(isUsers ? 1 : 0)));
  expect(done.status, JSON.stringify(done.body)).toBe(204);
});

/** One and the same, in all the ways in which it is sent. */
const ways: [string, unknown][] = [
  ['path and value', { op: 'replace', path: 'active', value: false }],
  ['a word in quotes', { op: 'Replace', path: 'active', value: 'False' }],
  ['add', { op: 'Add', path: 'ACTIVE', value: 'false' }],
  ['a list of one', { op: 'replace', path: 'active', value: [{ $ref: null, value: 'False' }] }],
  ['a value with parts', { op: 'replace', path: 'active', value: { value: false } }],
  ['no path', { op: 'replace', value: { active: 'FALSE' } }],
  ['an empty path', { op: 'replace', path: '', value: { Active: false } }],
  ['a list of one, without a path', { op: 'replace', value: [{ active: false }] }],
  ['the schema before it', { op: 'replace', path: `${core}:active`, value: 'False' }],
  ['the schema as the path', { op: 'replace', path: core, value: { active: false } }],
  ['the schema around it', { op: 'replace', value: { [core]: { active: 'False' }, schemas: [core] } }],
];

test.each(ways)('suspends, by %s', async (_, operation) => {
  const { client } = await sharedDirectory();
  const { id } = await created(client);
  const { status, body } = await client.send('PATCH', `/Users/${id}`, patch(operation));
  expect([status, body.active], JSON.stringify(body)).toEqual([200, false]);
});

test.each([
  ['a text', { op: 'replace', path: 'emails', value: 'new@x.example' }],
  ['an object', { op: 'replace', path: 'emails', value: { value: 'new@x.example', primary: 'True' } }],
  ['a list', { op: 'add', path: 'emails', value: [{ value: 'new@x.example', primary: 'true', type: 'other' }] }],
  ['a filter', { op: 'replace', path: 'emails[primary eq "True"].value', value: 'new@x.example' }],
  [
    'one of several',
    { op: 'replace', path: 'emails', value: [{ value: 'b@x.example' }, { value: 'new@x.example', type: 'WORK' }] },
  ],
  ['a part', { op: 'replace', path: 'emails.value', value: [{ value: 'new@x.example' }] }],
])('changes the e-mail, by %s', async (_, operation) => {
  const { client } = await sharedDirectory();
  const { id } = await created(client);
  const address = `${id}@x.example`;
  const sent = JSON.parse(JSON.stringify(patch(operation)).replaceAll('new@x.example', address));
  const { body } = await client.send('PATCH', `/Users/${id}`, sent);
  expect(body.emails?.[0].value, JSON.stringify(body)).toBe(address);
});

test('members: replaced by name, where they are there; their parts are ours', async () => {
  const { client } = await aDirectory();
  const [a, b, c] = [await created(client), await created(client), await created(client)];
  const members = async () => {
    const { body } = await client.send('GET', '/Groups/primary');
    return body.members.map((m: { value: string }) => m.value).sort();
  };
  await client.send(...group('primary', { op: 'add', path: 'members', value: [{ value: a.id }, b.id.toUpperCase()] }));
  const swap = (from: string, to: string) =>
    client.send(...group('primary', { op: 'replace', path: `members[value eq "${from}"]`, value: { value: to } }));
  expect((await swap(a.id, c.id)).status).toBe(204);
  expect(await members()).toEqual([b.id, c.id].sort());
  expect((await swap(a.id, c.id)).body).toMatchObject({ status: '400', scimType: 'noTarget' });
  const part = { path: `members[value eq "${b.id}"].display`, value: 'x' };
  for (const op of ['replace', 'remove']) {
    expect((await client.send(...group('primary', { op, ...part }))).body.scimType).toBe('mutability');
  }
  await client.send(...group('primary', { op: 'remove', path: `members[not (value eq "${b.id}")]` }));
  expect(await members()).toEqual([b.id]);
});

test('what the directory calls a group is kept, told, written down once, and the school’s alone', async () => {
  const [one, other] = [await aDirectory(), await aDirectory()];
  const send = (operation: object) => one.client.send(...group('advanced', operation));
  const called = async ({ client }: typeof one) => (await client.send('GET', '/Groups/advanced')).body.externalId;
  await send({ op: 'add', path: 'externalId', value: 'G-1' });
  expect([await called(one), await called(other)]).toEqual(['G-1', undefined]);
  await send({ op: 'replace', value: { externalId: 'G-1', displayName: 'x' } });
  for (const { client, n } of [
    { ...one, n: 1 },
    { ...other, n: 0 },
  ]) {
    const { body } = await client.send('GET', '/Groups?filter=externalId eq "G-1"');
    expect(body.totalResults).toBe(n);
  }
  expect((await send({ op: 'replace', path: 'externalId', value: 'x'.repeat(256) })).status).toBe(400);
  await send({ op: 'remove', path: 'externalId' });
  expect(await called(one)).toBe(undefined);
  const events = (await one.eventsOf()).filter((e) => JSON.stringify(e.details).includes('directoryGroups'));
  expect(events.map((e) => e.action)).toEqual(['settings.change', 'settings.change']);
});

test('members are found by all that is shown of them, as in lists; what nobody can look for is refused', async () => {
  const { client } = await aDirectory();
  const ana = await created(client, { name: { givenName: 'Ana', familyName: 'Silva' } });
  const ben = await created(client, { name: { givenName: 'Ben', familyName: 'Okri' } });
  const both = { op: 'add', path: 'members', value: [{ value: ana.id }, { value: ben.id }] };
  const removed = async (which: string) => {
    await client.send(...group('primary', both));
    const { body } = await client.send(...group('primary', { op: 'remove', path: `members[${which}]` }));
    const { members } = (await client.send('GET', '/Groups/primary')).body;
    return [
      body?.scimType,
      members
        .map((m: { display: string }) => m.display.slice(0, 3))
        .sort()
        .join(),
    ];
  };
  for (const [which, left] of [
    ['display eq "ben OKRI"', 'Ana'],
    ['display ne "Ben Okri"', 'Ben'],
    ['not (display eq "Ben Okri")', 'Ben'],
    ['not (display pr) or value eq null', 'Ana,Ben'],
    ['type eq "user" and display co "Silva"', 'Ben'],
    [`$ref ew "/Users/${ben.id}"`, 'Ana'],
    ['type eq "Group"', 'Ana,Ben'],
    [`value eq "${ana.id}" or value eq "${ben.id.toUpperCase()}"`, ''],
  ] as const) {
    expect([which, ...(await removed(which))]).toEqual([which, undefined, left]);
  }
  for (const which of [
    'nosuch eq "x"',
    'nosuch ne "x"',
    'not (nosuch pr)',
    'display gt 5',
    'value eq 5',
    'active pr',
  ]) {
    expect([which, ...(await removed(which))]).toEqual([which, 'invalidFilter', 'Ana,Ben']);
  }
  // Who was added or removed by what comes before is in it or not.
  const swap = { op: 'replace', path: 'members[display sw "ana"]', value: [] };
  const away = { op: 'remove', path: `members[value eq "${ana.id}"]` };
  expect((await client.send(...group('primary', away, swap))).body.scimType).toBe('noTarget');
  expect((await client.send(...group('primary', away, { ...away, op: 'replace', value: [] }))).status).toBe(400);
  expect((await client.send(...group('advanced', both, swap))).status).toBe(204);
  expect((await client.send('GET', '/Groups/advanced')).body.members).toMatchObject([{ value: ben.id }]);
});

test.each([
  ['emails[nosuch ne "x"].value', 'invalidFilter'],
  ['emails[type gt 5].value', 'invalidFilter'],
  ['phoneNumbers[nosuch pr].value', 'invalidFilter'],
  ['userName[type eq "x"]', 'invalidPath'],
  ['active[value eq true]', 'invalidPath'],
  ['name[givenName eq "Zed"].familyName', 'invalidPath'],
  ['name[givenName eq "Zed"]', 'invalidPath'],
  ['externalId[a pr]', 'invalidPath'],
  ['title[value eq "x"]', 'invalidPath'],
  [`${core}:displayName[a pr]`, 'invalidPath'],
])('%s leads to nothing, and nothing is changed', async (path, scimType) => {
  const { client } = await sharedDirectory();
  const { id } = await created(client);
  const tag = async () => (await client.send('GET', `/Users/${id}`)).headers.get('etag');
  const before = await tag();
  for (const operation of [
    { op: 'replace', path, value: 'false' },
    { op: 'add', value: { [path]: 'false' } },
  ]) {
    const { body } = await client.send('PATCH', `/Users/${id}`, patch(operation));
    expect([body.scimType, await tag()]).toEqual([scimType, before]);
    if (!/displayName|externalId/.test(path)) continue;
    expect((await client.send(...group('primary', operation))).body?.scimType).toBe(scimType);
  }
});

test('an e-mail that is added stays where the one before is removed by its value, in one PATCH', async () => {
  const { client } = await aDirectory();
  const { id, emails } = await created(client);
  const Operations = [
    { op: 'add', path: 'emails', value: [{ value: 'kept@x.example', type: 'work' }] },
    { op: 'remove', path: 'emails', value: [{ value: emails?.[0]?.value }] },
  ];
  const { status, body } = await client.send('PATCH', `/Users/${id}`, { Operations });
  expect([status, body.emails?.[0].value]).toEqual([200, 'kept@x.example']);
});
