import { and, ne } from 'drizzle-orm';
import { users } from '../../../db/schema/index.ts';
import { comparableEmail } from '../../words/read-email.ts';
import type { App } from '../context.ts';
import { isOneOf } from '../ids.ts';
import type { Account } from './site-client.ts';
import type { Wanted } from './state.ts';

/**
 * Whose each account is: by our id that it carries; by the site's own, where it carries none; else by the e-mail of someone who
 * has no other, unless it is another user's. The rest are strangers, by their e-mail there.
 */
export async function assign(
  app: App,
  accounts: Account[],
  rows: ReadonlyMap<string, { remoteId: string | null }>,
  wanted: ReadonlyMap<string, Wanted>,
): Promise<{ theirs: Map<string, Account>; strangers: string[] }> {
  const theirs = new Map<string, Account>();
  const byRemoteId = new Map([...rows].flatMap(([id, row]) => (row.remoteId ? [[row.remoteId, id] as const] : [])));
  const others: Account[] = [];
  for (const account of accounts) {
    const id = account.state.externalId ?? byRemoteId.get(account.id) ?? '';
    const other = theirs.get(id);
    // Of two accounts of one user, the other is left alone.
    const isKnown = rows.get(id)?.remoteId === account.id;
    const left = !wanted.has(id) || (other && !isKnown) ? account : other;
    if (left) others.push(left);
    if (left !== account) theirs.set(id, account);
  }
  const isOurs = await oursAmong(app, others);
  const byEmail = new Map(
    [...wanted].flatMap(([id, { state }]) =>
      state && !theirs.has(id) ? [[comparableEmail(state.email), id] as const] : [],
    ),
  );
  const strangers: string[] = [];
  for (const account of others) {
    const id = isOurs(account)
      ? undefined
      : account.names.map((name) => byEmail.get(comparableEmail(name))).find(Boolean);
    const should = wanted.get(id ?? '');
    // As they are found when the site is told of them.
    const isMeant = should?.state && (should.make || account.state.externalId === undefined);
    if (id === undefined || theirs.has(id) || !isMeant) strangers.push(account.state.email ?? account.id);
    else theirs.set(id, account);
  }
  return { theirs, strangers };
}

/** Whether an account carries the id of a user of ours, of whichever school. */
async function oursAmong(app: App, accounts: Account[]): Promise<(account: Account) => boolean> {
  const ids = accounts.flatMap(({ state }) => state.externalId ?? []);
  const found = await app.db
    .select({ id: users.id })
    .from(users)
    .where(and(isOneOf(users.id, ids), ne(users.status, 'deleted')));
  const ours = new Set(found.map(({ id }) => id));
  return ({ state }) => ours.has(state.externalId ?? '');
}
