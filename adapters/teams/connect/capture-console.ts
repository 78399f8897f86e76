import type { Logger } from 'pino';
import { harmlessWords } from '../../../src/lib/harmless-error.ts';

const microsofts = /[\\/]node_modules[\\/](@microsoft[\\/]teams-ai|botbuilder|botframework)/;
/** Of a stack: the error's own words, the function below, and who called it. */
const callerLine = 2;

let log: Logger | undefined;

for (const level of ['error', 'warn'] as const) {
  const print = console[level];
  console[level] = (...parts: unknown[]) => {
    const caller = log && new Error().stack?.split('\n')[callerLine];
    if (log && caller && microsofts.test(caller))
      log.debug(`Teams: ${harmlessWords(parts.map(nameOf).join(' ')).slice(0, 200)}`);
    else print.apply(console, parts);
  };
}

/** What an error says may hold what was sent. */
const nameOf = (part: unknown) => (part instanceof Error ? part.name : typeof part === 'string' ? part : typeof part);

/**
 * Microsoft's packages print to the console what they don't like, whole errors with what was sent, and so anyone could fill it:
 * from now on that goes to the log instead, in a word. They are known by their files: an AsyncLocalStorage, which would know them
 * too, makes every promise of the program slower.
 */
export function captureConsole(to: Logger): void {
  log = to;
}
