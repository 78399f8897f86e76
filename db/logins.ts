import { hkdfSync } from 'node:crypto';
import { sql } from 'drizzle-orm';
import pg from 'pg';
import { advisoryLocks } from '../src/lib/advisory-locks.ts';
import { asUser, readAddress } from './address.ts';
import { connect, type Db } from './connect.ts';
import { serverErrorIn } from './errors.ts';
import { answerMs } from './reach.ts';
import { appGrants, queueGrants } from './roles.ts';
import { scramVerifier } from './scram.ts';

/** How the program comes to its database once the tables are there. */
export interface Logins {
  /** The address with the user that works for people. */
  app: string;
  /** The address with the user that carries out jobs. */
  queue: string;
  /** What the owner becomes on each connection of `app`, where the database lets in nobody but the owner. */
  role?: string;
  /** Why it is the owner who signs in: the second lock is not there. */
  without?: 'may not make roles' | 'lets in no other';
}

interface Login {
  name: string;
  password: string;
  verifier: string;
}

/** "Insufficient privilege". */
const notAllowed = '42501';
/** How long those made with another key may still sign in: until the last copy has the new one. */
const retiredAfter = '1 day';

/**
 * Makes the users that the program signs in as, who own nothing and can become nobody else: one works for people, one
 * carries out jobs. What they may do is in roles.ts.
 *
 * Their passwords are derived from the key, so that all copies have the same, and they are kept nowhere. Their names tell
 * which database and which key they are for: copies with the key of before go on beside those with the new one.
 *
 * @param ownerUrl of a migrated database, with the owner of its tables as the user
 * @returns the owner's own address, and why, where that user may make no roles or the database lets none of them in
 */
export async function makeLogins(ownerUrl: string, secretKey: Buffer): Promise<Logins> {
  return asOwner(ownerUrl, async (db) => {
    const { app, queue } = await loginsFor(db, secretKey);
    try {
      await inTurn(db, [ensure(app), appGrants(app.name), ensure(queue), queueGrants(queue.name)]);
    } catch (error) {
      if (serverErrorIn(error)?.code !== notAllowed) throw error;
      return { app: ownerUrl, queue: ownerUrl, without: 'may not make roles' };
    }
    const urls = {
      app: asUser(ownerUrl, app.name, app.password),
      queue: asUser(ownerUrl, queue.name, queue.password),
    };
    if ((await letsIn(urls.app)) && (await letsIn(urls.queue))) return urls;
    await db.execute(sql.raw(`grant ${app.name} to current_user`));
    return { app: ownerUrl, queue: ownerUrl, role: app.name, without: 'lets in no other' };
  });
}

/**
 * Looks whether those that `makeLogins` makes for this key are there, and are let in. Makes nothing.
 *
 * @returns `none` before the first start with this key, and where the owner may make none
 */
export async function lookAtLogins(ownerUrl: string, secretKey: Buffer): Promise<'let in' | 'shut out' | 'none'> {
  return asOwner(ownerUrl, async (db) => {
    const { app, queue } = await loginsFor(db, secretKey);
    const { rows } = await db.execute(sql`select from pg_roles where rolname in (${app.name}, ${queue.name})`);
    if (rows.length < 2) return 'none';
    const addresses = [app, queue].map(({ name, password }) => asUser(ownerUrl, name, password));
    const areIn = await Promise.all(addresses.map(letsIn));
    return areIn.includes(false) ? 'shut out' : 'let in';
  });
}

/**
 * Takes from the users of this database that were made with another key the right to sign in, a day from now, and removes
 * those whose day is over. Called once it is known that the key is the right one.
 */
export async function retireLogins(ownerUrl: string, secretKey: Buffer): Promise<void> {
  await asOwner(ownerUrl, async (db) => {
    const { app, queue } = await loginsFor(db, secretKey);
    const { rows } = await db.execute<{ name: string; is_over: boolean | null }>(sql`
      select rolname as name, rolvaliduntil < now() as is_over from pg_roles
      where rolname like 'staffroom\\_%\\_' || (select oid from pg_database where datname = current_database()) || '\\_%'
        and rolname not in (${app.name}, ${queue.name})`);
    for (const { name, is_over } of rows) {
      const steps = is_over ? removal(name) : [endOf(name)];
      await inTurn(db, steps).catch((error) => {
        // Another user of the server made it, who alone may end it.
        if (serverErrorIn(error)?.code !== notAllowed) throw error;
      });
    }
  });
}

const endOf = (name: string) => `
do $$ begin
  if (select rolvaliduntil is null or rolvaliduntil = 'infinity' from pg_roles where rolname = '${name}') then
    execute format('alter role ${name} valid until %L', now() + interval '${retiredAfter}');
  end if;
end $$`;

const removal = (name: string) => [
  ...['public', 'graphile_worker'].flatMap((schema) => [
    `revoke all on all tables in schema ${schema} from ${name}`,
    `revoke all on all functions in schema ${schema} from ${name}`,
    `revoke all on schema ${schema} from ${name}`,
  ]),
  `drop role ${name}`,
];

/** What it was set to by itself meanwhile, as any user may, is set back. */
const ensure = ({ name, verifier }: Login) => `
do $$ begin
  if not exists (select from pg_roles where rolname = '${name}') then
    create role ${name};
  end if;
end $$;
alter role ${name} login password '${verifier}' valid until 'infinity';
alter role ${name} reset all;
`;

async function loginsFor(db: Db, secretKey: Buffer): Promise<Record<'app' | 'queue', Login>> {
  const { rows } = await db.execute<{ oid: string }>(
    sql`select oid::text as oid from pg_database where datname = current_database()`,
  );
  const derived = (purpose: string, bytes: number) =>
    Buffer.from(hkdfSync('sha256', secretKey, '', `staffroom:database:${purpose}`, bytes));
  const login = (kind: string): Login => {
    const name = `staffroom_${kind}_${rows[0]?.oid}_${derived('key', 4).toString('hex')}`;
    const password = derived(name, 24).toString('hex');
    return { name, password, verifier: scramVerifier(password, derived(`salt of ${name}`, 16)) };
  };
  return { app: login('app'), queue: login('queue') };
}

/** All of it in one transaction, and one copy after the other: two that grant the same at once would fail. */
async function inTurn(db: Db, statements: string[]): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${advisoryLocks.migration})`);
    for (const statement of statements) await tx.execute(sql.raw(statement));
  });
}

/** What a server or a pooler says to a user whom it does not let in, by PostgreSQL's codes. */
const shut = /^(28...|08P01|42501)$/;

async function letsIn(url: string): Promise<boolean> {
  const client = new pg.Client({
    ...readAddress(url),
    connectionTimeoutMillis: answerMs,
    query_timeout: answerMs,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch (error) {
    if (shut.test(serverErrorIn(error)?.code ?? '')) return false;
    throw error;
  } finally {
    await client.end().catch(() => {});
  }
}

async function asOwner<T>(url: string, work: (db: Db) => Promise<T>): Promise<T> {
  const { db, close } = connect(url, { max: 1, patient: true });
  try {
    return await work(db);
  } finally {
    await close();
  }
}
