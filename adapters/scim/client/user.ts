import { objectOf, stringOf, stringsOf } from '../../../src/lib/json.ts';
import { isUuid } from '../../../src/lib/uuid.ts';
import type { Part } from '../../../src/service/provisioning/capabilities.ts';
import type { Account } from '../../../src/service/provisioning/site-client.ts';
import type { SiteState } from '../../../src/service/provisioning/state.ts';
import { fullName } from '../../../src/words/people.ts';
import { programmes } from '../../../src/words/programmes.ts';
import { isSameEmail } from '../../../src/words/read-email.ts';
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

/** Many services refuse a user without a family name: the one name of who has no other is told in both places. */
function nameOf({ firstName, lastName }: SiteState) {
  const displayName = fullName({ firstName, lastName });
  return { name: { givenName: firstName, familyName: lastName || firstName, formatted: displayName }, displayName };
}

const parts = (keys: Part[], state: SiteState): Record<string, unknown> =>
  Object.assign({}, ...keys.map((key) => written[key](state)));

/** @param but what the site refuses to be told */
export const toUser = (state: SiteState, but: Part[] = []) => ({
  schemas: [userSchema, ...(but.includes('centreNumber') ? [] : [enterpriseSchema])],
  ...parts(
    (Object.keys(written) as Part[]).filter((part) => !but.includes(part)),
    state,
  ),
});

/** The same in the place of an account as the site shows it: what it has besides, of which we know nothing, stays. */
export function toWhole(shown: Record<string, unknown>, user: Record<string, unknown>): Record<string, unknown> {
  const { meta: _, groups: __, ...has } = shown;
  const schemas = [...new Set([...stringsOf(has.schemas), ...stringsOf(user.schemas)])];
  const whole: Record<string, unknown> = { ...has, ...user, schemas };
  for (const key of ['name', enterpriseSchema])
    if (user[key] !== undefined) whole[key] = { ...objectOf(has[key]), ...objectOf(user[key]) };
  const keep = (key: string, isOthers: (value: Record<string, unknown>) => boolean) => {
    if (user[key] !== undefined) whole[key] = [...listOf(user[key]), ...listOf(has[key]).filter(isOthers)];
  };
  const ours = listOf(user.emails)[0]?.value;
  keep('emails', (e) => e.primary !== true && e.type !== 'work' && e.value !== ours);
  keep('entitlements', (e) => e.type !== undefined && e.type !== 'programme');
  return whole;
}

/** The same for an account that is changed: only what it lacks. */
export function toPatch(changed: Part[], state: SiteState) {
  const { [enterpriseSchema]: organisation, ...values } = parts(changed, state);
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
  const id = idOf(user.id);
  if (id === undefined) return undefined;
  const name = objectOf(user.name);
  const state: Partial<SiteState> = defined({
    externalId: ownIdOf(user.externalId),
    email: emailOf(user),
    firstName: stringOf(name.givenName),
    lastName: stringOf(name.familyName),
    active: isActive(user.active),
    roles: user.roles === undefined ? undefined : valuesOf(user.roles),
    programmes:
      user.entitlements === undefined
        ? undefined
        : programmes.filter((p) => valuesOf(user.entitlements, 'programme').includes(p)),
    centreNumber: stringOf(objectOf(user[enterpriseSchema]).organization),
  });
  const names = [user.userName, mainEmailOf(user)].flatMap((name) => stringOf(name) ?? []);
  return { id, etag: etagHeader ?? stringOf(objectOf(user.meta).version) ?? null, state, names };
}

/** Some count their users. */
const idOf = (id: unknown) => (typeof id === 'number' ? String(id) : stringOf(id) || undefined);

/** Some write ids of that form in capitals. */
function ownIdOf(value: unknown): string | undefined {
  const id = stringOf(value);
  return id !== undefined && isUuid(id) ? id.toLowerCase() : id || undefined;
}

/** Some write it as a word, or a number. */
function isActive(value: unknown): boolean | undefined {
  const word = String(value).toLowerCase();
  if (['true', 'active', '1'].includes(word)) return true;
  return ['false', 'inactive', '0'].includes(word) ? false : undefined;
}

/** Where the name to sign in with and the address for mail are not one, neither is ours. */
function emailOf(user: Record<string, unknown>): string | undefined {
  const userName = stringOf(user.userName);
  const main = mainEmailOf(user);
  if (userName === undefined || main === undefined) return userName ?? main;
  return isSameEmail(userName, main) ? userName : `${userName} / ${main}`;
}

function mainEmailOf(user: Record<string, unknown>): string | undefined {
  const all = listOf(user.emails);
  return stringOf((all.find((e) => e.primary === true) ?? all.find((e) => e.type === 'work') ?? all[0])?.value);
}

const listOf = (value: unknown) => (Array.isArray(value) ? value.map(objectOf) : []);
const valuesOf = (value: unknown, type?: string): string[] =>
  listOf(value).flatMap((v) =>
    typeof v.value === 'string' && (!type || v.type === undefined || v.type === type) ? [v.value] : [],
  );

const defined = <T extends object>(values: T): Partial<T> =>
  Object.fromEntries(Object.entries(values).filter(([, v]) => v !== undefined)) as Partial<T>;
