import type { App } from '../context.ts';
import { type Jobs, queueJobs } from '../jobs.ts';
import { inTransaction } from '../transaction.ts';

/** Puts off telling a site of a sign-out. @param pauseMs in milliseconds */
export async function retrySignedOut(app: App, job: Jobs['tell-signed-out'], pauseMs: number): Promise<void> {
  await inTransaction(app, (app) =>
    queueJobs(app.db, [
      {
        task: 'tell-signed-out',
        payload: job,
        queue: `tell-signed-out:${job.connectionId}`,
        run_at: new Date(app.clock().getTime() + pauseMs),
      },
    ]),
  );
}
