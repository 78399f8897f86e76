import type { Step } from './replay.ts';

/**
 * What Microsoft Entra ID sends, as its documentation shows it (*Develop a SCIM endpoint*, *SCIM sample requests*, and
 * *Known issues with SCIM 2.0 compliance*): the requests as data, in their order. `{name}` stands for what an answer
 * before gave.
 */

const user = 'urn:ietf:params:scim:schemas:core:2.0:User';
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

const patch = (...operations: unknown[]) => ({ schemas: [patchOp], Operations: operations });

const name = 'Test_User_ab6490ee-1e48-479e-a20b-2d77186b5dd1';
const mail = 'Test_User_fd0ea19b-0777-472c-9f96-4f70d2226f2e@testuser.com';

export const entraUsers: Step[] = [
  {
    what: 'the connection is tested: nobody has a name that was made up',
    send: ['GET', '/Users?filter=userName+eq+%22non-existent%20user%22'],
    expect: { status: 200, body: { totalResults: 0, startIndex: 1, Resources: [] } },
  },
  {
    what: 'is there such a user already?',
    send: ['GET', `/Users?filter=userName eq "${name}"`],
    expect: { status: 200, body: { totalResults: 0, Resources: [] } },
  },
  {
    what: 'creates a user',
    send: [
      'POST',
      '/Users',
      {
        schemas: [user, enterprise],
        externalId: '0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef',
        userName: name,
        active: true,
        emails: [{ primary: true, type: 'work', value: mail }],
        meta: { resourceType: 'User' },
        name: { formatted: 'givenName familyName', familyName: 'familyName', givenName: 'givenName' },
        roles: [],
      },
    ],
    expect: {
      status: 201,
      body: {
        externalId: '0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef',
        userName: name,
        active: true,
        emails: [{ primary: true, type: 'work', value: mail }],
        name: { formatted: 'givenName familyName', familyName: 'familyName', givenName: 'givenName' },
        meta: { resourceType: 'User' },
      },
    },
    keep: { id: 'id' },
  },
  {
    what: 'reads it by its id',
    send: ['GET', '/Users/{id}'],
    expect: { status: 200, body: { id: '{id}', userName: name } },
  },
  {
    what: 'finds it by its name, whatever the capitals',
    send: ['GET', `/Users?filter=userName eq "${name.toUpperCase()}"`],
    expect: { status: 200, body: { totalResults: 1, Resources: [{ id: '{id}', userName: name }] } },
  },
  {
    what: 'finds it by its e-mail',
    send: ['GET', `/Users?filter=emails[type eq "work"].value eq "${mail}"&attributes=id,userName`],
    expect: { status: 200, body: { totalResults: 1, Resources: [{ id: '{id}', userName: name }] } },
  },
  {
    what: 'creates it again',
    send: [
      'POST',
      '/Users',
      {
        schemas: [user],
        userName: name,
        emails: [{ type: 'work', value: mail }],
        name: { givenName: 'a', familyName: 'b' },
      },
    ],
    expect: { status: 409, scimType: 'uniqueness' },
  },
  {
    what: 'asks for one that never was',
    send: ['GET', '/Users/5171a35d82074e068ce2'],
    expect: { status: 404 },
  },
  {
    what: 'changes what has several values',
    send: [
      'PATCH',
      '/Users/{id}',
      patch(
        { op: 'Replace', path: 'emails[type eq "work"].value', value: 'updatedEmail@testuser.com' },
        { op: 'Replace', path: 'name.familyName', value: 'updatedFamilyName' },
      ),
    ],
    expect: {
      status: 200,
      body: {
        id: '{id}',
        userName: name,
        name: { formatted: 'givenName updatedFamilyName', familyName: 'updatedFamilyName', givenName: 'givenName' },
        emails: [{ value: 'updatedEmail@testuser.com', type: 'work', primary: true }],
      },
    },
  },
  {
    what: 'changes what has one value',
    send: [
      'PATCH',
      '/Users/{id}',
      patch({ op: 'Replace', path: 'userName', value: '5b50642d-79fc-4410-9e90-4c077cdd1a59@testuser.com' }),
    ],
    expect: {
      status: 200,
      body: {
        userName: '5b50642d-79fc-4410-9e90-4c077cdd1a59@testuser.com',
        emails: [{ value: 'updatedEmail@testuser.com', type: 'work', primary: true }],
      },
    },
  },
  {
    what: 'sends many changes at once, without a path',
    send: [
      'PATCH',
      '/Users/{id}',
      patch({
        op: 'replace',
        value: {
          displayName: 'Bjfe',
          'name.givenName': 'Kwjf',
          'name.familyName': 'Brown',
          [`${enterprise}:department`]: 'Mathematics',
          'emails[type eq "work"].value': 'kwjf.brown@testuser.com',
        },
      }),
    ],
    expect: {
      status: 200,
      body: {
        name: { formatted: 'Kwjf Brown', givenName: 'Kwjf', familyName: 'Brown' },
        emails: [{ value: 'kwjf.brown@testuser.com', type: 'work', primary: true }],
      },
    },
  },
  {
    what: 'sends what we don’t keep',
    send: [
      'PATCH',
      '/Users/{id}',
      patch(
        { op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '+1 555 0100' },
        { op: 'Add', path: `${enterprise}:manager`, value: '0b6a' },
        { op: 'Add', path: 'addresses[type eq "work"].streetAddress', value: '1 Hill Road' },
        { op: 'Remove', path: 'title' },
      ),
    ],
    expect: { status: 200, body: { id: '{id}', active: true } },
  },
  {
    what: 'disables it, with a word for the truth',
    send: ['PATCH', '/Users/{id}', patch({ op: 'Replace', path: 'active', value: 'False' })],
    expect: { status: 200, body: { active: false } },
  },
  {
    what: 'enables it',
    send: ['PATCH', '/Users/{id}', patch({ op: 'Replace', path: 'active', value: 'True' })],
    expect: { status: 200, body: { active: true } },
  },
  {
    what: 'disables it, as it does with aadOptscim062020',
    send: ['PATCH', '/Users/{id}', patch({ op: 'replace', path: 'active', value: false })],
    expect: { status: 200, body: { active: false } },
  },
  { what: 'deletes it after 30 days', send: ['DELETE', '/Users/{id}'], expect: { status: 204 } },
  { what: 'it is gone', send: ['GET', '/Users/{id}'], expect: { status: 404 } },
  {
    what: 'nobody has its name any more',
    send: ['GET', '/Users?filter=userName eq "5b50642d-79fc-4410-9e90-4c077cdd1a59@testuser.com"'],
    expect: { status: 200, body: { totalResults: 0 } },
  },
  { what: 'deletes it again', send: ['DELETE', '/Users/{id}'], expect: { status: 404 } },
];

