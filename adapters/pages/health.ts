import { Router } from 'express';
import { withTimeout } from '../../src/lib/timeout.ts';

/** What must be there, by name; each throws when it is not. */
export type Checks = Record<string, () => Promise<void>>;

/**
 * `/healthz`: the process lives. `/readyz`: what it needs is there, and it is not about to stop; else 503, and the names of what
 * is missing.
 *
 * @param stopping once aborted, no more requests are to be sent here
 * @param timeoutMs longest that each check may take, in milliseconds
 */
export function health(checks: Checks, stopping: AbortSignal, timeoutMs = 2_000): Router {
  const router = Router();
  router.use(['/healthz', '/readyz'], (_req, res, next) => {
    res.set('Cache-Control', 'no-store');
    next();
  });
  router.get('/healthz', (_req, res) => {
    res.json({ status: 'ok' });
  });
  router.get('/readyz', async (_req, res) => {
    if (stopping.aborted) return void res.status(503).json({ status: 'stopping', missing: [] });
    const names = Object.keys(checks);
    const there = await Promise.all(Object.values(checks).map((check) => isThere(check, timeoutMs)));
    const missing = names.filter((_, i) => !there[i]);
    res
      .status(missing.length === 0 ? 200 : 503)
      .json({ status: missing.length === 0 ? 'ready' : 'not ready', missing });
  });
  return router;
}

function isThere(check: () => Promise<void>, timeoutMs: number): Promise<boolean> {
  const works = (async () => check())().then(
    () => true,
    () => false,
  );
  return withTimeout(works, timeoutMs, () => false);
}
