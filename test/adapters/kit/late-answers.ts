import { pino } from 'pino';
import { lateAnswers } from '../../../db/schema/index.ts';
import type { Chat } from '../../../src/bot/inbound.ts';
import { tellLate } from '../../../src/jobs/tasks/tell-late.ts';
import type { App } from '../../../src/service/context.ts';

/** Delivers what was left to the queue, as it would: each once, the oldest first. @returns how many are still owed */
export async function bringLate(app: App, chat: Chat): Promise<number> {
  const tell = tellLate(app, [chat], pino({ level: 'silent' }));
  const owed = await app.db.select().from(lateAnswers).orderBy(lateAnswers.createdAt);
  for (const { id } of owed) await tell({ answerId: id }).catch(() => {});
  return app.db.$count(lateAnswers);
}
