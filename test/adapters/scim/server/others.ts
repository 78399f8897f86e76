import type { Step } from './replay.ts';

/**
 * How other directories ask, by what they publish and by what was seen of them in public reports. Each has its own way: whole
 * users or one operation for each attribute, objects for lists, words for truth, schemas of its own.
 */

const user = 'urn:ietf:params:scim:schemas:core:2.0:User';
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const patch = (...Operations: unknown[]) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations,
});
const json = { 'content-type': 'application/json' };

/** Whole users; members one by one, named in the value. */
export const jumpCloud: Step[] = [
  { what: 'tries the address', send: ['GET', '/Users?count=1'], expect: { status: 200 } },
  {
    what: 'is the user there?',
    send: ['GET', '/Users?filter=userName%20eq%20%22jc.user%40example.io%22'],
    expect: { status: 200, body: { totalResults: 0 } },
  },
  {
    what: 'makes one',
    send: [
      'POST',
      '/Users',
      {
        active: true,
        addresses: [{ country: 'US', locality: 'Denver', primary: true, type: 'work' }],
        displayName: 'Jo Cloud',
        emails: [{ primary: true, type: 'work', value: 'jc.user@example.io' }],
        externalId: '66e2d689590450d073d2df3b',
        locale: 'en-US',
        name: { familyName: 'Cloud', givenName: 'Jo' },
        phoneNumbers: [{ primary: true, type: 'work', value: 'tel:+1-555-555-5555' }],
        preferredLanguage: 'en-US',
        schemas: [user, enterprise],
        userName: 'jc.user@example.io',
      },
      json,
    ],
    expect: { status: 201, body: { externalId: '66e2d689590450d073d2df3b' } },
    keep: { id: 'id' },
  },
  {
    what: 'sends it whole, to suspend',
    send: [
      'PUT',
      '/Users/{id}',
      {
        id: '{id}',
        active: false,
        addresses: [],
        displayName: 'Jo Cloud',
        emails: [{ primary: true, type: 'work', value: 'jc.user@example.io' }],
        externalId: '66e2d689590450d073d2df3b',
        name: { familyName: 'Cloud', givenName: 'Joanna' },
        phoneNumbers: [],
        photos: [{ value: 'https://img.example.com/1.png' }],
        schemas: [enterprise, user],
        title: 'Captain',
        [enterprise]: { department: 'C-Suite' },
        userName: 'jc.user@example.io',
      },
      json,
    ],
    expect: { status: 200, body: { active: false, name: { givenName: 'Joanna' } } },
  },
  {
    what: 'an operation for each attribute',
    send: [
      'PATCH',
      '/Users/{id}',
      patch(
        { op: 'replace', path: 'name.givenName', value: 'John' },
        { op: 'replace', path: 'name.familyName', value: 'Doe' },
        { op: 'replace', path: 'active', value: true },
      ),
    ],
    expect: { status: 200, body: { active: true, displayName: 'John Doe' } },
  },
  {
    what: 'a member',
    send: ['PATCH', '/Groups/advanced', patch({ op: 'add', path: 'members', value: [{ value: '{id}' }] })],
    expect: { status: 204 },
  },
  {
    what: 'takes it away, by the value',
    send: ['PATCH', '/Groups/advanced', patch({ op: 'remove', path: 'members', value: [{ value: '{id}' }] })],
    expect: { status: 204 },
  },
  {
    what: 'its test group is refused, and that said',
    send: [
      'POST',
      '/Groups',
      { displayName: 'JumpCloud Test', schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'] },
    ],
    expect: { status: 501 },
  },
];

/** A template of the school's own, with schemas as drafts had them, and one e-mail for a list. */
export const oneLogin: Step[] = [
  {
    what: 'is the user there?',
    send: ['GET', '/Users?filter=userName+eq+%22onelogin-user%22&'],
    expect: { status: 200, body: { totalResults: 0 } },
  },
  {
    what: 'makes one',
    send: [
      'POST',
      '/Users?',
      {
        schemas: ['urn:scim:schemas:core:2.0', 'urn:scim:schemas:extension:enterprise:2.0'],
        userName: 'onelogin-user',
        name: { familyName: 'User', givenName: 'One' },
        emails: { value: 'one.user@example.com', primary: 'true' },
        'urn:scim:schemas:extension:enterprise:2.0': { department: null },
        active: 'true',
      },
      json,
    ],
    expect: { status: 201, body: { active: true, emails: [{ value: 'one.user@example.com' }] } },
    keep: { id: 'id' },
  },
  {
    what: 'sends it whole',
    send: [
      'PUT',
      '/Users/{id}?',
      {
        schemas: ['urn:scim:schemas:core:2.0', 'urn:scim:schemas:extension:enterprise:2.0'],
        userName: 'onelogin-user',
        name: { familyName: ' User', givenName: 'Uno' },
        emails: [{ value: 'uno.user@example.com' }, { value: 'second@example.com' }],
      },
      json,
    ],
    expect: { status: 200, body: { displayName: 'Uno User', emails: [{ value: 'uno.user@example.com' }] } },
  },
  {
    what: 'suspends',
    send: ['PATCH', '/Users/{id}', patch({ op: 'replace', value: { active: 'False' } }), json],
    expect: { status: 200, body: { active: false } },
  },
  {
    what: 'which groups there are',
    send: ['GET', '/Groups?count=100&startIndex=1&attributes=displayName'],
    expect: { status: 200, body: { totalResults: 5 } },
    keep: { group: 'Resources.0.id' },
  },
  {
    what: 'a member',
    send: ['PATCH', '/Groups/{group}?', patch({ op: 'add', path: 'members', value: [{ value: '{id}' }] }), json],
    expect: { status: 204 },
  },
  {
    what: 'takes it away',
    send: ['PATCH', '/Groups/{group}?', patch({ op: 'remove', path: 'members[value eq "{id}"]' }), json],
    expect: { status: 204 },
  },
];

/** Plain JSON of a type that SCIM does not have, and users suspended before they are deleted. */
export const google: Step[] = [
  {
    what: 'what the service can do',
    send: ['GET', '/ServiceProviderConfig', undefined, json],
    expect: { status: 200, body: { patch: { supported: true } } },
  },
  {
    what: 'is the user there?',
    send: ['GET', '/Users?filter=userName%20eq%20%22g.user@example.com%22', undefined, json],
    expect: { status: 200, body: { totalResults: 0 } },
  },
  {
    what: 'makes one',
    send: [
      'POST',
      '/Users',
      {
        schemas: [user],
        externalId: '107411093240000000001',
        userName: 'g.user@example.com',
        displayName: 'Gigi User',
        name: { givenName: 'Gigi', familyName: 'User', formatted: 'Gigi User' },
        emails: [{ primary: true, value: 'g.user@example.com' }],
        active: true,
      },
      { 'content-type': 'application/json; charset=UTF-8' },
    ],
    expect: { status: 201, body: { active: true } },
    keep: { id: 'id' },
  },
  {
    what: 'finds it by its own id',
    send: ['GET', '/Users?filter=externalId eq "107411093240000000001"'],
    expect: { status: 200, body: { totalResults: 1, Resources: [{ id: '{id}' }] } },
  },
  {
    what: 'suspends',
    send: ['PATCH', '/Users/{id}', patch({ op: 'replace', path: 'active', value: false }), json],
    expect: { status: 200, body: { active: false } },
  },
  { what: 'deletes', send: ['DELETE', '/Users/{id}', undefined, json], expect: { status: 204 } },
];

/** Filters by either name or e-mail; whole users; groups by their members. */
export const ping: Step[] = [
  {
    what: 'is the user there?',
    send: ['GET', '/Users?filter=userName eq "p.user@example.com" or emails.value eq "p.user@example.com"'],
    expect: { status: 200, body: { totalResults: 0 } },
  },
  {
    what: 'makes one that is not active yet',
    send: [
      'POST',
      '/Users',
      {
        schemas: [user],
        userName: 'p.user@example.com',
        externalId: 'ping-1',
        name: { givenName: 'Pia', familyName: 'User' },
        emails: [{ value: 'p.user@example.com', type: 'work', primary: 'true' }],
        active: false,
      },
      { 'content-type': 'application/scim+json; charset=UTF-8' },
    ],
    expect: { status: 201, body: { active: false } },
    keep: { id: 'id', version: 'meta.version' },
  },
  {
    what: 'sends it whole, of the version that it knows',
    send: [
      'PUT',
      '/Users/{id}',
      {
        schemas: [user, 'urn:pingidentity:schemas:extension:2.0:User'],
        id: '{id}',
        userName: 'p.user@example.com',
        name: { givenName: 'Pia', familyName: 'Userova' },
        emails: [{ value: 'p.user@example.com', type: 'work', primary: true }],
        active: true,
        'urn:pingidentity:schemas:extension:2.0:User': { population: { id: 'p' } },
      },
      { 'if-match': '{version}' },
    ],
    expect: { status: 200, body: { active: true, name: { familyName: 'Userova' }, externalId: 'ping-1' } },
  },
  {
    what: 'and again, of the same',
    send: ['PUT', '/Users/{id}', { userName: 'p.user@example.com', active: false }, { 'if-match': '{version}' }],
    expect: { status: 412 },
  },
  {
    what: 'looks in a body, over everything',
    send: [
      'POST',
      '/.search',
      {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],
        attributes: ['displayName', 'userName'],
        filter: 'displayName sw "Pia" or displayName sw "Cambridge P"',
        startIndex: 1,
        count: 10,
      },
    ],
    expect: {
      status: 200,
      body: { totalResults: 2, Resources: [{ displayName: 'Cambridge Primary' }, { userName: 'p.user@example.com' }] },
    },
  },
  {
    what: 'the members of a group, all at once',
    send: ['PATCH', '/Groups/primary', patch({ op: 'replace', path: 'members', value: [{ value: '{id}' }] })],
    expect: { status: 204 },
  },
  {
    what: 'and none',
    send: ['PATCH', '/Groups/primary', patch({ op: 'replace', path: 'members', value: [] })],
    expect: { status: 204 },
  },
];

