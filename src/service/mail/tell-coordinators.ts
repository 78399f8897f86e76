import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { mails, users } from '../../../db/schema/index.ts';
import type { App, Tx } from '../context.ts';
import { queueJobs } from '../jobs.ts';

/**
 * Queues a mail to every coordinator of a school, in the caller's transaction.
 *
 * @param about.workspaceId the workspace whose tie it tells of
 */
export async function tellCoordinators(
  app: App<Tx>,
  kind: 'workspace-tied' | 'workspace-untied' | 'coordinator-made',
  { centreId, workspaceId = null }: { centreId: string; workspaceId?: string | null },
  correlationId: string,
): Promise<void> {
  const to = await app.db
    .select({ userId: users.id })
    .from(users)
    .where(and(eq(users.centreId, centreId), eq(users.role, 'coordinator'), eq(users.status, 'active')));
  const createdAt = app.clock();
  const rows = to.map(({ userId }) => ({
    id: randomUUID(),
    centreId,
    userId,
    kind,
    workspaceId,
    createdAt,
    correlationId,
  }));
  if (rows.length === 0) return;
  await app.db.insert(mails).values(rows);
  await queueJobs(
    app.db,
    rows.map(({ id }) => ({ task: 'send-mail' as const, payload: { mailId: id } })),
  );
}
