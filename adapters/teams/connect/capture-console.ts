import { AsyncLocalStorage } from 'node:async_hooks';
import type { Logger } from 'pino';
import { harmlessWords } from '../../../src/lib/harmless-error.ts';

/** Whose log the package's own lines go to. */
const inside = new AsyncLocalStorage<Logger>();
let running = 0;

for (const level of ['error', 'warn'] as const) {
  const print = console[level];
  console[level] = (...parts: unknown[]) => {
    const log = inside.getStore();
    if (log) log.debug(`Teams: ${harmlessWords(parts.map(nameOf).join(' ')).slice(0, 200)}`);
    else print.apply(console, parts);
  };
}

/** What an error says may hold what was sent. */
const nameOf = (part: unknown) => (part instanceof Error ? part.name : typeof part === 'string' ? part : typeof part);

/**
 * Runs something of Microsoft's packages. They print to the console what they don't like, whole errors with what was sent,
 * and so anyone could fill it: that goes to the log instead, in a word.
 *
 * While it runs every promise of the program is followed, which makes each slower: so it is for what runs seldom.
 */
export async function quietly<T>(log: Logger, run: () => Promise<T>): Promise<T> {
  running += 1;
  try {
    return await inside.run(log, run);
  } finally {
    running -= 1;
    if (running === 0) inside.disable();
  }
}
