import { randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Connection, checkSession, connect } from '../../db/connect.ts';
import { makeLogins } from '../../db/logins.ts';
import { migrate } from '../../db/migrate.ts';
import { reach } from '../../db/reach.ts';
import { refusePooler } from '../../db/refuse-pooler.ts';
import { inWords } from '../../src/program/database-problem.ts';
import { isDatabaseAway, isOutcomeUnknown } from '../../src/service/database-errors.ts';
import { type SelfSigned, selfSigned } from '../kit/certificate.ts';
import { transactionPooler } from '../kit/pooler.ts';
import { type OwnPostgres, ownPostgres } from '../kit/postgres.ts';
import { administer } from '../kit/server.ts';
import { type DatabaseProxy, proxyTo } from '../kit/slow-database.ts';
import { until } from '../kit/until.ts';

/** A server that breaks in the middle of transactions, and one that speaks TLS. */

let certificate: SelfSigned;
let server: OwnPostgres;
let proxy: DatabaseProxy;
let connection: Connection;

beforeAll(async () => {
  server = await ownPostgres();
  proxy = await proxyTo(server.url);
  connection = connect(proxy.url);
  await connection.db.execute(sql`create table jottings (id int generated always as identity, words text unique)`);
});
afterAll(async () => {
  await connection.close();
  await proxy.close();
  await server.close();
});

const words = async () =>
  (await connection.db.execute<{ words: string }>(sql`select words from jottings order by id`)).rows.map(
    (r) => r.words,
  );
/** Once the server takes connections again, and those it cut off are known to be. */
const wellAgain = () =>
  until(() =>
    Promise.all(Array.from({ length: 8 }, () => connection.db.transaction((tx) => tx.execute(sql`select 1`)))).then(
      () => true,
      () => false,
    ),
  );
/** Whether a statement that looks like this sleeps on the server. */
const sleeps = (query: string) =>
  administer(server.superuserUrl, async (found) => {
    const asleep = await found`select from pg_stat_activity where wait_event = 'PgSleep' and query like ${query}`;
    return asleep.length > 0;
  });
const isAtCommit = () => sleeps('commit');
const note = (text: string) => sql`insert into jottings (words) values (${text})`;

async function mayConnect(may: boolean): Promise<void> {
  const { username } = new URL(server.url);
  await administer(server.superuserUrl, (by) => by.unsafe(`alter role ${username} ${may ? 'login' : 'nologin'}`));
  await server.terminateAll();
}

/** What a transaction that jottings `a 0` and `b 0` fails with, in whose middle this happens. */
async function during(happens: () => Promise<unknown>, n = 0): Promise<unknown> {
  return connection.db
    .transaction(async (tx) => {
      await tx.execute(note(`a ${n}`));
      await happens();
      await tx.execute(note(`b ${n}`));
    })
    .then(
      () => undefined,
      (error: unknown) => error,
    );
}

test('nothing more is asked on a connection that the server ended', async () => {
  const warnings: string[] = [];
  const onWarning = ({ message }: Error) => warnings.push(message);
  process.on('warning', onWarning);
  const failed = connection.db
    .transaction(async (tx) => {
      await tx.execute(note('slept'));
      // The second waits behind the first, and something after both would be one too many for the driver.
      await Promise.all([tx.execute(sql`select pg_sleep(60)`), tx.execute(note('waited'))]);
    })
    .catch((error: unknown) => error);
  await until(() => sleeps('%pg_sleep(60)%'));
  await server.terminateAll();
  expect(isDatabaseAway(await failed)).toBe(true);
  process.off('warning', onWarning);
  expect(warnings).toEqual([]);
  expect(await words()).toEqual([]);
});

test.each<[string, () => Promise<unknown>]>([
  ['all are cut off', () => server.terminateAll()],
  ['a backend is killed', () => server.killBackend()],
  ['the server restarts', () => server.restart()],
  [
    'the server is killed, and begun anew',
    async () => {
      await server.kill();
      await server.start();
    },
  ],
  [
    'the cable is cut',
    async () => {
      await proxy.down(true);
      await proxy.down(false);
    },
  ],
])(
  '%s in the middle of transactions: of those that failed nothing is there, of the others all; the next are as ever',
  async (_what, happens) => {
    let once: Promise<unknown> | undefined;
    const together = () => {
      once ??= happens();
      return once;
    };
    const failures = await Promise.all(Array.from({ length: 8 }, (_, n) => during(together, n)));
    await wellAgain();
    const there = await words();
    for (const [n, error] of failures.entries()) {
      const parts = there.filter((text) => text.endsWith(` ${n}`)).length;
      if (isOutcomeUnknown(error)) expect([0, 2]).toContain(parts);
      else expect([isDatabaseAway(error), parts]).toEqual(error === undefined ? [false, 2] : [true, 0]);
    }
    expect(failures.some(isDatabaseAway)).toBe(true);
    await connection.db.execute(sql`truncate jottings`);
  },
);

