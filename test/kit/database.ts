import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { connect, type Db } from '../../db/connect.ts';
import type { App, Clock } from '../../src/service/context.ts';
import { administer, databaseName, withDatabase } from './server.ts';

export interface TestDatabase {
  url: string;
  /** As the program's own role. */
  db: Db;
  /** What use cases stand on; the real time unless a clock is given. */
  app(clock?: Clock): App;
  /** Closes the connections and drops the database. */
  close(): Promise<void>;
}

/** A migrated database of one's own, empty of people. For `beforeAll`; close it in `afterAll`. */
export async function testDatabase(): Promise<TestDatabase> {
  const serverUrl = inject('serverUrl');
  const name = databaseName('db');
  await administer(serverUrl, (sql) => sql`create database ${sql(name)} template ${sql(inject('template'))}`);
  const url = withDatabase(serverUrl, name);
  const connection = connect(url);
  const secretKey = randomBytes(32);
  return {
    url,
    db: connection.db,
    app: (clock = () => new Date()) => ({
      db: connection.db,
      clock,
      secretKey,
      publicUrl: 'https://staffroom.school.example',
    }),
    async close() {
      await connection.close();
      await administer(serverUrl, (sql) => sql`drop database if exists ${sql(name)} with (force)`);
    },
  };
}
