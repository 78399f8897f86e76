import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../../kit/fuzz.ts';
import { created, patch, scimWorld } from './world.ts';

const { sharedDirectory } = scimWorld();

const word = fc.oneof(
  fc.constantFrom(
    'userName',
    'emails',
    'type',
    'value',
    'active',
    'name.givenName',
    'meta.created',
    'members',
    'x',
    'urn:a:User:b',
    'constructor',
    'hasownproperty',
  ),
  fc.constantFrom(
    'eq',
    'ne',
    'co',
    'gt',
    'pr',
    'and',
    'or',
    'not',
    'EQ',
    'true',
    'null',
    '5',
    '-1e9',
    '"work"',
    '"\\u0000"',
  ),
  fc.constantFrom('(', ')', '[', ']', '.', '"', '\\', '{1}', '%', "'; drop table users; --"),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const words = fc.array(word, { maxLength: 12 }).map((w) => w.join(' '));
const attribute = fc.constantFrom(
  ...['id', 'externalId', 'userName', 'name', 'name.familyName', 'displayName', 'active', 'title', 'schemas', 'meta'],
  ...['emails', 'emails.value', 'emails.primary', 'groups', 'groups.display', 'groups.$ref', 'members', 'members.type'],
  ...['meta.created', 'meta.lastModified', 'meta.version', 'meta.location', 'meta.resourceType', 'addresses.type'],
);
const value = fc.oneof(
  fc.constantFrom('null', 'true', '"False"', '5', '"2026-01-01T00:00:00Z"', '"9999-12-31"', '"0001-02-31"', 'word'),
  fc.constantFrom('"00000000-0000-0000-0000-000000000000"', '"primary"', '"%_"', '""', '"é\\u0130"'),
  // Any character by its number.
  fc.integer({ min: 0, max: 0xffff }).map((n) => `"\\u${n.toString(16).padStart(4, '0')}"`),
  fc.constantFrom('"a\\u0000b"', '"\\ud800"'),
);
const comparison = fc.oneof(
  fc.tuple(attribute, fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'GE', 'lt', 'le'), value),
  fc.tuple(attribute, fc.constant('pr')),
);
const { wellMade } = fc.letrec<{ wellMade: string }>((tie) => ({
  wellMade: fc.oneof(
    { maxDepth: 3 },
    comparison.map((c) => c.join(' ')),
    fc.tuple(tie('wellMade'), fc.constantFrom('and', 'or'), tie('wellMade')).map((f) => f.join(' ')),
    tie('wellMade').map((f) => `not (${f})`),
    fc
      .tuple(fc.constantFrom('emails', 'groups', 'members', 'addresses'), fc.constantFrom('value', 'type'), value)
      .map(([a, part, v]) => `${a}[${part} ne ${v}]`),
  ),
}));
/** What begins well. */
const filter = fc.oneof(
  words,
  wellMade,
  wellMade,
  words.map((w) => `userName eq "a" and ${w}`),
  words.map((w) => `emails[${w}]`),
);

const name = fc.constantFrom(
  'schemas',
  'userName',
  'USERNAME',
  'name',
  'emails',
  'active',
  'externalId',
  'displayName',
  'givenName',
  'value',
  'type',
  'primary',
  'members',
  'op',
  'path',
  'Operations',
  'id',
  '__proto__',
  'constructor',
  'emails[type eq "work"].value',
);
const leaf = fc.oneof(
  fc.constantFrom(
    'add',
    'Replace',
    'remove',
    'name.givenName',
    'members',
    'False',
    'a@b.example',
    '',
    null,
    true,
    1e300,
    -1,
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
  words,
);
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(name, tie('tree'), { maxKeys: 5 }),
  ),
}));
const operation = fc.record({
  op: fc.constantFrom('add', 'replace', 'remove'),
  path: fc.oneof(
    words,
    name,
    fc
      .tuple(fc.constantFrom('emails', 'members', 'addresses', 'name'), fc.constantFrom('value', 'display', 'x'), value)
      .map(([a, part, v]) => `${a}[${part} ne ${v}]`),
  ),
  value: tree,
});

const path = fc.oneof(
  fc.constantFrom(
    '/Users',
    '/Groups',
    '/Users/{id}',
    '/Groups/primary',
    '/Bulk',
    '/Users/.search',
    '/Groups/.search',
    '/.search',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }).map((s) => `/Users/${encodeURIComponent(wellFormed(s))}`),
);

/** Refused or done, never broken: each answer is one that SCIM has. */
const known = new Set([200, 201, 204, 400, 404, 405, 409, 412, 413, 501]);

describe('whatever is sent', () => {
  test('as a filter is answered', async () => {
    const { client } = await sharedDirectory();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('/Users', '/Groups', ''),
        filter,
        fc.option(attribute, { nil: undefined }),
        async (where, f, sortBy) => {
          const { status, body } = await client.send('POST', `${where}/.search`, { filter: f, sortBy });
          expect([200, 400], JSON.stringify([f, sortBy, body])).toContain(status);
        },
      ),
      runs(60),
    );
  });

  test('as a body is answered', async () => {
    const { client } = await sharedDirectory();
    const { id } = await created(client);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('POST', 'PUT', 'PATCH', 'DELETE'),
        path,
        fc.oneof(
          tree,
          fc.array(operation, { minLength: 1, maxLength: 3 }).map((o) => patch(...o)),
        ),
        async (method, where, body) => {
          // Who is gone after the first is no use to the others.
          const target = method === 'DELETE' ? 'nobody' : id;
          const { status, body: answer } = await client.send(
            method,
            where.replace('{id}', target),
            JSON.stringify(body) ?? '',
          );
          expect(known, JSON.stringify(answer)).toContain(status);
        },
      ),
      runs(100),
    );
  });

  test('ASVS 1.4.2, 15.3.7: in the address is answered', async () => {
    const { client } = await sharedDirectory();
    const key = fc.constantFrom(
      'startIndex',
      'count',
      'sortBy',
      'sortOrder',
      'attributes',
      'excludedAttributes',
      'filter',
    );
    const number = fc.constantFrom('99999999999999999999', '2147483648', '-1', '1.5', '1e999', 'NaN');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(key, fc.oneof(word, words, number)), { maxLength: 4 }), async (pairs) => {
        const query = pairs.map(([k, v]) => `${k}=${encodeURIComponent(wellFormed(v))}`).join('&');
        const { status } = await client.send('GET', `/Users?${query}`);
        expect([200, 400]).toContain(status);
      }),
      runs(50),
    );
  });
});

/** Half characters have no place in an address. */
const wellFormed = (s: string) => s.replace(/\p{Cs}/gu, '');
