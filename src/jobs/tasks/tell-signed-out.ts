import type { App } from '../../service/context.ts';
import type { Jobs } from '../../service/jobs.ts';
import { isToldElsewhere, type Notice, retrySignedOut, signedOutNotice } from '../../service/sign-in/signed-out.ts';

const minute = 60_000;

/** How long a site is told that is away: by then its own session is over. */
const givenUpAfterMs = 24 * 60 * minute;

/** When a site is asked again that refused to hear it: it seldom thinks otherwise later. */
const refusedPauses = [minute, 15 * minute, 4 * 60 * minute];

/** The site may well take it in a while. */
const passing = (status: number) => status >= 500 || [408, 425, 429].includes(status);

/**
 * Tells a site that someone's session is over, until it has taken that. What was taken at an address that the site has left
 * meanwhile is told at the new one.
 *
 * @param post sends it, and gives the HTTP status of the answer; throws where there is none
 * @throws where the site is away: the queue tries again
 */
export function tellSignedOut(app: App, post: (notice: Notice) => Promise<number>) {
  return async (job: Jobs['tell-signed-out']): Promise<void> => {
    const notice = await signedOutNotice(app, job);
    if (!notice) return;
    const isLate = app.clock().getTime() - Date.parse(job.endedAt) >= givenUpAfterMs;
    const status = await post(notice).catch((error) => {
      if (isLate) return 200;
      throw error;
    });
    if (await isToldElsewhere(app, job, notice)) return retrySignedOut(app, { ...job, refused: 0 }, 0);
    if (status === 200 || status === 204 || isLate) return;
    if (passing(status)) throw new Error(`the site answered ${status} when it was told of a sign-out`);
    const refused = (job.refused ?? 0) + 1;
    const pause = refusedPauses[refused - 1];
    if (pause !== undefined) await retrySignedOut(app, { ...job, refused }, pause);
  };
}
