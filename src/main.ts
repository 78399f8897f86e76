import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { packageRoot } from '../db/package-root.ts';
import { readConfig } from './config.ts';
import { createLog } from './log.ts';
import { toldToStop } from './told-to-stop.ts';

/** `npm start`: reads the settings, starts, and stops when told to. */

function environment(): Record<string, string | undefined> {
  try {
    return { ...parseEnv(readFileSync(new URL('.env', packageRoot), 'utf8')), ...process.env };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return process.env; // there is no .env, and none is needed
    return stopWith([`.env: it can't be read (${code}). Make it a file that this user may read, or remove it.`]);
  }
}

function stopWith(lines: string[]): never {
  for (const line of lines) console.error(line);
  process.exit(1);
}

/** Said whatever LOG_LEVEL is: who starts it waits for this line. */
function sayReady(line: string): void {
  if (process.stdout.isTTY) console.log(line);
  else createLog('info').info(line);
}

const config = readConfig(environment());
if ('wrong' in config) stopWith(config.wrong);
const log = createLog(config.logLevel);
const dataDir = fileURLToPath(new URL('.data', packageRoot));
const fresh = process.argv.includes('--fresh');
const told = toldToStop();

try {
  // Only now: a wrong setting is told at once, and not after all the rest was loaded.
  const { start } = await import('./start.ts');
  const running = await start({ config, log, dataDir, fresh, ...told });
  if (!told.stop.aborted) {
    sayReady(`Staffroom is ready. ${running.ready} (Ctrl-C stops it)`);
    await once(told.stop, 'abort');
  }
  await running.stop();
} catch (error) {
  log.debug({ err: error });
  // Of a start that was called off, nobody waits for the reason.
  if (!told.stop.aborted) stopWith([error instanceof Error ? error.message : String(error)]);
}
process.exit(told.hurry.aborted ? 1 : 0);
