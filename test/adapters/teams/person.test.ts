import { expect, test } from 'vitest';
import { memberEmail } from '../../../adapters/chat/people.ts';
import type { Member } from '../../../adapters/teams/connect/api.ts';
import { personIn } from '../../../adapters/teams/connect/who.ts';

const tenant = '72f988bf-86f1-41af-91ab-2d7cd011db47';

/** A member of the tenant, by the properties that Microsoft documents. */
const rick = {
  id: '29:1URz',
  aadObjectId: '6b7b3b2a-2c4b-4175-8582-41c9e685c1b5',
  name: 'Rick Stevens',
  email: 'Rick.Stevens@school.example',
  userPrincipalName: 'rstevens@school.example',
  tenantId: tenant,
  userRole: 'user',
} satisfies Member;

const seen = (values: Partial<Member>) => personIn({ ...rick, ...values }, tenant);
const vouched = (values: Partial<Member>) => memberEmail(seen(values));

test('of what Teams does not say nothing is taken as said', () => {
  expect(vouched({})).toBe('rstevens@school.example');
  for (const key of ['aadObjectId', 'tenantId', 'userRole'] as const) {
    expect(vouched({ [key]: undefined }), `without ${key}`).toBeUndefined();
    expect(vouched({ [key]: '' }), `${key} empty`).toBeUndefined();
  }
  expect(vouched({ email: undefined, userPrincipalName: undefined })).toBeUndefined();
});

test('who is of another tenant, a guest, anonymous or whatever else is no member', () => {
  expect(seen({ userRole: 'owner' }).standing).toBe('member');
  expect(seen({ userRole: 'guest' }).standing).toBe('guest');
  expect(seen({ userRole: 'User' }).standing).toBe('guest');
  expect(seen({ userRole: 'anonymous' }).standing).toBe('outsider');
  expect(seen({ tenantId: 'e0793d39-0939-496d-b129-198edd916feb' }).standing).toBe('outsider');
  expect(seen({ tenantId: tenant.toUpperCase() }).standing).toBe('member');
});

test('the user principal name comes before the mail, which may be anyone’s', () => {
  expect(vouched({ email: 'head@school.example' })).toBe('rstevens@school.example');
  expect(vouched({ userPrincipalName: undefined })).toBe('Rick.Stevens@school.example');
  // One that is no address is no e-mail; the mail does not stand in for it.
  expect(vouched({ userPrincipalName: 'rstevens' })).toBeUndefined();
  expect(vouched({ userPrincipalName: 'rstevens@school' })).toBeUndefined();
});

test('whom the tenant let in from another directory is a guest, whatever their role', () => {
  const userPrincipalName = 'ben_gmail.example#EXT#@school.onmicrosoft.example';
  for (const userRole of ['user', 'owner', 'guest'])
    expect(seen({ userPrincipalName, userRole }).standing).toBe('guest');
  expect(seen({ userPrincipalName: userPrincipalName.replace('#EXT#', '#ext#') }).standing).toBe('guest');
});
