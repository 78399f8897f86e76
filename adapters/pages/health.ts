import { Router } from 'express';
import { withTimeout } from '../../src/lib/timeout.ts';

/** What must be there, by name; each throws when it is not, a `NotReady` where it can say why. */
export type Checks = Record<string, () => Promise<void>>;

/** Says in a few plain words why something can't be had; everyone may read them. */
export class NotReady extends Error {}

/**
 * `/healthz`: the process lives. `/readyz`: what it needs is there, and it is not about to stop; else 503, and the names of what
 * is missing, with the reason where it is known.
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
    const found = await Promise.all(
      Object.entries(checks).map(async ([name, check]) => ({ name, problem: await problemOf(check, timeoutMs) })),
    );
    const missing = found.filter(({ problem }) => problem !== undefined);
    const reasons = missing.filter(({ problem }) => problem).map(({ name, problem }) => [name, problem]);
    res.status(missing.length === 0 ? 200 : 503).json({
      status: missing.length === 0 ? 'ready' : 'not ready',
      missing: missing.map(({ name }) => name),
      ...(reasons.length > 0 && { reasons: Object.fromEntries(reasons) }),
    });
  });
  return router;
}

/** @returns why it is not there, empty where it is not known why; nothing where it is there */
function problemOf(check: () => Promise<void>, timeoutMs: number): Promise<string | undefined> {
  const works = (async () => check())().then(
    () => undefined,
    (error) => (error instanceof NotReady ? error.message : ''),
  );
  return withTimeout(works, timeoutMs, () => '');
}
