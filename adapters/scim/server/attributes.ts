/** What RFC 7643 has for a user, the names in small letters: what is ours to change, ours alone, and what we keep none of. */

const readOnly = new Set(['id', 'meta', 'schemas', 'groups', 'displayname']);

const notKept = new Set([
  'nickname',
  'profileurl',
  'title',
  'usertype',
  'preferredlanguage',
  'locale',
  'timezone',
  'password',
  'phonenumbers',
  'ims',
  'photos',
  'addresses',
  'entitlements',
  'roles',
  'x509certificates',
  // Whatever another schema adds.
  'urn',
]);

const kept = new Set(['externalid', 'username', 'name', 'emails', 'active']);

const top = (path: string) => path.split('.')[0] ?? '';

export const isReadOnly = (path: string) => readOnly.has(top(path));

/** Whether a user can have it, whether or not we keep it. */
export const isUserAttribute = (path: string) =>
  kept.has(top(path)) || readOnly.has(top(path)) || notKept.has(top(path));
