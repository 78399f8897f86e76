import { type Job, Logger as QueueLogger } from 'graphile-worker';
import type { Logger } from 'pino';
import { ShutOut } from '../ui/chat.ts';

/**
 * Passes on to our log what graphile-worker says: the first line and the error, never what a job was told. A job that will be
 * tried again is no error yet: one line, for a mail server may be away for a while; none where a chat takes nothing of ours, which
 * the chat itself says once. All else is for who looks closely: when
 * its connections fall each says so, and the queue says it once.
 */
export function queueLogger(log: Logger): QueueLogger {
  return new QueueLogger(() => (level, message, meta) => {
    const error = meta?.error ?? meta?.fatalError;
    const about = error instanceof Error ? { err: error } : {};
    const [line = ''] = message.split('\n');
    const failed = meta?.failure ? (meta.job as Job | undefined) : undefined;
    if (!failed) return log[level === 'debug' ? 'trace' : 'debug'](about, line);
    if (failed.attempts >= failed.max_attempts) return log.error(about, line);
    if (error instanceof Error && error.cause instanceof ShutOut) return log.debug(about, line);
    log.warn(line);
    log.debug(about, line);
  });
}
