import { type Job, Logger as QueueLogger } from 'graphile-worker';
import type { Logger } from 'pino';

const levels = { error: 'error', warning: 'warn', info: 'debug', debug: 'trace' } as const;

/**
 * Passes what the queue says on to our log: the first line and the error, never what a job was told. A job that will be
 * tried again is no error yet: one line, for a mail server may be away for a while.
 */
export function queueLogger(log: Logger): QueueLogger {
  return new QueueLogger(() => (level, message, meta) => {
    const error = meta?.error ?? meta?.failure;
    const [line = ''] = message.split('\n');
    const job = meta?.failure ? (meta.job as Job | undefined) : undefined;
    if (job && job.attempts < job.max_attempts) {
      log.warn(line);
      if (error instanceof Error) log.debug({ err: error }, line);
      return;
    }
    log[levels[level]](error instanceof Error ? { err: error } : {}, line);
  });
}