/** `{a}` and `{b}` are users. */
export const entraGroups: Step[] = [
  {
    what: 'finds the group by its name',
    send: ['GET', '/Groups?excludedAttributes=members&filter=displayName eq "Cambridge Primary"'],
    expect: { status: 200, body: { totalResults: 1, Resources: [{ displayName: 'Cambridge Primary' }] } },
    keep: { group: 'Resources.0.id' },
  },
  {
    what: 'a group that is none of ours is not made',
    send: [
      'POST',
      '/Groups',
      {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
        externalId: '8aa1a0c0',
        displayName: 'Kitchen staff',
      },
    ],
    expect: { status: 501 },
  },
  {
    what: 'a group that is there is not made again',
    send: [
      'POST',
      '/Groups',
      { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'cambridge primary' },
    ],
    expect: { status: 409, scimType: 'uniqueness' },
  },
  {
    what: 'gives it another name, which is its own affair',
    send: [
      'PATCH',
      '/Groups/{group}',
      patch({ op: 'Replace', path: 'displayName', value: '1879db59-3bdf-4490-ad68-ab880a269474updatedDisplayName' }),
    ],
    expect: { status: 204 },
  },
  {
    what: 'adds members',
    send: [
      'PATCH',
      '/Groups/{group}',
      patch({ op: 'Add', path: 'members', value: [{ $ref: null, value: '{a}' }, { value: '{b}' }] }),
    ],
    expect: { status: 204 },
  },
  {
    what: 'is someone a member?',
    send: ['GET', '/Groups?filter=id eq "{group}" and members eq "{a}"&attributes=id'],
    expect: { status: 200, body: { totalResults: 1, Resources: [{ id: '{group}' }] } },
  },
  {
    what: 'reads the group without its members',
    send: ['GET', '/Groups/{group}?excludedAttributes=members'],
    expect: { status: 200, body: { id: '{group}', displayName: 'Cambridge Primary' } },
  },
  {
    what: 'the members are there for who asks',
    send: ['GET', '/Groups/{group}?attributes=members'],
    expect: { status: 200, body: { id: '{group}', members: [{ value: '{a}', type: 'User' }, { value: '{b}' }] } },
  },
  {
    what: 'removes a member, named in the value',
    send: ['PATCH', '/Groups/{group}', patch({ op: 'Remove', path: 'members', value: [{ $ref: null, value: '{a}' }] })],
    expect: { status: 204 },
  },
  {
    what: 'removes a member, named in the path',
    send: ['PATCH', '/Groups/{group}', patch({ op: 'remove', path: 'members[value eq "{b}"]' })],
    expect: { status: 204 },
  },
  {
    what: 'the group is empty',
    send: ['GET', '/Groups/{group}'],
    expect: { status: 200, body: { members: [] } },
  },
  { what: 'a group is not deleted', send: ['DELETE', '/Groups/{group}'], expect: { status: 501 } },
];
