import { type SQL, sql } from 'drizzle-orm';
import { prebuilt, type Values } from '../../db/prebuilt.ts';
import type { Platform } from '../words/platforms.ts';
import type { Site } from '../words/sites.ts';
import type { Tx } from './context.ts';

/** How far the mails of one flow have come, in mails. */
export interface MailProgress {
  queued: number;
  sent: number;
  failed: number;
  /** Whether those that are queued wait because the mail server takes nothing of ours. */
  held?: true;
}

/** The tasks that src/jobs carries out, and what each is told: ids, since what a job needs it reads when it runs. */
export interface Jobs {
  /** A mail is to be sent: has `send-mails` look. */
  'send-mail': { mailId: string };
  /** Sends what is to be sent, at the pace of the mail server; one at a time, in whichever copy. */
  'send-mails': Record<string, never>;
  /** Tells a coordinator that mails wait since then, or that they go again. */
  'tell-mail-server': { userId: string; since: string; isOver: boolean };
  /** Mails the codes that wait for it to a school's coordinators; nothing happens where there is no such school. */
  'workspace-codes': { centreNumber: string };
  forgotten: { userId: string | null; correlationId: string };
  /** A password was wrong: of whom; or, where nobody has the e-mail, what stands for it in the log. */
  'sign-in-failed': { userId?: string; nobody?: string; correlationId: string };
  'mail-progress': {
    correlationId: string;
    workspaceId: string;
    userId: string;
    /** From when on mails count: earlier ones of the same flow are others'. */
    since?: string;
    /** The numbers that the message shows, and how long it waited since they were looked at, in milliseconds. */
    shown?: MailProgress;
    pauseMs?: number;
  };
  'import-data': {
    draftId: string;
    actorId: string;
    centreId: string;
    workspaceId: string;
    correlationId: string;
  };
  /** Tells someone in chat of sites that they never came to. */
  'tell-reminder': { userId: string; sites: Site[]; correlationId: string };
  /** Tells a coordinator how the school stood in the week before a Monday. */
  'tell-week': { userId: string; monday: string };
  'tell-transfer': { transferId: string; userId: string };
  /** Does what was planned for a day that has begun. */
  'carry-out-scheduled': { id: string };
  /** Tells whoever planned it what became of it, and of all that was planned in one go with it. */
  'tell-scheduled': { id: string };
  /** The same of what the release before this one does not know, and so leaves alone: all but suspensions. */
  'carry-out-planned': { id: string };
  'tell-planned': { id: string };
  /** Brings every copy of a request's card to what the request is now. */
  'show-request': { requestId: string };
  /** Tells the one who asked what was decided. */
  'tell-asker': { requestId: string };
  /** Delivers what people of a workspace are to read about what they did, which their chat could not take at once. */
  'tell-late': { platform: Platform; workspace: string };
  'remind-request': { requestId: string };
  'expire-request': { requestId: string };
  /** Brings a site up to date with the users that it is behind with. Queued by the database itself (`mark_provisioning`). */
  provision: { connectionId: string };
  /** Compares a site with us, and tells whoever asked what is different. */
  'compare-site': {
    connectionId: string;
    actorId: string;
    centreId: string;
    workspaceId: string;
    correlationId: string;
  };
  /** Tells a site that a session there is over, since when, and how often it has refused to hear so. */
  'tell-signed-out': { connectionId: string; userId: string; sid: string; endedAt: string; refused?: number };
}

/**
 * With a key: it takes the place of one of the same key that still waits. With a queue: it waits for the one of the same
 * queue that is being carried out, in whichever copy of the program.
 */
export type Job = {
  [T in keyof Jobs]: { task: T; payload: Jobs[T]; key?: string; queue?: string; run_at?: Date; priority?: number };
}[keyof Jobs];

/** Adds jobs in the caller's transaction: they will run if, and only if, it commits. */
export async function queueJobs(tx: Tx, jobs: Job[]): Promise<void> {
  if (jobs.length > 0) await queue(tx, { jobs: JSON.stringify(jobs) });
}

const queue = prebuilt((db, { jobs }: Values<{ jobs: string }>) => db.execute(sql`select queue_jobs(${jobs}::jsonb)`));

/**
 * The end of a statement that finds by itself which jobs follow from what it does. Where none do, nothing is asked of the queue.
 *
 * @param found queries of one column, each row a {@link Job} as jsonb
 */
export const queueFound = (...found: SQL[]): SQL => sql`
  select queue_jobs(jobs) from (
    select jsonb_agg(job) as jobs from (${sql.join(found, sql` union all `)}) as f(job)
  ) as all_found where jobs is not null`;
