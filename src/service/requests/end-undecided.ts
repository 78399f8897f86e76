import { sql } from 'drizzle-orm';
import { prebuilt, type Values } from '../../../db/prebuilt.ts';
import { addEvents } from '../audit/event.ts';
import type { App, Tx } from '../context.ts';
import type { Job } from '../jobs.ts';
import { showJob } from './copies.ts';

interface Ending {
  id: string;
  at: Date;
  jobs: string;
}

/** What both come to: the request ends if it still waits, and what is told of that goes with it. */
const ending = prebuilt((db, v: Values<Ending & { status: 'expired' | 'withdrawn'; workspaceId: string | null }>) => {
  const event = sql`(
    select jsonb_agg(jsonb_build_object(
      'centre_id', centre_id, 'at', ${v.at}::timestamptz, 'action', 'request.' || status, 'outcome', 'done',
      'actor_id', case status when 'withdrawn' then asker_id end, 'workspace_id', ${v.workspaceId}::uuid, 'target_id', asker_id,
      'details', jsonb_strip_nulls(jsonb_build_object('request', id, 'site', site)), 'correlation_id', correlation_id
    )) from ended
  )`;
  return db.execute<{ hasEnded: boolean }>(sql`
    with ended as (
      update requests set status = ${v.status}, decided_at = ${v.at}
      where id = ${v.id} and status = 'pending' and (expires_at > ${v.at}) = (${v.status} = 'withdrawn'::request_status)
      returning *
    ), events as (${addEvents(event)})
    select exists (select from ended) as "hasEnded", case when exists (select from ended) then queue_jobs(${v.jobs}::jsonb) end`);
});

async function end(app: App<Tx>, id: string, status: 'expired' | 'withdrawn', workspaceId: string | null, jobs: Job[]) {
  const { rows } = await ending(app.db, { id, status, workspaceId, at: app.clock(), jobs: JSON.stringify(jobs) });
  return rows[0]?.hasEnded === true;
}

/** Ends a request whose time is over, unless it was decided; in one statement. Whoever asked is told. @returns whether it ended now */
export const closeExpired = (app: App<Tx>, id: string): Promise<boolean> =>
  end(app, id, 'expired', null, [showJob(id), { task: 'tell-asker', payload: { requestId: id } }]);

/** The same of one that whoever asked takes back, unless its time is over. @param workspaceId where they do */
export const closeWithdrawn = (app: App<Tx>, id: string, workspaceId: string | null): Promise<boolean> =>
  end(app, id, 'withdrawn', workspaceId, [showJob(id)]);
