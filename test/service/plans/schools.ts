import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import type { Connection } from '../../../db/connect.ts';
import type { Actor, App, Ctx } from '../../../src/service/context.ts';
import { type TestDatabase, testDatabase } from '../../kit/database.ts';
import { expectFewReads } from '../../kit/explained.ts';
import { fillSchools } from '../../kit/many-schools.ts';
import { addCentre, addUser } from '../../kit/people.ts';
import { recorded, type Sent } from '../../kit/recorded.ts';

/** A hundred schools as they are after some weeks, and the program beside them, all of whose statements are written down. */
export interface Schools {
  app: App;
  /** A coordinator of the first school. */
  ctx: Ctx;
  /** A teacher there. */
  own: Ctx;
  /** The Slack workspace there. */
  workspace: string;
  /** Somebody's, of what there is. */
  some: Record<'id' | 'email' | 'request' | 'mail' | 'late' | 'site', string>;
  /** Expects that what is sent meanwhile is carried out without reading much. What only adds a row is passed over. */
  expectFewReadsOf(run: () => Promise<unknown>): Promise<void>;
}

/** The names of what is asked, and how. */
export type Asked = [string, (schools: Schools) => Promise<unknown>][];

/** For all tests of a block. @param each how many people a school has */
export function useSchools(each: number): Schools {
  const schools = {} as Schools;
  const sent: Sent[] = [];
  let database: TestDatabase;
  let connection: Connection;
  /** As the program, but that it explains. */
  let asked: pg.Client;

  beforeAll(async () => {
    database = await testDatabase();
    const { id: centreId, number } = await addCentre(database.db);
    const boss = await addUser(database.db, centreId, { role: 'coordinator' });
    await fillSchools(database.url, each, { inUse: true });
    connection = recorded(database.url, sent);
    asked = new pg.Client(database.url);
    await asked.connect();
    const app = { ...database.app(), db: connection.db };
    const as = (actor: Pick<Actor, 'id' | 'role'>): Ctx => ({
      ...app,
      workspaceId: null,
      correlationId: randomUUID(),
      actor: { ...actor, centreId, siteAdminOf: [] },
    });
    const { rows } = await asked.query(
      `select u.id, u.email, (select id from requests where centre_id = u.centre_id limit 1) as request,
         (select id from mails where state = 'queued' limit 1) as mail, (select id from late_answers limit 1) as late,
         (select id from site_connections where centre_id = u.centre_id) as site
       from users u where centre_id = $1 and status = 'active' order by role desc limit 1`,
      [centreId],
    );
    Object.assign(schools, {
      app,
      ctx: as({ id: boss.id, role: 'coordinator' }),
      own: as({ id: rows[0].id, role: 'teacher' }),
      workspace: `T${number}`,
      some: rows[0],
    });
  }, 120_000);
  afterAll(async () => {
    await asked.end();
    await connection.close();
    await database.close();
  });

  schools.expectFewReadsOf = async (run) => {
    sent.length = 0;
    await run();
    const statements = sent.filter(({ text }) => !/^insert/i.test(text.trim()));
    await expectFewReads(asked, statements);
  };
  return schools;
}
