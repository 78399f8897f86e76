import { join } from 'node:path';
import type { Logger } from 'pino';
import { fileProblem } from '../lib/file-problem.ts';
import { version } from '../lib/version.ts';
import type { Clock } from '../service/context.ts';
import { isDatabaseAway } from '../service/database-errors.ts';
import type { Config } from './config/config.ts';
import { openDatabase } from './database.ts';
import { listen } from './http.ts';
import { makePrivate } from './private-files.ts';
import { openSecretKeys } from './secret-key.ts';
import type { Running } from './serve.ts';
import { openShutdown } from './shutdown.ts';

interface StartOptions {
  config: Config;
  log: Logger;
  /** Where the embedded database and all else that is kept lies. */
  dataDir: string;
  /** Starts over: everything kept in `dataDir` is deleted. */
  fresh?: boolean;
  clock?: Clock;
  /** How long what people did is left to a copy that had it in hand and may have died, in milliseconds. */
  leaseMs?: number;
  /**
   * Calls the start off: what was begun is ended, and `start` throws. Of what has started it says that it is about to stop:
   * `/readyz` gives 503, and requests are served until `Running.stop`.
   */
  stop?: AbortSignal;
  /** Ends at once what is there, the start or the stop under way included; only the database is waited for. */
  hurry?: AbortSignal;
  /** How long what was taken is waited for at the end, in milliseconds, before people are told that it did not finish. */
  takenMs?: number;
}

const never = () => new AbortController().signal;

/**
 * Brings everything up: the only place that knows everyone.
 *
 * @throws Error with a sentence that says what to do, where a person can mend it
 */
export async function start(options: StartOptions): Promise<Running> {
  const { config, log, dataDir, fresh, clock = () => new Date(), stop: off = never(), hurry = never() } = options;
  const { takenMs, leaseMs } = options;
  // What was started is ended also when a later part does not start.
  const ends = openShutdown(log, hurry);
  hurry.addEventListener('abort', () => ends.endAll(), { once: true });
  let breakDown: (error: Error) => void = () => {};
  const broken = new Promise<never>((_, reject) => {
    breakDown = reject;
  });
  let explain = (error: unknown): unknown => error;
  // During the start nobody waits for it; the start then fails by itself.
  broken.catch(() => {});
  try {
    await makePrivate(dataDir);
    const server = await listen(config.host, config.port);
    ends.add(() => server.close());
    off.addEventListener('abort', () => server.drain(), { once: true });
    const publicUrl = config.port === 0 ? `http://localhost:${server.port}` : config.publicUrl;

    // Large, and of no use where nobody asks.
    const metrics = config.metricsToken ? (await import('./metrics/metrics.ts')).openMetrics(version) : undefined;

    const keys = openSecretKeys(config, join(dataDir, 'secret-key'));
    const forDatabase = {
      config,
      log,
      secretKey: () => keys.keys().secretKey,
      dataDir,
      fresh,
      ends,
      signal: off,
      onLost: breakDown,
      ...(metrics && { onFailure: metrics.onFailure }),
    };
    // Before the database is asked, which has some seconds for each answer: a slow machine takes as long for this, all in one go.
    const { serve } = await import('./serve.ts');
    const database = await openDatabase(forDatabase);
    explain = database.explain;
    return await serve({
      config,
      log,
      dataDir,
      clock,
      leaseMs,
      off,
      takenMs,
      ends,
      server,
      publicUrl,
      metrics,
      keys,
      database,
      broken,
    });
  } catch (error) {
    await ends.endAll();
    throw isDatabaseAway(error) ? explain(error) : fileProblem(error);
  }
}