/** Reads everything, then what has changed since; an operation without a path for each attribute. */
export const sailPoint: Step[] = [
  { what: 'tries the address', send: ['GET', '/ServiceProviderConfig'], expect: { status: 200 } },
  {
    what: 'reads the schemas',
    send: ['GET', '/Schemas'],
    expect: { status: 200, body: { totalResults: 2, Resources: [{ id: user }, {}] } },
  },
  { what: 'reads the kinds', send: ['GET', '/ResourceTypes'], expect: { status: 200, body: { totalResults: 2 } } },
  {
    what: 'makes one',
    send: [
      'POST',
      '/Users',
      {
        schemas: [user, enterprise, 'urn:ietf:params:scim:schemas:sailpoint:1.0:User'],
        userName: 's.user@example.com',
        name: { givenName: 'Sal', familyName: 'Point' },
        emails: [{ type: 'default', value: 's.user@example.com', primary: 'true' }],
        active: true,
        'urn:ietf:params:scim:schemas:sailpoint:1.0:User': { lifecycleState: 'active' },
      },
    ],
    expect: { status: 201, body: { active: true } },
    keep: { id: 'id', since: 'meta.lastModified' },
  },
  {
    what: 'what changed since, a page at a time',
    send: [
      'GET',
      '/Users?filter=meta.lastModified%20ge%20%22{since}%22&startIndex=1&count=100&sortBy=meta.lastModified&sortOrder=ascending',
    ],
    expect: { status: 200, body: { itemsPerPage: 1, Resources: [{ id: '{id}' }] } },
  },
  {
    what: 'one attribute after the other, and some of its own',
    send: [
      'PATCH',
      '/Users/{id}',
      patch(
        { op: 'replace', value: { name: { familyName: 'Pointer' } } },
        { op: 'replace', value: { name: { givenName: 'Sally' } } },
        { op: 'replace', value: { 'urn:ietf:params:scim:schemas:sailpoint:1.0:User': { riskScore: 7 } } },
        { op: 'add', path: 'urn:ietf:params:scim:schemas:sailpoint:1.0:User:roles[type eq "x"].value', value: 'y' },
        { op: 'replace', value: { active: 'false' } },
      ),
    ],
    expect: { status: 200, body: { name: { givenName: 'Sally', familyName: 'Pointer' }, active: false } },
  },
  {
    what: 'who is in which group',
    send: ['GET', '/Users?filter=groups.value eq "primary" or groups[display co "Advanced"]&attributes=groups'],
    expect: { status: 200, body: { totalResults: 0 } },
  },
  {
    what: 'gives a group, without a path',
    send: ['PATCH', '/Groups/primary', patch({ op: 'add', value: { members: [{ value: '{id}' }] } })],
    expect: { status: 204 },
  },
  {
    what: 'takes it',
    send: ['PATCH', '/Groups/primary', patch({ op: 'remove', path: 'members[value eq "{id}" and type eq "User"]' })],
    expect: { status: 204 },
  },
  {
    what: 'it is gone',
    send: ['GET', '/Groups?filter=members.value eq "{id}"'],
    expect: { status: 200, body: { totalResults: 0 } },
  },
];
