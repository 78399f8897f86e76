import { readdirSync } from 'node:fs';

/** Loaded into the program before all else: says every few seconds what it holds. Needs `--expose-gc`. */

const everyMs = 5_000;

setInterval(() => {
  globalThis.gc?.();
  const { heapUsed, rss, external } = process.memoryUsage();
  const handles = process.getActiveResourcesInfo().length;
  const files = readdirSync('/proc/self/fd').length;
  process.stdout.write(`probe ${JSON.stringify({ heapUsed, rss, external, handles, files })}\n`);
}, everyMs).unref();
