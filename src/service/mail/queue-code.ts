import { randomUUID } from 'node:crypto';
import { mails } from '../../../db/schema/index.ts';
import type { App, Tx } from '../context.ts';
import { queueJobs } from '../jobs.ts';

/** Queues the mails that bring a workspace's code to the coordinators who may pass it on, in the caller's transaction. */
export async function queueCodeMails(
  app: App<Tx>,
  codeId: string,
  correlationId: string,
  to: { id: string; centreId: string }[],
): Promise<void> {
  if (to.length === 0) return;
  const createdAt = app.clock();
  const rows = to.map(({ id: userId, centreId }) => ({
    id: randomUUID(),
    centreId,
    userId,
    kind: 'workspace-code',
    codeId,
    createdAt,
    correlationId,
  }));
  await app.db.insert(mails).values(rows);
  await queueJobs(
    app.db,
    rows.map(({ id }) => ({ task: 'send-mail' as const, payload: { mailId: id } })),
  );
}
