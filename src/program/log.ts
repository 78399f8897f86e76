import { type Logger, pino } from 'pino';
import pretty from 'pino-pretty';

/**
 * The log: readable on a terminal, JSON lines elsewhere. Nothing secret goes in: errors of the database carry the values
 * of their query, which may be anyone's, so only what kind of error it was is kept.
 */
export function createLog(level: string): Logger {
  const options = { level, base: undefined, serializers: { err: harmlessError } };
  if (!process.stdout.isTTY) return pino(options);
  return pino(options, pretty({ colorize: true, translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname', sync: true }));
}

/** What may be logged of an error: what kind it was and where, none of the values that it was about. */
export function harmlessError(error: unknown): unknown {
  if (!(error instanceof Error)) return { type: typeof error };
  const cause = error.cause instanceof Error ? error.cause : undefined;
  const { code, constraint_name, table_name } = (cause ?? error) as unknown as Record<string, unknown>;
  // Drizzle's message is the query with its parameters.
  const message = cause ? cause.message : error.message;
  const frames = (error.stack ?? '').split('\n').filter((l) => /^\s+at /.test(l));
  return {
    type: error.name,
    message: message.split('\n')[0]?.slice(0, 300),
    code,
    constraint_name,
    table_name,
    stack: frames.slice(0, 12).join('\n'),
  };
}
