import type { Ctx, Tx } from '../context.ts';
import { queueJobs } from '../jobs.ts';

/** From how many mails on they take a while: they are followed with a progress line, and let others go first. */
const minBulk = 5;

/** Someone who waits for a reset does not wait for a thousand invitations. */
export const mailPriority = (mails: number): number => (mails < minBulk ? 0 : 1);

/** Has whoever acts told how far these mails are, in the caller's transaction, where they are many. @param mails how many go under this correlation id */
export async function followMany({ db, actor, workspaceId, correlationId }: Ctx<Tx>, mails: number): Promise<void> {
  if (!workspaceId || mails < minBulk) return;
  const payload = { correlationId, workspaceId, userId: actor.id };
  // Before the many mails that it tells of.
  await queueJobs(db, [{ task: 'mail-progress', priority: -1, payload }]);
}
