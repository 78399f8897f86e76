import { type Logger, type LoggerOptions, pino } from 'pino';
import { harmlessError } from '../lib/harmless-error.ts';

/**
 * The log: JSON lines; readable ones on a terminal, where what makes them so is installed. Nothing secret goes in, nor what an
 * error quotes.
 */
export async function createLog(level: string): Promise<Logger> {
  const readable = process.stdout.isTTY ? await import('pino-pretty').catch(() => undefined) : undefined;
  const stream = readable?.default({ colorize: true, translateTime: 'SYS:HH:MM:ss', sync: true });
  return logTo(stream ?? pino.destination(1), level);
}

/** A log that is written elsewhere. Of an error it holds what `harmlessError` lets through. */
export function logTo(stream: pino.DestinationStream, level: string): Logger {
  const options: LoggerOptions = {
    level,
    base: undefined,
    serializers: { err: harmlessError },
    hooks: {
      // Where there is no sentence, pino would take the error's message for one.
      logMethod(args, log) {
        log.apply(this, typeof args[0] === 'object' && args.length === 1 ? [args[0], ''] : args);
      },
    },
  };
  return pino(options, stream);
}
