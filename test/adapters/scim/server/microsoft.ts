import type { Step } from './replay.ts';

/**
 * What Microsoft's own tests of a SCIM service send: its collection for Postman, the one for provisioning from an application
 * into Entra ID, and its validator. They write capitals where others don't, leave out quotes, and send much that is passed over.
 */

const user = 'urn:ietf:params:scim:schemas:core:2.0:User';
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const patch = (...Operations: unknown[]) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations,
});
const json = { 'content-type': 'application/json' };

const person = (userName: string, more: Record<string, unknown> = {}) => ({
  userName,
  active: true,
  addresses: [{ country: 'Bermuda', formatted: '1 Hill Road\nHamilton', type: 'work', primary: false }],
  displayName: 'Employee',
  emails: [
    { Primary: false, type: 'home', value: `home.${userName}@example.org` },
    { Primary: true, type: 'work', value: `${userName}@example.com` },
  ],
  meta: { created: '2019-09-18T18:15:26.5788954+00:00', resourceType: 'User' },
  name: { formatted: 'Emp Employee', familyName: 'Employee', givenName: 'Emp', honorificPrefix: 'Dr' },
  phoneNumbers: [{ value: '+1 555 0100', type: 'mobile' }],
  roles: [],
  schemas: [enterprise, user],
  [enterprise]: { department: 'Sites', manager: { value: 'somebody' } },
  ...more,
});

export const microsoftUsers: Step[] = [
  {
    what: 'someone with much that is not kept, as plain JSON',
    send: ['POST', '/Users', person('ryan1', { externalId: 'ryan-1' }), json],
    expect: { status: 201, body: { active: true, emails: [{ value: 'ryan1@example.com' }] } },
    keep: { id: 'id', since: 'meta.lastModified' },
  },
  {
    what: 'active as a word in quotes',
    send: ['POST', '/Users', person('emp1', { active: 'True' }), json],
    expect: { status: 201, body: { active: true } },
    keep: { other: 'id' },
  },
  {
    what: 'the same again',
    send: ['POST', '/Users', person('emp1'), json],
    expect: { status: 409, scimType: 'uniqueness' },
  },
  { what: 'no user name', send: ['POST', '/Users', { active: true }, json], expect: { status: 400 } },
  { what: 'what is no JSON', send: ['POST', '/Users', '{ "acve": tre, "x": [ }', json], expect: { status: 400 } },
  {
    what: 'a filter behind a slash, with capitals',
    send: ['GET', '/Users/?filter=DisplayName+eq+%22Emp%20Employee%22'],
    expect: { status: 200, body: { totalResults: 2 } },
  },
  {
    what: 'a filter without quotes',
    send: ['GET', '/Users?filter=userName sw ry'],
    expect: { status: 200, body: { totalResults: 1, Resources: [{ id: '{id}' }] } },
  },
  {
    what: 'one with brackets',
    send: [
      'GET',
      '/Users?filter=name.FamilyName eq Employee and (emails.Value co example.com or emails.Value co example.org)',
    ],
    expect: { status: 200, body: { totalResults: 2 } },
  },
  {
    what: 'one with a time, to ten millionths of a second',
    send: ['GET', '/Users?filter=meta.Created gt 2015-10-10T14:38:21.8617979-07:00'],
    expect: { status: 200, body: { totalResults: 3 } },
  },
  {
    what: 'only some attributes',
    send: ['GET', '/Users?attributes=userName,emails&startIndex=2&count=1'],
    expect: { status: 200, body: { totalResults: 3, itemsPerPage: 1, Resources: [{ userName: 'ryan1' }] } },
  },
  {
    what: 'only some values of one',
    send: ['GET', '/Users?attributes=emails%5Btype+eq+%22work%22%5D&count=2'],
    expect: { status: 200, body: { Resources: [{}, { id: '{id}', emails: [{ value: 'ryan1@example.com' }] }] } },
  },
  {
    what: 'replaces without a user name',
    send: ['PUT', '/Users/{id}', { ...person('ryan1'), userName: undefined, userame: 'ryan1' }, json],
    expect: { status: 400 },
  },
  {
    what: 'replaces with a name misspelt',
    send: ['PUT', '/Users/{id}', { ...person('ryan1', { active: false }), adreses: [] }, json],
    expect: { status: 200, body: { active: false, externalId: 'ryan-1' } },
  },
  {
    what: 'suspended are not found as active',
    send: [
      'GET',
      '/Users?filter=(ActiVe eq true) and meta.lastmodified ge "2015-09-23T19:35:41.8420572Z"&count=100&startindex=0',
    ],
    expect: { status: 200, body: { totalResults: 2, startIndex: 1 } },
  },
  {
    what: 'all who changed since',
    send: [
      'GET',
      '/Users?filter=active eq false and (meta.lastModified ge "0001-01-03T00:00:00.0000000Z" and meta.lastModified ge "{since}")',
    ],
    expect: { status: 200, body: { totalResults: 1, Resources: [{ id: '{id}' }] } },
  },
  {
    what: 'a manager, written with a full stop',
    send: [
      'PATCH',
      '/Users/{id}',
      patch(
        { op: 'replace', path: `${enterprise}.manager`, value: '{other}' },
        { op: 'Replace', path: 'active', value: 'True' },
      ),
    ],
    expect: { status: 200, body: { active: true } },
  },
  {
    what: 'a PATCH of nothing',
    send: ['PATCH', '/Users/{id}', patch()],
    expect: { status: 200, body: { id: '{id}', userName: 'ryan1', active: true } },
  },
  {
    what: 'an e-mail of nothing, where the user name is none',
    send: ['PATCH', '/Users/{id}', patch({ op: 'replace', path: 'emails[type eq "work"].value', value: '' })],
    expect: { status: 400, scimType: 'mutability' },
  },
  {
    what: 'nothing in what may be nothing',
    send: [
      'PATCH',
      '/Users/{id}',
      patch(
        { op: 'replace', path: 'externalId', value: '' },
        { op: 'replace', path: 'displayName', value: null },
        { op: 'replace', path: 'phoneNumbers[type eq "mobile"].value', value: '' },
        { op: 'replace', path: `${enterprise}:department`, value: null },
      ),
    ],
    expect: { status: 200 },
  },
  {
    what: 'it is nothing then',
    send: ['GET', '/Users?filter=id eq "{id}" and externalId eq null'],
    expect: { status: 200, body: { totalResults: 1 } },
  },
  { what: 'deletes one', send: ['DELETE', '/Users/{id}'], expect: { status: 204 } },
  { what: 'deletes the other', send: ['DELETE', '/Users/{other}'], expect: { status: 204 } },
];

