import { objectOf, stringOf } from '../../../src/lib/json.ts';
import type { Account } from '../../../src/service/provisioning/site-client.ts';
import type { SiteState } from '../../../src/service/provisioning/state.ts';
import { isSameEmail } from '../../../src/words/email.ts';
import { programmes } from '../../../src/words/programmes.ts';
import { enterpriseSchema, patchSchema, userSchema } from '../schema-ids.ts';

/** A user as SCIM writes one (RFC 7643, 4.1 and 4.3), and back. */

/**
 * What each part of the state is called there. A programme is an entitlement, which is part of the core: many services
 * refuse users with an extension that they don't know.
 */
const written: { [K in keyof SiteState]: (s: SiteState) => Record<string, unknown> } = {
  externalId: ({ externalId }) => ({ externalId }),
  email: ({ email }) => ({ userName: email, emails: [{ value: email, type: 'work', primary: true }] }),
  firstName: nameOf,
  lastName: nameOf,
  active: ({ active }) => ({ active }),
  roles: ({ roles }) => ({ roles: roles.map((value, i) => ({ value, primary: i === 0 })) }),
  programmes: (s) => ({ entitlements: s.programmes.map((value) => ({ value, type: 'programme' })) }),
  centreNumber: ({ centreNumber }) => ({ [enterpriseSchema]: { organization: centreNumber } }),
};

function nameOf({ firstName, lastName }: SiteState) {
  const displayName = `${firstName} ${lastName}`;
  return { name: { givenName: firstName, familyName: lastName, formatted: displayName }, displayName };
}

const parts = (keys: string[], state: SiteState): Record<string, unknown> =>
  Object.assign({}, ...keys.map((key) => written[key as keyof SiteState](state)));

export const toUser = (state: SiteState) => ({
  schemas: [userSchema, enterpriseSchema],
  ...parts(Object.keys(written), state),
});

/** The same for an account that is changed: only what it lacks. */
export function toPatch(changes: Partial<SiteState>, state: SiteState) {
  const { [enterpriseSchema]: organisation, ...values } = parts(Object.keys(changes), state);
  const Operations = Object.entries(values).map(([path, value]) =>
    // An empty list is said by taking away what there is: not every service takes it as a value.
    Array.isArray(value) && value.length === 0 ? { op: 'remove', path } : { op: 'replace', path, value },
  );
  if (organisation) {
    Operations.push({ op: 'replace', path: `${enterpriseSchema}:organization`, value: state.centreNumber });
  }
  return { schemas: [patchSchema], Operations };
}

/** @returns nothing for what is no user */
export function fromUser(json: unknown, etagHeader: string | null = null): Account | undefined {
  const user = objectOf(json);
  const id = user.id;
  if (typeof id !== 'string' || id === '') return undefined;
  const name = objectOf(user.name);
  const state: Partial<SiteState> = defined({
    externalId: stringOf(user.externalId),
    email: emailOf(user),
    firstName: stringOf(name.givenName),
    lastName: stringOf(name.familyName),
    active: typeof user.active === 'boolean' ? user.active : undefined,
    roles: valuesOf(user.roles),
    programmes: programmes.filter((p) => valuesOf(user.entitlements, 'programme').includes(p)),
    centreNumber: stringOf(objectOf(user[enterpriseSchema]).organization),
  });
  return { id, etag: etagHeader ?? stringOf(objectOf(user.meta).version) ?? null, state };
}

/** Where the name to sign in with and the address for mail are not one, neither is ours. */
function emailOf(user: Record<string, unknown>): string | undefined {
  const userName = stringOf(user.userName);
  const all = listOf(user.emails);
  const main = stringOf((all.find((e) => e.primary === true) ?? all.find((e) => e.type === 'work') ?? all[0])?.value);
  if (userName === undefined || main === undefined) return userName ?? main;
  return isSameEmail(userName, main) ? userName : `${userName} / ${main}`;
}

const listOf = (value: unknown) => (Array.isArray(value) ? value.map(objectOf) : []);
const valuesOf = (value: unknown, type?: string): string[] =>
  listOf(value).flatMap((v) =>
    typeof v.value === 'string' && (!type || v.type === undefined || v.type === type) ? [v.value] : [],
  );

const defined = <T extends object>(values: T): Partial<T> =>
  Object.fromEntries(Object.entries(values).filter(([, v]) => v !== undefined)) as Partial<T>;
