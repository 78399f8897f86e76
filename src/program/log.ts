import { type Logger, type LoggerOptions, pino } from 'pino';
import { type HarmlessError, harmlessError } from '../lib/harmless-error.ts';
import { escapeControls } from '../lib/text.ts';

/**
 * The log: JSON lines; readable ones on a terminal, where what makes them so is installed. Nothing secret goes in, nor what an
 * error quotes; and what is in it, whoever wrote it, makes no line of its own and does nothing to a terminal.
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
    serializers: { err: loggedError },
    formatters: { log: escaped },
    hooks: {
      logMethod(args, log) {
        const [first, ...more] = args;
        const lines: unknown[] = typeof first === 'string' ? [first, ...more] : more;
        const words = lines.map((line) => (typeof line === 'string' ? escapeControls(line) : line));
        // Where there is no sentence, pino would take the error's message for one.
        const given = typeof first === 'string' ? words : [first, ...(words.length > 0 ? words : [''])];
        log.apply(this, given as typeof args);
      },
    },
  };
  return pino(options, stream);
}

const escaped = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? escapeControls(value) : value]),
  );

function loggedError(error: unknown): HarmlessError {
  const { message, ...rest } = harmlessError(error);
  return { ...rest, ...(message !== undefined && { message: escapeControls(message) }) };
}
