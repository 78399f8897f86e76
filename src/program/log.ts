import { type Logger, type LoggerOptions, pino } from 'pino';
import pretty from 'pino-pretty';
import { harmlessError } from '../lib/harmless-error.ts';

/** The log: readable on a terminal, JSON lines elsewhere. Nothing secret goes in, nor what an error quotes. */
export function createLog(level: string): Logger {
  return process.stdout.isTTY
    ? logTo(pretty({ colorize: true, translateTime: 'SYS:HH:MM:ss', ignore: 'pid,hostname', sync: true }), level)
    : logTo(pino.destination(1), level);
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
