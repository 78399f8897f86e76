import type { Step } from './replay.ts';

/**
 * What Okta sends: its own SPEC test of a SCIM 2.0 service (the Runscope suite `Okta-SCIM-20-SPEC-Test`), and the requests
 * of its *SCIM 2.0 protocol reference*, as data in their order.
 */

const user = 'urn:ietf:params:scim:schemas:core:2.0:User';
const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const list = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

const name = 'runscope300hfluaklab151@example.com';

const created = {
  schemas: [user],
  userName: name,
  name: { givenName: 'Runscope300', familyName: 'Hfluaklab151' },
  emails: [{ primary: true, value: name, type: 'work' }],
  displayName: 'Runscope300 Hfluaklab151',
  active: true,
};

export const oktaSpec: Step[] = [
  {
    what: 'there is someone',
    send: ['GET', '/Users?count=1&startIndex=1'],
    expect: { status: 200, body: { schemas: [list], itemsPerPage: 1, startIndex: 1, Resources: [{ active: true }] } },
    keep: { someone: 'Resources.0.id', email: 'Resources.0.emails.0.value', user: 'Resources.0.userName' },
  },
  {
    what: 'reads them',
    send: ['GET', '/Users/{someone}'],
    expect: { status: 200, body: { id: '{someone}', userName: '{user}', emails: [{ value: '{email}' }] } },
  },
  {
    what: 'an e-mail that nobody has',
    send: ['GET', '/Users?filter=userName eq "abcdefgh@example.com"'],
    expect: { status: 200, body: { schemas: [list], totalResults: 0 } },
  },
  {
    what: 'an id that nobody has',
    send: ['GET', '/Users/010101001010101011001010101011'],
    expect: { status: 404 },
  },
  {
    what: 'creates a user',
    send: ['POST', '/Users', created],
    expect: { status: 201, body: { ...created } },
    keep: { id: 'id' },
  },
  { what: 'reads it', send: ['GET', '/Users/{id}'], expect: { status: 200, body: { userName: name, active: true } } },
  { what: 'creates it again', send: ['POST', '/Users', created], expect: { status: 409, scimType: 'uniqueness' } },
  {
    what: 'finds it in capitals',
    send: ['GET', '/Users?filter=userName eq "RUNSCOPE300HFLUAKLAB151@example.com"'],
    expect: { status: 200, body: { totalResults: 1, Resources: [{ id: '{id}' }] } },
  },
  {
    what: 'groups',
    send: ['GET', '/Groups?startIndex=1&count=100'],
    expect: { status: 200, body: { totalResults: 5 } },
  },
];

const person = {
  schemas: [user],
  userName: 'test.user@okta.local',
  name: { givenName: 'Test', familyName: 'User' },
  emails: [{ primary: true, value: 'test.user@okta.local', type: 'work' }],
  displayName: 'Test User',
  locale: 'en-US',
  externalId: '00ujl29u0le5T6Aj10h7',
  groups: [],
  password: '1mz050nq',
  active: true,
};

export const oktaUsers: Step[] = [
  {
    what: 'is there such a user?',
    send: ['GET', '/Users?filter=userName%20eq%20%22test.user%40okta.local%22&startIndex=1&count=100'],
    expect: { status: 200, body: { totalResults: 0, startIndex: 1, itemsPerPage: 0 } },
  },
  {
    what: 'creates it',
    send: ['POST', '/Users', person],
    expect: { status: 201, body: { userName: person.userName, externalId: person.externalId, active: true } },
    keep: { id: 'id' },
  },
  {
    what: 'changes the profile as a whole',
    send: [
      'PUT',
      '/Users/{id}',
      {
        ...person,
        id: '{id}',
        name: { givenName: 'Another', middleName: 'Excited', familyName: 'User' },
        meta: { resourceType: 'User' },
      },
    ],
    expect: { status: 200, body: { name: { givenName: 'Another', familyName: 'User' }, active: true } },
  },
  {
    what: 'deactivates it, in an app from the Okta network',
    send: ['PATCH', '/Users/{id}', { schemas: [patchOp], Operations: [{ op: 'replace', value: { active: false } }] }],
    expect: { status: 200, body: { id: '{id}', active: false } },
  },
  {
    what: 'finds it though it is not active',
    send: ['GET', '/Users?filter=userName eq "test.user@okta.local"'],
    expect: { status: 200, body: { totalResults: 1, Resources: [{ active: false }] } },
  },
  {
    what: 'reactivates it, in an app of one’s own',
    send: ['PUT', '/Users/{id}', { ...person, active: true }],
    expect: { status: 200, body: { active: true, name: { givenName: 'Test' } } },
  },
  {
    what: 'deactivates it, in an app of one’s own',
    send: ['PUT', '/Users/{id}', { ...person, active: false }],
    expect: { status: 200, body: { active: false } },
  },
];

/** `{a}` and `{b}` are users. */
export const oktaGroups: Step[] = [
  {
    what: 'imports the groups, to link its own to them',
    send: ['GET', '/Groups?startIndex=1&count=100'],
    expect: {
      status: 200,
      body: { totalResults: 5, Resources: [{ id: 'primary' }, {}, {}, {}, { id: 'global-perspectives' }] },
    },
    keep: { group: 'Resources.3.id' },
  },
  {
    what: 'renames the linked group, which is its own affair',
    send: [
      'PATCH',
      '/Groups/{group}',
      {
        schemas: [patchOp],
        Operations: [{ op: 'replace', value: { id: '{group}', displayName: 'A Level teachers' } }],
      },
    ],
    expect: { status: 204 },
  },
  {
    what: 'adds members',
    send: [
      'PATCH',
      '/Groups/{group}',
      {
        schemas: [patchOp],
        Operations: [
          { op: 'add', path: 'members', value: [{ value: '{a}', display: 'a@okta.local' }] },
          { op: 'add', path: 'members', value: [{ value: '{b}', display: 'b@okta.local' }] },
        ],
      },
    ],
    expect: { status: 204 },
  },
  {
    what: 'removes one and adds another in one go',
    send: [
      'PATCH',
      '/Groups/{group}',
      {
        schemas: [patchOp],
        Operations: [
          { op: 'remove', path: 'members[value eq "{a}"]' },
          { op: 'add', path: 'members', value: [{ value: '{b}' }] },
        ],
      },
    ],
    expect: { status: 204 },
  },
  {
    what: 'reads the group',
    send: ['GET', '/Groups/{group}'],
    expect: { status: 200, body: { displayName: 'Cambridge Advanced', members: [{ value: '{b}' }] } },
  },
  {
    what: 'replaces all members',
    send: [
      'PATCH',
      '/Groups/{group}',
      { schemas: [patchOp], Operations: [{ op: 'replace', path: 'members', value: [{ value: '{a}' }] }] },
    ],
    expect: { status: 204 },
  },
  {
    what: 'pushes the group as a whole',
    send: [
      'PUT',
      '/Groups/{group}',
      {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
        id: '{group}',
        displayName: 'A Level teachers',
        members: [{ value: '{b}', display: 'b@okta.local' }],
      },
    ],
    expect: { status: 200, body: { id: '{group}', members: [{ value: '{b}' }] } },
  },
  { what: 'unlinks it with “delete”', send: ['DELETE', '/Groups/{group}'], expect: { status: 501 } },
];