describe('a commit', () => {
  test('that the server answers with "rolled back" is a failure', async () => {
    const swallowing = connection.db.transaction(async (tx) => {
      await tx.execute(note('never'));
      await tx.execute(sql`select no_such_function()`).catch(() => {});
    });
    await expect(swallowing).rejects.toThrow('rolled back');
    expect(await words()).toEqual([]);
  });

  test('whose answer is lost is not called undone: here it was done', async () => {
    // The server is at the commit, in a trigger that is deferred to it, when the cable is cut.
    await connection.db.execute(sql`
      create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(0.5); return null; end $$`);
    await connection.db.execute(sql`
      create constraint trigger slow after insert on jottings deferrable initially deferred for each row execute function slow()`);
    const failure = during(async () => {});
    await until(isAtCommit);
    await proxy.down(true);
    const error = await failure;
    await proxy.down(false);
    expect([isOutcomeUnknown(error), isDatabaseAway(error)]).toEqual([true, false]);
    await wellAgain();
    await connection.db.execute(sql`drop function slow() cascade`);
    expect(await words()).toEqual(['a 0', 'b 0']);
    await connection.db.execute(sql`truncate jottings`);
  });

  test('that a rule refuses at its end is the rule’s refusal', async () => {
    await connection.db.execute(
      sql`alter table jottings add constraint late unique (words) deferrable initially deferred`,
    );
    await connection.db.execute(sql`alter table jottings drop constraint jottings_words_key`);
    const twice = connection.db.transaction(async (tx) => {
      await tx.execute(note('twice'));
      await tx.execute(note('twice'));
    });
    await expect(twice).rejects.toMatchObject({ code: '23505' });
  });
});

describe('a server that can’t just now', () => {
  test.each<[string, () => Promise<void>, () => Promise<void>]>([
    ['is read-only', () => server.readOnly(true), () => server.readOnly(false)],
    ['lets us in no more', () => mayConnect(false), () => mayConnect(true)],
    [
      'has no connection left',
      async () => {
        await server.set('max_connections', '4');
        await server.restart();
      },
      async () => {
        await server.set('max_connections', '100');
        await server.restart();
      },
    ],
  ])('%s: try again, and well again by itself', async (_what, begins, ends) => {
    await begins();
    const failures = await Promise.all(Array.from({ length: 8 }, (_, n) => during(async () => {}, n)));
    await ends();
    expect(failures.some((error) => error !== undefined)).toBe(true);
    expect(failures.filter((error) => error !== undefined && !isDatabaseAway(error))).toEqual([]);
    await wellAgain();
    await connection.db.execute(sql`truncate jottings`);
    await connection.db.transaction((tx) => tx.execute(note('kept')));
    expect(await words()).toEqual(['kept']);
  });
});

test('of two that must not be at once, where a server keeps them apart, one may try again', async () => {
  await connection.db.execute(sql`truncate jottings`);
  const one = (n: number, both: () => Promise<unknown>) =>
    connection.db.transaction(async (tx) => {
      await tx.execute(sql`set transaction isolation level serializable`);
      await tx.execute(sql`select count(*) from jottings`);
      await both();
      await tx.execute(note(`serial ${n}`));
    });
  let arrive = () => {};
  const both = new Promise<void>((resolve) => {
    let there = 0;
    arrive = () => {
      there += 1;
      if (there === 2) resolve();
    };
  });
  const meet = () => {
    arrive();
    return both;
  };
  const ended = await Promise.allSettled([one(1, meet), one(2, meet)]);
  const failed = ended.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
  expect(failed.map(isDatabaseAway)).toEqual([true]);
});

describe('over TLS', () => {
  let secure: OwnPostgres;
  beforeAll(async () => {
    certificate = selfSigned();
    secure = await ownPostgres({ tls: certificate });
  });
  afterAll(() => secure.close());

  const isEncrypted = async (parameters: string) => {
    const { db, close } = connect(await reach(`${secure.url}?${parameters}`), { max: 1 });
    try {
      const { rows } = await db.execute(sql`select ssl from pg_stat_ssl where pid = pg_backend_pid()`);
      return rows[0]?.ssl;
    } catch (error) {
      return (inWords(error) as Error).message;
    } finally {
      await close();
    }
  };

  test.each([
    ['', false],
    ['sslmode=disable', false],
    ['sslmode=prefer', true],
    ['sslmode=allow', true],
    ['sslmode=require', true],
    ['sslmode=no-verify', true],
    [
      'sslmode=verify-full',
      expect.stringMatching(/^DATABASE_URL: the server’s certificate is not trusted: .*sslrootcert=/),
    ],
    ['ssl=true', expect.stringMatching(/^DATABASE_URL: the server’s certificate is not trusted/)],
  ])('%s: %o', async (parameters, expected) => {
    expect(await isEncrypted(parameters)).toEqual(expected);
  });
});

test('a pooler that gives each transaction another connection is found out, however busy it is; a server is none', async () => {
  await expect(refusePooler(server.url, 24)).resolves.toBeUndefined();
  await server.letIn('host all all 127.0.0.1/32 trust');
  const pooler = await transactionPooler(server.url);
  try {
    await expect(refusePooler(pooler.url, 24)).rejects.toThrow('pool_mode');
    const others = connect(pooler.url, { max: 5 });
    const busy = Promise.all(Array.from({ length: 300 }, () => others.db.execute(sql`select pg_sleep(0.002)`)));
    for (let i = 0; i < 10; i += 1) await expect(refusePooler(pooler.url, 24)).rejects.toThrow('pool_mode');
    await busy;
    await others.close();
  } finally {
    await pooler.close();
  }
});

test('where the server lets in the owner alone, the owner takes on the lesser role, and that is said', async () => {
  await migrate(server.url);
  const { username } = new URL(server.url);
  await server.letIn(`host all ${username} 127.0.0.1/32 trust\nhost all postgres 127.0.0.1/32 trust`);
  const logins = await makeLogins(server.url, randomBytes(32));
  expect(logins).toMatchObject({ app: server.url, queue: server.url, without: 'lets in no other' });
  const { db, close } = connect(logins.app, logins);
  try {
    await checkSession(db, logins);
    await expect(db.execute(sql`delete from users`)).rejects.toMatchObject({ cause: { code: '42501' } });
  } finally {
    await close();
  }
});
