import { randomUUID } from 'node:crypto';
import { enterpriseSchema } from '../scim/schema-ids.ts';
import { openJsonFile } from './json-file.ts';

/** A user in SCIM's words; whatever a site may have been sent. */
export type Attributes = Record<string, unknown>;

/** Someone as the site was told of them, in SCIM's words. */
export interface Account {
  id: string;
  version: number;
  created: string;
  modified: string;
  user: Attributes;
}

/** What a site keeps of whom it knows. */
const known = [
  'userName',
  'externalId',
  'name',
  'displayName',
  'emails',
  'active',
  'roles',
  'entitlements',
  enterpriseSchema,
];

/** Another account has this e-mail. */
export class Taken extends Error {}

export type Accounts = ReturnType<typeof openAccounts>;

/** @param onChange told of whom something changed, by what Staffroom calls them */
export function openAccounts(file: string, clock: () => Date, onChange: (externalId: unknown) => void) {
  const store = openJsonFile<Record<string, Account>>(file, {});
  const all = () => Object.values(store.value);

  function write(account: Account): Account {
    const name = nameOf(account.user);
    if (all().some((a) => a.id !== account.id && nameOf(a.user) === name)) throw new Taken();
    store.value[account.id] = account;
    store.save();
    onChange(account.user.externalId);
    return account;
  }

  return {
    all,
    get: (id: string) => (Object.hasOwn(store.value, id) ? store.value[id] : undefined),
    /** By what Staffroom calls them. */
    of: (externalId: string) => all().find((a) => a.user.externalId === externalId),
    make(user: Attributes): Account {
      const at = clock().toISOString();
      return write({ id: randomUUID(), version: 1, created: at, modified: at, user: tidied(user) });
    },
    /** Puts this in the place of what there is of them. */
    put(id: string, user: Attributes): Account {
      const old = store.value[id];
      if (!old) throw new Error(`there is no account ${id}`);
      return write({ ...old, version: old.version + 1, modified: clock().toISOString(), user: tidied(user) });
    },
    remove(id: string) {
      const old = store.value[id];
      delete store.value[id];
      store.save();
      onChange(old?.user.externalId);
    },
    flush: store.flush,
  };
}

const nameOf = (user: Attributes) => String(user.userName ?? '').toLowerCase();

/** Only what the site keeps; an account is active unless it is said not to be. */
function tidied(user: Attributes): Attributes {
  const kept = Object.fromEntries(known.flatMap((k) => (user[k] === undefined ? [] : [[k, user[k]]])));
  return { active: true, ...kept };
}

/** As the site shows them. */
export function shown({ user }: Account) {
  const roles = Array.isArray(user.roles) ? user.roles.map((r) => String((r as Attributes | null)?.value ?? '')) : [];
  return {
    name: String(user.displayName ?? user.userName),
    email: String(user.userName),
    roles: roles.filter(Boolean),
    active: user.active === true,
  };
}
