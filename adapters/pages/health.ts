import { Router } from 'express';
import { withTimeout } from '../../src/lib/timeout.ts';

/**
 * What must be there, by name; each throws when it is not, a `NotReady` where it can say why. What it gives is amiss all the same,
 * in a few plain words that everyone may read.
 */
export type Checks = Record<string, () => Promise<unknown>>;

/** Says in a few plain words why something can't be had; everyone may read them. */
export class NotReady extends Error {}

/**
 * `/healthz`: the process lives. `/readyz`: what it needs is there, and it is not about to stop; else 503, and the names of what
 * is missing, with the reason where it is known. What is amiss and keeps nobody from work is said beside it.
 *
 * @param stopping once aborted, no more requests are to be sent here
 * @param timeoutMs longest that each check may take, in milliseconds
 */
export function health(checks: Checks, stopping: AbortSignal, timeoutMs = 2_000): Router {
  const router = Router();
  router.get('/healthz', (_req, res) => {
    res.json({ status: 'ok' });
  });
  router.get('/readyz', async (_req, res) => {
    if (stopping.aborted) return void res.status(503).json({ status: 'stopping', missing: [] });
    const found = await lookAt(checks, timeoutMs);
    const missing = found.filter(({ problem }) => problem !== undefined);
    const reasons = missing.filter(({ problem }) => problem).map(({ name, problem }) => [name, problem]);
    const notes = found.filter(({ note }) => note).map(({ name, note }) => [name, note]);
    res.status(missing.length === 0 ? 200 : 503).json({
      status: missing.length === 0 ? 'ready' : 'not ready',
      missing: missing.map(({ name }) => name),
      ...(reasons.length > 0 && { reasons: Object.fromEntries(reasons) }),
      ...(notes.length > 0 && { notes: Object.fromEntries(notes) }),
    });
  });
  return router;
}

/** Longest that what is only noted is waited for, in milliseconds: a proxy that looks soon holds who is slow to answer for gone. */
const usualNoteMs = 300;

/**
 * A check of what keeps nobody from work: what is amiss is noted, and where that can't be told, or not in time, nothing is. That the
 * database is away, or slow, is said by its own name.
 *
 * @param ask gives what is amiss, in a few plain words
 */
export function noted(ask: () => Promise<string | undefined>, noteMs = usualNoteMs): Checks[string] {
  let asking: Promise<string | undefined> | undefined;
  return () => {
    // One that hangs is not asked a second time.
    asking ??= ask()
      .catch(() => undefined)
      .finally(() => {
        asking = undefined;
      });
    return withTimeout(asking, noteMs, () => undefined);
  };
}

/** Looks at all of them at once, at each no longer than this, in milliseconds. */
export const lookAt = (checks: Checks, timeoutMs: number): Promise<(Looked & { name: string })[]> =>
  Promise.all(Object.entries(checks).map(async ([name, check]) => ({ name, ...(await look(check, timeoutMs)) })));

interface Looked {
  /** Why it is not there, empty where it is not known why; nothing where it is there. */
  problem?: string;
  note?: string;
}

function look(check: () => Promise<unknown>, timeoutMs: number): Promise<Looked> {
  const works = (async () => check())().then(
    (note): Looked => (typeof note === 'string' ? { note } : {}),
    (error): Looked => ({ problem: error instanceof NotReady ? error.message : '' }),
  );
  return withTimeout(works, timeoutMs, () => ({ problem: '' }));
}
