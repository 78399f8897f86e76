import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, inject } from 'vitest';
import { connect, type Pool } from '../../db/connect.ts';
import type { App, Clock } from '../../src/service/context.ts';
import { administerOften, databaseName, withDatabase } from './server.ts';

export interface TestDatabase {
  /** As the owner of the tables. */
  url: string;
  /** As the program's own users, for people and for the queue. */
  appUrl: string;
  queueUrl: string;
  /** By `appUrl`. */
  db: Pool;
  /** What use cases stand on; the real time unless a clock is given. */
  app(clock?: Clock): App;
  /** Closes the connections, and has the database dropped. */
  close(): Promise<void>;
}

/** A database of one's own that is yet to be made: a migrated one, empty of people. */
function newDatabase(): TestDatabase & { create(): Promise<void> } {
  const serverUrl = inject('serverUrl');
  const name = databaseName('db');
  const url = withDatabase(serverUrl, name);
  const logins = inject('logins');
  const appUrl = withDatabase(logins.app, name);
  const connection = connect(appUrl);
  const secretKey = randomBytes(32);
  return {
    url,
    appUrl,
    queueUrl: withDatabase(logins.queue, name),
    db: connection.db,
    app: (clock = () => new Date()) => ({
      db: connection.db,
      clock,
      secretKey,
      publicUrl: 'https://staffroom.school.example',
    }),
    async create() {
      const template = inject('template');
      // By the log, block by block, it takes seven times as much of the processor.
      await administerOften(
        serverUrl,
        (sql) => sql`create database ${sql(name)} template ${sql(template)} strategy file_copy`,
      );
    },
    async close() {
      await connection.close();
      // Nobody waits for it: what is left when the process ends goes with the run (dropLeftovers).
      administerOften(serverUrl, (sql) => sql`drop database if exists ${sql(name)} with (force)`).catch(() => {});
    },
  };
}

/** A migrated database of one's own, empty of people. Close it after use. */
export async function testDatabase(): Promise<TestDatabase> {
  const { create, ...database } = newDatabase();
  await create();
  return database;
}

/** The same for all tests of a file, at whose head it is called: nothing connects before the first test. */
export function useDatabase(): TestDatabase {
  const { create, ...database } = newDatabase();
  beforeAll(create);
  afterAll(database.close);
  return database;
}
