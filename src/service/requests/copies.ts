import { and, eq, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { requestMessages, requests, workspaces } from '../../../db/schema/index.ts';
import type { App, Tx } from '../context.ts';
import { anyOf } from '../ids.ts';
import { type Job, queueJobs } from '../jobs.ts';
import { inTransaction } from '../transaction.ts';

/**
 * The job that brings every copy up to date. Of one request only one is carried out at a time, so that two don't both find
 * a channel without a card. There are few queues, since the database keeps each for ever.
 */
export function showJob(requestId: string): Job {
  const queue = `requests-${requestId.slice(0, 1)}`;
  return { task: 'show-request', payload: { requestId }, key: `show-request:${requestId}`, queue };
}

/** The job that announces a request again, or ends it. Another of the same kind that waits gives way to it. */
export const timedJob = (task: 'remind-request' | 'expire-request', requestId: string, run_at: Date): Job => ({
  task,
  payload: { requestId },
  key: `${task}:${requestId}`,
  run_at,
});

/**
 * A press came from a card: if it is not known, because the program died between posting it and writing that down, it is
 * kept up to date from now on. If it is known and shows what is over, it is brought up to date.
 *
 * @param copy.ref the platform's reference of the card itself; never of a message that shows more than this request
 * @param copy.to the platform's id of the channel; of a person's own chat, their user id instead
 */
export async function registerCopy(
  app: App,
  copy: { requestId: string; workspaceId: string; to: { channel: string } | { userId: string }; ref: unknown },
): Promise<void> {
  const { requestId, workspaceId, to, ref } = copy;
  await inTransaction(app, async (app) => {
    const [found] = await app.db
      .select({ centreId: requests.centreId, status: requests.status })
      .from(requests)
      // A button's id comes from outside: what is of another centre is nothing here.
      .innerJoin(workspaces, and(eq(workspaces.id, workspaceId), eq(workspaces.centreId, requests.centreId)))
      .where(eq(requests.id, requestId));
    if (!found) return;
    const { centreId, status } = found;
    const stale = await app.db
      .insert(requestMessages)
      .values({ centreId, requestId, workspaceId, ...to, ref, createdAt: app.clock() })
      .onConflictDoUpdate({
        target: [requestMessages.requestId, requestMessages.workspaceId, requestMessages.ref],
        set: { shown: null },
        // What is decided has no buttons: this one still has, whatever we believed it to show.
        setWhere: sql`${status !== 'pending'}`,
      })
      .returning({ id: requestMessages.id });
    if (stale.length > 0) await queueJobs(app.db, [showJob(requestId)]);
  });
}

/** Has every copy of these requests brought up to date, in the caller's transaction. */
export async function queueShow(tx: Tx, ids: string[]): Promise<void> {
  await queueJobs(tx, ids.map(showJob));
}

/** The jobs that do the same of all that these wait for a decision on, found by the statement of which it is a part: the cards say how it stands with their account. */
export const showingOf = (askerIds: SQLWrapper): SQL => sql`
  select jsonb_build_object(
    'task', 'show-request', 'payload', jsonb_build_object('requestId', id), 'key', 'show-request:' || id, 'queue', 'requests-' || left(id::text, 1)
  )
  from ${requests} where asker_id = ${anyOf(askerIds)} and status = 'pending'`;
