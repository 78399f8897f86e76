import type { Jobs } from '../service/jobs.ts';

/** What the clock alone queues (`runner.ts`), and `queue.ts` carries out by itself. */
const byTheClock = ['purge-expired', 'warn-of-ends', 'queue-digests'] as const;
export type ByTheClock = (typeof byTheClock)[number];

/** What use cases and the database queue. */
const queued: Record<keyof Jobs, true> = {
  'send-mail': true,
  'send-mails': true,
  'tell-mail-server': true,
  'workspace-codes': true,
  forgotten: true,
  'sign-in-failed': true,
  'mail-progress': true,
  'import-data': true,
  'tell-reminder': true,
  'tell-week': true,
  'tell-transfer': true,
  'carry-out-scheduled': true,
  'tell-scheduled': true,
  'carry-out-planned': true,
  'tell-planned': true,
  'show-request': true,
  'tell-asker': true,
  'tell-late': true,
  'remind-request': true,
  'expire-request': true,
  provision: true,
  'compare-site': true,
  'tell-signed-out': true,
};

/**
 * All kinds of jobs that this release carries out. A database that another release works on, or did, may hold more: nobody here takes those
 * up.
 */
export const knownKinds: readonly string[] = [...Object.keys(queued), ...byTheClock];
