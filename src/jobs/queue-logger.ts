import { Logger as QueueLogger } from 'graphile-worker';
import type { Logger } from 'pino';

const levels = { error: 'error', warning: 'warn', info: 'debug', debug: 'trace' } as const;

/** Passes what the queue says on to our log: the first line and the error, never what a job was told. */
export function queueLogger(log: Logger): QueueLogger {
  return new QueueLogger(() => (level, message, meta) => {
    const error = meta?.error ?? meta?.failure;
    const [line = ''] = message.split('\n');
    log[levels[level]](error instanceof Error ? { err: error } : {}, line);
  });
}
