import { jobStates } from '../../jobs/standing-jobs.ts';
import { requestKinds } from '../../words/requests.ts';
import type { Standing } from './instruments.ts';
import type { Reading } from './readings.ts';

/** Puts what was read into the instruments, in place of what was there before. @param tasks those that there are, with or without jobs */
export function fill(instruments: Standing, { standing, jobs, at }: Reading, tasks: string[]): void {
  instruments.registry.resetMetrics();
  const since = (when: Date | null) => (when ? Math.max(0, (at.getTime() - when.getTime()) / 1_000) : 0);

  for (const task of tasks)
    for (const state of jobStates) {
      instruments.jobs.set({ task, state }, 0);
      if (state !== 'scheduled') instruments.oldestJob.set({ task, state }, 0);
    }
  for (const { task, state, jobs: n, seconds } of jobs) {
    instruments.jobs.set({ task, state }, n);
    // One whose time is yet to come has waited for nothing.
    if (state !== 'scheduled') instruments.oldestJob.set({ task, state }, seconds);
  }

  instruments.mails.set(standing.mails.waiting);
  instruments.oldestMail.set(since(standing.mails.since));
  instruments.mailServerFailing.set(since(standing.mailServerFailingSince));

  for (const kind of requestKinds) {
    const found = standing.requests.find((each) => each.kind === kind);
    instruments.requests.set({ kind }, found?.waiting ?? 0);
    instruments.oldestRequest.set({ kind }, since(found?.since ?? null));
  }

  for (const { site, connections, failing, failingSince, behind, behindSince } of standing.sites) {
    instruments.sites.set({ site }, connections);
    instruments.sitesFailing.set({ site }, failing);
    instruments.siteFailing.set({ site }, since(failingSince));
    instruments.behind.set({ site }, behind);
    instruments.oldestBehind.set({ site }, since(behindSince));
  }

  const { tokens, silentSince, firstEnd } = standing.directories;
  instruments.directories.set(tokens);
  instruments.directorySilence.set(since(silentSince));
  // Of none there is no end, and 0 would be one that is near.
  if (firstEnd) instruments.directoryTokenEnd.set((firstEnd.getTime() - at.getTime()) / 1_000);
  else instruments.directoryTokenEnd.remove();
}
