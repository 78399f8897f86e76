import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sql } from 'postgres';
import { inject } from 'vitest';
import { migrate } from '../../../../db/migrate.ts';
import { inComment } from '../../../../db/oldest-program.ts';
import { noteMoved } from '../../../../src/program/moved.ts';
import { takeUpKey } from '../../../../src/service/keys/take-up.ts';
import { fakeSlack } from '../../../adapters/slack/fake/index.ts';
import { selfSigned } from '../../../kit/certificate.ts';
import { testDatabase } from '../../../kit/database.ts';
import { listen } from '../../../kit/listen.ts';
import { addCentre } from '../../../kit/people.ts';
import { transactionPooler } from '../../../kit/pooler.ts';
import { ownPostgres } from '../../../kit/postgres.ts';
import { administer, databaseName, withDatabase } from '../../../kit/server.ts';
import { schoolSettings } from '../../../kit/settings.ts';
import type { Patient } from './patient.ts';

const key = { SECRET_KEY: 'x'.repeat(32), PORT: '0' };

const dueJob = (sql: Sql) => sql`
  select graphile_worker.add_job('send-mail', '{}', run_at := now() - interval '2 hours')`;

/** A database that much has happened to. */
const neglected: Patient = {
  name: 'a neglected database',
  async plant() {
    const slack = await fakeSlack();
    const database = await testDatabase();
    await takeUpKey(database.app());
    const name = new URL(database.url).pathname.slice(1);
    await administer(database.url, async (sql) => {
      await dueJob(sql);
      await sql`select graphile_worker.add_job('provision', '{}', run_at := now() + interval '1 hour')`;
      await sql`update graphile_worker._private_jobs set last_error = 'the site does not answer', attempts = 3
        where run_at > now()`;
      await sql`select graphile_worker.add_job('of-tomorrow', '{}', run_at := now() - interval '3 hours')`;
      await sql`select graphile_worker.add_job('tell-asker', '{}', max_attempts := 1)`;
      await sql`update graphile_worker._private_jobs set attempts = 1 where max_attempts = 1`;
      await sql`update mail_server set failing_since = now(), why = 'setting', problem = '550 5.7.1', tries = 3`;
      await sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('of tomorrow', 99999999999999)`;
      await sql.unsafe(`comment on schema drizzle is '${inComment(99_999_999_999_999)}'`);
      await sql`alter database ${sql(name)} connection limit 5`;
      await sql`drop extension pg_trgm cascade`;
      await sql`alter database ${sql(name)} set default_transaction_read_only = on`;
    });
    const env = {
      ...key,
      DATABASE_URL: database.url,
      // What it tells of takes two connections more.
      METRICS_TOKEN: 'the-token-of-the-metrics',
      SLACK_API_URL: slack.apiUrl,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
    };
    const close = async () => {
      await database.close();
      await slack.close();
    };
    return { options: { env }, close };
  },
  faults: [
    {
      name: 'another SECRET_KEY',
      about: 'secret key',
      is: 'wrong',
      says: /sealed with another key/,
      todo: /SECRET_KEY_BEFORE/,
    },
    {
      name: 'a newer program was here',
      about: 'schema',
      is: 'wrong',
      says: /newer Staffroom .* 1 migration ahead of this program, which is too old/,
      todo: /same release.*restore the backup/,
    },
    {
      name: 'read-only',
      about: 'database',
      is: 'wrong',
      says: /set to be read only/,
      todo: /reset default_transaction_read_only/,
    },
    {
      name: 'an extension dropped',
      about: 'database',
      is: 'wrong',
      says: /has lost pg_trgm/,
      todo: /create extension pg_trgm/,
    },
    {
      name: 'few connections',
      about: 'database',
      is: 'wrong',
      says: /^\d of the 5 connections of this database are taken, and Staffroom holds up to 26/,
      todo: /alter database … connection limit -1/,
    },
    {
      name: 'a job that nobody does',
      about: 'queue',
      is: 'note',
      says: /1 job waits, the oldest for 2 hours, and no/,
      todo: /next start/,
    },
    {
      name: 'a job that fails',
      about: 'queue',
      is: 'note',
      says: /“provision” fails .*: the site does not answer/,
      todo: /log/,
    },
    {
      name: 'a job of a kind that nobody knows',
      about: 'queue',
      is: 'note',
      says: /1 job “of-tomorrow” waits for a release that knows it/,
      todo: /release that queued/,
    },
    { name: 'a job that was given up', about: 'queue', is: 'note', says: /1 job was given up/ },
    {
      name: 'a mail server that refuses us',
      about: 'mails',
      is: 'wrong',
      says: /refuses the sender .*550 5\.7\.1/,
      todo: /mail server/,
    },
    { name: 'no school, nor settings for one', about: 'school', is: 'wrong', says: /^CENTRE_NUMBER: missing/ },
  ],
};

/** A program that was brought to a newer release, and settings that were changed. */
const changed: Patient = {
  name: 'a release on an older database',
  async plant() {
    const slack = await fakeSlack();
    const database = await testDatabase();
    const { number } = await addCentre(database.db);
    await administer(
      database.url,
      (sql) => sql`delete from drizzle.__drizzle_migrations
        where created_at = (select max(created_at) from drizzle.__drizzle_migrations)`,
    );
    const env = {
      ...key,
      DATABASE_URL: database.url,
      SLACK_API_URL: slack.apiUrl,
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      ...schoolSettings('nobody@riverside.test'),
      CENTRE_NUMBER: number,
    };
    const close = async () => {
      await database.close();
      await slack.close();
    };
    return { options: { env }, close };
  },
  faults: [
    { name: 'a migration to come', about: 'schema', is: 'note', says: /1 migration behind/, todo: /backup/ },
    {
      name: 'a coordinator who is none',
      about: 'school',
      is: 'note',
      says: /^COORDINATOR_EMAIL: nobody@.*npm run coordinator/,
    },
  ],
};

/** As while copies are upgraded one after the other, or once one has gone back. */
const oneAhead: Patient = {
  name: 'the release before the one that upgraded the database',
  async plant() {
    const database = await testDatabase();
    await administer(
      database.url,
      (sql) => sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('of tomorrow', 99999999999999)`,
    );
    return { options: { env: { ...key, DATABASE_URL: database.url } }, close: database.close };
  },
  faults: [
    {
      name: 'a newer program is beside it',
      about: 'schema',
      is: 'note',
      says: /newer Staffroom .* 1 migration ahead of this program, which may work/,
      todo: /same release/,
    },
  ],
};

const lesserUser: Patient = {
  name: 'a user with few rights',
  async plant() {
    const database = await testDatabase();
    return { options: { env: { ...key, DATABASE_URL: database.appUrl } }, close: database.close };
  },
  faults: [
    { name: 'may not create', about: 'database', is: 'wrong', says: /may not create/, todo: /owner/ },
    { name: 'owns no tables', about: 'database', is: 'wrong', says: /does not own the tables/, todo: /reassign/ },
    { name: 'may not read', about: 'schema', is: 'unknown', says: /has no right to/ },
  ],
};

const noRoles: Patient = {
  name: 'an owner who may make no roles',
  async plant() {
    const server = await ownPostgres({});
    await migrate(server.url);
    await administer(server.superuserUrl, (sql) => sql`alter role ${sql(new URL(server.url).username)} nocreaterole`);
    return { options: { env: { ...key, DATABASE_URL: server.url } }, close: server.close };
  },
  faults: [
    { name: 'no CREATEROLE', about: 'schema', is: 'note', says: /may not make roles.*Give the user CREATEROLE/ },
  ],
};

const noRolesYet: Patient = {
  name: 'an empty database, whose owner may make no roles',
  async plant() {
    const server = await ownPostgres({});
    await administer(server.superuserUrl, (sql) => sql`alter role ${sql(new URL(server.url).username)} nocreaterole`);
    return { options: { env: { ...key, DATABASE_URL: server.url } }, close: server.close };
  },
  faults: [
    { name: 'no CREATEROLE from the first', about: 'schema', is: 'note', says: /may not make roles.*Give the user/ },
  ],
};

const elsewhere: Patient = {
  name: 'an address that was lost after the database was moved',
  async plant(folder) {
    await mkdir(join(folder, '.data'), { mode: 0o700 });
    noteMoved(join(folder, '.data'), new Date('2026-11-30T12:00:00Z'));
    return { options: { env: { PORT: '0' } } };
  },
  faults: [
    {
      name: 'DATABASE_URL lost',
      about: 'database',
      is: 'wrong',
      says: /^DATABASE_URL: missing.*moved .* on 2026-11-30.*Set DATABASE_URL and SECRET_KEY as they were/,
    },
  ],
};

const wrongPassword: Patient = {
  name: 'a wrong password',
  async plant() {
    const url = new URL(inject('serverUrl'));
    url.password = 'not-this';
    return { options: { env: { ...key, DATABASE_URL: url.href } } };
  },
  faults: [
    {
      name: 'a wrong password',
      about: 'database',
      is: 'wrong',
      says: /the password is wrong.*Correct it/,
      todo: /is not looked at/,
    },
  ],
};

const englishOnly: Patient = {
  name: 'a database of English letters',
  async plant() {
    const [server, name] = [inject('serverUrl'), databaseName('ascii')];
    await administer(
      server,
      (sql) =>
        sql`create database ${sql(name)} template template0 encoding 'SQL_ASCII' locale 'C' locale_provider 'libc'`,
    );
    const close = () => administer(server, async (sql) => void (await sql`drop database ${sql(name)} with (force)`));
    return { options: { env: { ...key, DATABASE_URL: withDatabase(server, name) } }, close };
  },
  faults: [
    { name: 'SQL_ASCII', about: 'database', is: 'wrong', says: /English alone/, todo: /createdb .*UTF8/ },
    { name: 'no tables', about: 'schema', is: 'note', says: /no tables yet.*first start/ },
  ],
};

/** What `pg_dump --schema=public` gives. */
const partial: Patient = {
  name: 'a restore of half of it',
  async plant() {
    const database = await testDatabase();
    await administer(database.url, (sql) => sql`drop schema drizzle, graphile_worker cascade`);
    return { options: { env: { ...key, DATABASE_URL: database.url } }, close: database.close };
  },
  faults: [
    {
      name: 'no record of migrations',
      about: 'schema',
      is: 'wrong',
      says: /schema drizzle/,
      todo: /^Restore all of the backup/,
    },
  ],
};

const certificateEnds: Patient = {
  name: 'a certificate of the database that is about to end',
  async plant(folder) {
    const tls = selfSigned();
    const server = await ownPostgres({ tls });
    await writeFile(join(folder, 'ca.pem'), tls.certificate);
    const url = `${server.url}?sslmode=verify-full&sslrootcert=${encodeURIComponent(join(folder, 'ca.pem'))}`;
    return { options: { env: { ...key, DATABASE_URL: url } }, close: server.close };
  },
  faults: [
    {
      name: 'the database’s certificate ends',
      about: 'database',
      is: 'wrong',
      says: /^The server’s certificate ends in \d+ days?\./,
      todo: /renewed/,
    },
  ],
};

const notPostgres: Patient = {
  name: 'the port of something else',
  async plant() {
    const { port, close } = await listen((_req, res) => res.end());
    return { options: { env: { ...key, DATABASE_URL: `postgres://staffroom@127.0.0.1:${port}/staffroom` } }, close };
  },
  faults: [
    { name: 'a web server', about: 'database', is: 'wrong', says: /something else than PostgreSQL.*Check the address/ },
  ],
};

const ownCertificate: Patient = {
  name: 'a certificate that signs for itself',
  async plant(folder) {
    const tls = selfSigned();
    const server = await ownPostgres({ tls });
    await writeFile(join(folder, 'other.pem'), selfSigned().certificate);
    const url = `${server.url}?sslmode=verify-full&sslrootcert=${encodeURIComponent(join(folder, 'other.pem'))}`;
    return { options: { env: { ...key, DATABASE_URL: url } }, close: server.close };
  },
  faults: [
    { name: 'another authority', about: 'database', is: 'wrong', says: /certificate is not trusted.*sslrootcert=/ },
  ],
};

const byPooler: Patient = {
  name: 'a pooler before the database',
  async plant() {
    const server = await ownPostgres({});
    await server.letIn('host all all 127.0.0.1/32 trust');
    const pooler = await transactionPooler(server.url);
    const close = async () => {
      await pooler.close();
      await server.close();
    };
    const env = { ...key, SECRET_KEY: randomBytes(32).toString('hex'), DATABASE_URL: pooler.url };
    return { options: { env }, close };
  },
  faults: [
    {
      name: 'a pooler by transaction',
      about: 'database',
      is: 'wrong',
      says: /^DATABASE_URL: a pooler.*pool_mode to session/,
      todo: /is not looked at/,
    },
  ],
};

export const databases: Patient[] = [
  ...[neglected, changed, oneAhead, lesserUser, noRoles, noRolesYet, elsewhere, wrongPassword],
  ...[englishOnly, notPostgres, ownCertificate, byPooler, partial, certificateEnds],
];
