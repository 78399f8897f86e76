import { enterpriseSchema } from '../schema-ids.ts';

/** What RFC 7643 has for users and groups, in small letters: what is ours alone, and all that there is. */

const readOnly = new Set(['id', 'meta', 'schemas', 'groups', 'displayname']);

const meta = ['resourcetype', 'created', 'lastmodified', 'location', 'version'];
const value = ['value', 'display', 'type', 'primary'];
const address = ['formatted', 'streetaddress', 'locality', 'region', 'postalcode', 'country', 'type', 'primary'];

/** Those with parts, and their parts. */
const ofUsers: Record<string, readonly string[]> = {
  ...Object.fromEntries(
    [
      'schemas',
      'id',
      'externalid',
      'username',
      'displayname',
      'nickname',
      'profileurl',
      'title',
      'usertype',
      'preferredlanguage',
      'locale',
      'timezone',
      'active',
      'password',
    ].map((name) => [name, []]),
  ),
  name: ['formatted', 'familyname', 'givenname', 'middlename', 'honorificprefix', 'honorificsuffix'],
  emails: value,
  phonenumbers: value,
  ims: value,
  photos: value,
  entitlements: value,
  roles: value,
  x509certificates: value,
  addresses: address,
  groups: ['value', '$ref', 'display', 'type'],
  meta,
};

const ofEnterprise: Record<string, readonly string[]> = {
  employeenumber: [],
  costcenter: [],
  organization: [],
  division: [],
  department: [],
  manager: ['value', '$ref', 'displayname'],
};

const ofGroups: Record<string, readonly string[]> = {
  schemas: [],
  id: [],
  externalid: [],
  displayname: [],
  members: ['value', '$ref', 'display', 'type'],
  meta,
};

const paths = (all: Record<string, readonly string[]>, before = '') =>
  Object.entries(all).flatMap(([name, parts]) => [name, ...parts.map((p) => `${name}.${p}`)].map((p) => before + p));

const userPaths = new Set([...paths(ofUsers), ...paths(ofEnterprise, `${enterpriseSchema.toLowerCase()}:`)]);
const groupPaths = new Set(paths(ofGroups));

/** What it is a part of, or itself: `emails` of `emails.value`. */
export const topOf = (path: string) => path.split('.')[0] ?? '';

export const isReadOnly = (path: string) => readOnly.has(topOf(path));

/** Those of which there may be several values, so that a path may say which. */
const several = new Set([
  ...['emails', 'phonenumbers', 'ims', 'photos', 'entitlements', 'roles', 'x509certificates', 'addresses', 'groups'],
  'members',
]);

export const hasSeveral = (path: string) => several.has(topOf(path));

/** Whether a user can have it, whether or not we keep it. */
export const isUserAttribute = (path: string) => userPaths.has(path);

/** Whether a group can. */
export const isGroupAttribute = (path: string) => groupPaths.has(path);
