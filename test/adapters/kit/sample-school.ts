import { eq } from 'drizzle-orm';
import { pino } from 'pino';
import { connect } from '../../../db/connect.ts';
import { makeSampleCentre } from '../../../db/sample/centre.ts';
import { centres, workspaces } from '../../../db/schema/index.ts';
import { createBot } from '../../../src/bot/bot.ts';
import type { Bot, Chat } from '../../../src/bot/inbound.ts';
import { loadCommands } from '../../../src/bot/registry.ts';
import { type Inbox, openInbox } from '../../../src/jobs/inbox.ts';
import type { App } from '../../../src/service/context.ts';
import type { TestDatabase } from '../../kit/database.ts';
import { proxyTo } from '../../kit/slow-database.ts';

/**
 * The sample centre, made anew, on connections of its own.
 *
 * @param canFail puts a proxy before the database, which `reach` closes and opens
 */
export async function sampleSchool(database: TestDatabase, canFail = false) {
  const proxy = canFail ? await proxyTo(database.appUrl) : undefined;
  const connection = connect(proxy?.url ?? database.appUrl);
  const app: App = { ...database.app(), db: connection.db };
  await makeSampleCentre(database.db, app.clock());
  return {
    app,
    async reach(isThere: boolean): Promise<void> {
      if (!proxy) throw new Error('made without canFail');
      await proxy.down(!isThere);
    },
    async close(): Promise<void> {
      await connection.close();
      await proxy?.close();
    },
  };
}

/** Ties a workspace to the sample centre, or to the other one. */
export async function bind(
  database: TestDatabase,
  platform: 'slack' | 'teams',
  externalId: string,
  number: 'IN123' | 'GB204' = 'IN123',
): Promise<void> {
  const [centre] = await database.db.select().from(centres).where(eq(centres.number, number));
  if (!centre) throw new Error('no sample centre');
  await database.db.insert(workspaces).values({ centreId: centre.id, platform, externalId });
}

/** The real bot and inbox, what breaks in them, and the list for the adapter's chat, once there is one. */
export async function realBot(app: App): Promise<{ bot: Bot; inbox: Inbox; bugs: unknown[]; chats: Chat[] }> {
  const bugs: unknown[] = [];
  const chats: Chat[] = [];
  const bot = createBot({
    app,
    registry: await loadCommands(),
    mailFrom: 'no-reply@staffroom.example',
    onBug: (error) => bugs.push(error),
    chats,
  });
  const inbox = openInbox({ app, log: pino({ level: 'silent' }), leaseMs: 400 });
  return { bot, inbox, bugs, chats };
}
