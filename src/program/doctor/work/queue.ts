import { type Db, hasConnections } from '../../../../db/connect.ts';
import { failingJobs, type QueueState, readQueue, unknownJobs } from '../../../../db/look/queue.ts';
import { queueName } from '../../../jobs/connections.ts';
import { knownKinds } from '../../../jobs/kinds.ts';
import { harmlessWords } from '../../../lib/harmless-error.ts';
import { shorten } from '../../../lib/text.ts';
import { count, howLong } from '../../../ui/formats.ts';
import type { Check, Finding } from '../check.ts';
import { findingsAbout } from '../finding.ts';

const { good, note, wrong } = findingsAbout('queue');

/** A job is taken within a second; what waits so long, in seconds, is held up. */
const longSeconds = 300;

/** What waits to be done after a commit (mails, messages, sites), and whether anyone does it. */
export const queue: Check = {
  about: 'queue',
  limitMs: 70_000,
  async look(at) {
    const db = await at.tables();
    if (!db) return [];
    const state = await readQueue(db, knownKinds);
    const hasWorkers = await hasConnections(db, queueName);
    return [...waiting(state, hasWorkers), ...(await failing(db)), ...(await unknown(db)), ...givenUp(state)];
  },
};

function waiting({ due, oldestDue, later, inHand, heldByDead }: QueueState, hasWorkers: boolean): Finding[] {
  const oldest = howLong(Math.floor(oldestDue / 60));
  if (hasWorkers) {
    if (oldestDue < longSeconds) return [good(`${count(due, 'job waits', 'jobs wait')}, ${later} for later.`)];
    return [
      wrong(
        `${count(due, 'job waits', 'jobs wait')}, the oldest for ${oldest}, though Staffroom runs.`,
        'See its log for what holds it up; a restart takes all of them up again.',
      ),
    ];
  }
  const held = heldByDead > 0 ? ` ${count(heldByDead, 'job was', 'jobs were')} in hand when a copy ended.` : '';
  if (due + inHand === 0) return [good(`Nothing waits to be done now, ${later} for later. No Staffroom works on it.`)];
  return [
    note(
      `${count(due, 'job waits', 'jobs wait')}${due > 0 ? `, the oldest for ${oldest}` : ''}, and no Staffroom works on them.${held}`,
      'The next start takes all of them up.',
    ),
  ];
}

async function failing(db: Db): Promise<Finding[]> {
  const kinds = await failingJobs(db, knownKinds);
  return kinds.map(({ task, count: n, error }) =>
    note(
      `${count(n, 'job', 'jobs')} “${task}” ${n === 1 ? 'fails and is' : 'fail and are'} tried again: ${shorten(harmlessWords(error), 160)}`,
      'The log says more. It needs nothing if it passes by itself.',
    ),
  );
}

/** What a newer release queued before it was gone back from, or an older one that had work which this one has not. */
async function unknown(db: Db): Promise<Finding[]> {
  const kinds = await unknownJobs(db, knownKinds);
  return kinds.map(({ task, count: n }) =>
    note(
      `${count(n, 'job', 'jobs')} “${shorten(task, 60)}” ${n === 1 ? 'waits' : 'wait'} for a release that knows ${n === 1 ? 'it' : 'them'}: this one carries out no such jobs.`,
      'Start the release that queued them, or leave them: they hold up nothing else.',
    ),
  );
}

function givenUp({ givenUp }: QueueState): Finding[] {
  if (givenUp === 0) return [];
  return [note(`${count(givenUp, 'job was', 'jobs were')} given up after all their tries.`, 'The log says why.')];
}
