import { once } from 'node:events';
import { harmlessLine } from './lib/harmless-error.ts';
import { dataDir } from './lib/package-root.ts';
import { version } from './lib/version.ts';
import { settings } from './program/environment.ts';
import { grace } from './program/grace.ts';
import { createLog } from './program/log.ts';
import { optionsOrStop } from './program/options.ts';
import type { Running } from './program/serve.ts';
import { signals } from './program/signals.ts';

/** `npm start`: reads the settings, starts, and stops when told to. */

function stopWith(lines: string): never {
  console.error(lines);
  process.exit(1);
}

/** Said whatever LOG_LEVEL is: who starts it waits for this line. What is secret stands on a terminal alone. */
async function sayReady({ ready, opens }: Running): Promise<void> {
  const { isTTY } = process.stdout;
  const opened =
    opens &&
    (isTTY
      ? `Open the ${opens.what} at ${opens.address}`
      : `The ${opens.what} is at ${opens.url}, and is opened by the address in ${opens.file}`);
  const line = ['Staffroom is ready.', ready, opened, `(Version ${version}. Ctrl-C stops it)`]
    .filter(Boolean)
    .join(' ');
  if (isTTY) console.log(line);
  else (await createLog('info')).info(line);
}

const fresh = optionsOrStop({
  run: 'npm start',
  does: 'Starts Staffroom by the settings in the environment and in .env, and runs until Ctrl-C or SIGTERM. Without settings it is the playground: a sample school on this machine.',
  options: {
    fresh: {
      says: 'start over: the sample school is deleted, and the rest of .data; refused where a school of your own is kept there',
    },
  },
  examples: ['', '--fresh'],
}).has('fresh');

// Whatever is written is this user's alone to read.
process.umask(0o077);

let given: ReturnType<typeof settings>;
try {
  given = settings();
} catch (error) {
  stopWith((error as Error).message);
}
const { config, notes } = given;
const log = await createLog(config.logLevel);
for (const note of notes) log.warn(note);
const { stop, close, hurry, leaveGrace } = signals();

// Node would print all that an error carries: of one of the database, the row that was refused.
process.on('uncaughtException', (error) => {
  log.fatal({ err: error }, 'Something broke that nobody waited for.');
  process.exit(1);
});

try {
  // Only now: a wrong setting is told at once, and not after all the rest was loaded.
  const { start } = await import('./program/start.ts');
  const running = await start({ config, log, dataDir, fresh, stop, hurry });
  if (!stop.aborted) {
    if (config.drainSeconds > 0) leaveGrace(() => grace(config.drainSeconds * 1_000, running.isQuiet));
    await sayReady(running);
    if (!close.aborted) await Promise.race([once(close, 'abort'), running.broken]);
  }
  await running.stop();
} catch (error) {
  log.debug({ err: error }, 'The start broke off.');
  // Of a start that was called off, nobody waits for the reason.
  if (!stop.aborted) stopWith(harmlessLine(error));
}
process.exit(hurry.aborted ? 1 : 0);
