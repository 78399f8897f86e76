import { randomBytes, randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import postgres, { type Sql } from 'postgres';
import { connect } from '../../db/connect.ts';
import { removeEmbedded, startEmbedded } from '../../db/embedded/embedded.ts';
import { makeLogins } from '../../db/logins.ts';
import { migrate } from '../../db/migrate.ts';
import { createBot } from '../../src/bot/bot.ts';
import type { Bot, Event, Reply } from '../../src/bot/inbound.ts';
import { loadCommands } from '../../src/bot/registry.ts';
import type { App, Ctx } from '../../src/service/context.ts';
import { addCentre, addUser } from '../kit/people.ts';
import { administer, withDatabase } from '../kit/server.ts';
import { fillFast } from './fill-fast.ts';

/** A PostgreSQL of the benchmark's own, with fsync on as in earnest. */
export interface Server {
  /** A migrated database of its own, empty. @returns its URL, as the owner of the tables */
  database(name: string): Promise<string>;
  /** A migrated database with a school of so many people in it. */
  school(people: number): Promise<School>;
  stop(): Promise<void>;
}

export interface School {
  /** As the owner of the tables. */
  url: string;
  /** As the program's own user. */
  appUrl: string;
  app: App;
  ctx: Ctx;
  bot: Bot;
  /** Says something to the bot as the coordinator; throws when it broke. */
  send(event: Event): Promise<Reply[]>;
  /** What SQL by hand goes through: one connection, in the program's own role. */
  byHand: Sql;
  close(): Promise<void>;
}

/** @param dir where it lies; the folder above is the benchmark's too, and goes with it */
export async function startServer(dir: string): Promise<Server> {
  const embedded = await startEmbedded({ dir, durable: true, database: 'template' });
  await migrate(embedded.url);
  const { app } = await makeLogins(embedded.url, randomBytes(32));
  const create = async (what: string): Promise<string> => {
    const name = `${what}_${randomBytes(3).toString('hex')}`;
    await administer(
      withDatabase(embedded.url, 'postgres'),
      (sql) => sql`create database ${sql(name)} template template`,
    );
    return name;
  };
  return {
    database: async (name) => withDatabase(embedded.url, await create(name)),
    school: async (people) => {
      const name = await create(`school_${people}`);
      return openSchool({ url: withDatabase(embedded.url, name), appUrl: withDatabase(app, name) }, people);
    },
    stop: async () => {
      await embedded.stop();
      await removeEmbedded(dir);
      await rm(dirname(dir), { recursive: true, force: true });
    },
  };
}

async function openSchool({ url, appUrl }: Pick<School, 'url' | 'appUrl'>, people: number): Promise<School> {
  const { db, close } = connect(appUrl);
  const byHand = postgres(appUrl, { max: 1, onnotice: () => {} });
  const { id: centreId } = await addCentre(db);
  const email = 'coordinator@riverside.example';
  const { id } = await addUser(db, centreId, { role: 'coordinator', email });
  const [workspace] = await byHand<{ id: string }[]>`
    insert into workspaces (centre_id, platform, external_id) values (${centreId}, 'playground', 'bench') returning id`;
  await fill(url, centreId, people);
  const app: App = { db, clock: () => new Date(), secretKey: randomBytes(32), publicUrl: 'https://bench.example' };
  const bugs: unknown[] = [];
  const mailFrom = 'no-reply@bench.example';
  const bot = createBot({ app, registry: await loadCommands(), mailFrom, onBug: (error) => bugs.push(error) });
  const sender = { platform: 'playground', workspace: 'bench', person: 'c', email, standing: 'member' } as const;
  return {
    url,
    appUrl,
    app,
    bot,
    byHand,
    ctx: {
      ...app,
      actor: { id, centreId, role: 'coordinator', siteAdminOf: [] },
      workspaceId: workspace?.id ?? null,
      correlationId: randomUUID(),
    },
    send: async (event) => {
      const replies = await bot.handle({ id: randomUUID(), sender, place: { kind: 'direct', id: 'd' }, event });
      if (bugs.length > 0) throw bugs[0];
      return replies;
    },
    close: async () => {
      await byHand.end();
      await close();
    },
  };
}

const syllables = 'ka mo ri be lu sa ti no fe gu pa zo mi de ha vu ne jo wi ra'.split(' ');

/** Names that many share: from one in fifty to ten in all, some first and some last in the order of names. */
export const frequentNames = [
  { name: 'Abara', oneIn: 50 },
  { name: 'Okafor', oneIn: 60 },
  { name: 'Zwane', oneIn: 70 },
  { name: 'Fernandes', oneIn: 500 },
  { name: 'Quill', oneIn: 10_000 },
] as const;

/** SQL of a first and a last name for a number: names of four syllables of their own, but for those who have a frequent one. */
export function namesByHand(i: string): { first: string; last: string } {
  const list = `array[${syllables.map((s) => `'${s}'`).join(',')}]`;
  const name = [1, 20, 400, 8_000].map((by) => `(${list})[1 + (${i} * 7919 / ${by}) % 20]`).join(' || ');
  const frequent = frequentNames
    .map(({ name, oneIn }, n) => `when ${i} % ${oneIn} = ${n + 1} then '${name}'`)
    .join(' ');
  return { first: `initcap(${name})`, last: `case ${frequent} else initcap(reverse(${name})) end` };
}

/** People with two sites and one programme each. */
function fill(url: string, centreId: string, people: number): Promise<void> {
  const { first, last } = namesByHand('i');
  return fillFast(url, async (sql) => {
    await sql.unsafe(
      `insert into users (id, holder_id, centre_id, first_name, last_name, email, role, status)
       select id, id, $1::uuid, ${first}, ${last}, 'p' || i || '@big.example',
         case when i % 100 = 0 then 'admin' else 'teacher' end::role,
         case when i % 20 = 0 then 'invited' else 'active' end::status
       from (select gen_random_uuid() as id, i from generate_series(1, $2::int) i) numbered`,
      [centreId, people],
    );
    await sql`insert into site_access (centre_id, user_id, site)
      select centre_id, id, s from users, unnest(array['hub', 'forums']::site[]) s`;
    await sql`insert into user_programmes (centre_id, user_id, programme) select centre_id, id, 'primary' from users`;
  });
}