export const microsoftGroups: Step[] = [
  {
    what: 'a member, with more than there is to say',
    send: [
      'PATCH',
      '/Groups/primary',
      patch({ name: 'addMember', op: 'add', path: 'members', value: [{ displayName: 'new User', value: '{a}' }] }),
    ],
    expect: { status: 204 },
  },
  {
    what: 'a member as a text, beside an id',
    send: ['PATCH', '/Groups/primary', { id: 'primary', ...patch({ op: 'add', path: 'members', value: '{b}' }) }, json],
    expect: { status: 204 },
  },
  {
    what: 'one that is none',
    send: ['PATCH', '/Groups/primary', patch({ op: 'add', path: 'members', value: 'string id 1' })],
    expect: { status: 400, scimType: 'invalidValue' },
  },
  {
    what: 'the group as a whole, with its own name and id',
    send: [
      'PUT',
      '/Groups/primary',
      {
        id: 'primary',
        displayName: 'putName',
        externalId: '6c6b54c2',
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
        members: [{ value: '{a}', display: 'VP' }],
      },
    ],
    expect: {
      status: 200,
      body: { externalId: '6c6b54c2', displayName: 'Cambridge Primary', members: [{ value: '{a}' }] },
    },
  },
  {
    what: 'finds it by its own id',
    send: ['GET', '/Groups?filter=externalId eq "6c6b54c2"&excludedAttributes=members'],
    expect: { status: 200, body: { totalResults: 1, Resources: [{ id: 'primary' }] } },
  },
  { what: 'a PATCH of nothing', send: ['PATCH', '/Groups/primary', patch()], expect: { status: 200 } },
  {
    what: 'everyone out',
    send: ['PATCH', '/Groups/primary', patch({ op: 'remove', path: 'members' })],
    expect: { status: 204 },
  },
  { what: 'nobody is left', send: ['GET', '/Groups/primary'], expect: { status: 200, body: { members: [] } } },
];
