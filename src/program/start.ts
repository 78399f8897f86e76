import { join } from 'node:path';
import { fileProblem } from '../lib/file-problem.ts';
import { version } from '../lib/version.ts';
import { isDatabaseAway } from '../service/database-errors.ts';
import { openDatabase } from './database.ts';
import { listen } from './http.ts';
import { makePrivate } from './private-files.ts';
import { openSecretKeys } from './secret-key.ts';
import type { Running } from './serve.ts';
import { openShutdown } from './shutdown.ts';
import type { StartOptions, Told } from './start-options.ts';

const never = () => new AbortController().signal;

/**
 * Brings everything up: the only place that knows everyone.
 *
 * @throws Error with a sentence that says what to do, where a person can mend it
 */
export async function start(options: StartOptions): Promise<Running> {
  const told: Told = { clock: () => new Date(), stop: never(), hurry: never(), ...options };
  const { config, log, dataDir, fresh, stop, hurry } = told;
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
    stop.addEventListener('abort', () => server.drain(), { once: true });

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
      signal: stop,
      onLost: breakDown,
      ...(metrics && { onFailure: metrics.onFailure }),
    };
    // Before the database is asked, which has some seconds for each answer: a slow machine takes as long for this, all in one go.
    const { serve } = await import('./serve.ts');
    const database = await openDatabase(forDatabase);
    explain = database.explain;
    return await serve(told, { ends, server, metrics, keys, database, broken });
  } catch (error) {
    await ends.endAll();
    throw isDatabaseAway(error) ? explain(error) : fileProblem(error);
  }
}
