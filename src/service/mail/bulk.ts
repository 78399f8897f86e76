import type { Ctx, Tx } from '../context.ts';
import { type Job, queueJobs } from '../jobs.ts';

/** From how many mails on they take a while: they are followed with a progress line, and let others go first. */
const minBulk = 5;

/** Someone who waits for a reset does not wait for a thousand invitations. */
export const mailPriority = (mails: number): number => (mails < minBulk ? 0 : 1);

/**
 * The job that tells whoever acts how far these mails are, where they are many.
 *
 * @param mails how many go under this correlation id
 * @param since when they were written, where others went under it before: as someone's leaving went on
 */
export function followingMany({ actor, workspaceId, correlationId }: Ctx<Tx>, mails: number, since?: Date): Job[] {
  if (!workspaceId || mails < minBulk) return [];
  const payload = { correlationId, workspaceId, userId: actor.id, ...(since && { since: since.toISOString() }) };
  // Before the many mails that it tells of.
  return [{ task: 'mail-progress', priority: -1, payload }];
}

/** Queues that job in the caller's transaction. */
export const followMany = (ctx: Ctx<Tx>, mails: number): Promise<void> => queueJobs(ctx.db, followingMany(ctx, mails));
