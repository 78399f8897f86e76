import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { packageRoot } from '../db/package-root.ts';
import { readConfig } from './config.ts';
import { createLog } from './log.ts';
import { start } from './start.ts';

/** `npm start`: reads the settings, starts, and stops when told to. */

/** How long what was taken may go on after SIGTERM, in milliseconds. */
const graceMs = 10_000;

function environment(): Record<string, string | undefined> {
  try {
    return { ...parseEnv(readFileSync(new URL('.env', packageRoot), 'utf8')), ...process.env };
  } catch {
    return process.env; // there is no .env, and none is needed
  }
}

function stopWith(lines: string[]): never {
  for (const line of lines) console.error(line);
  process.exit(1);
}

const config = readConfig(environment());
if ('wrong' in config) stopWith(config.wrong);
const log = createLog(config.logLevel);
const dataDir = fileURLToPath(new URL('.data', packageRoot));

try {
  const fresh = process.argv.includes('--fresh');
  const running = await start({ config, log, dataDir, fresh });
  log.info(`Staffroom is ready. The playground is at ${running.url} (Ctrl-C stops it)`);
  let stopping = false;
  const stop = async () => {
    if (stopping) process.exit(1);
    stopping = true;
    setTimeout(() => process.exit(1), graceMs).unref();
    await running.stop();
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
} catch (error) {
  log.debug({ err: error });
  stopWith([error instanceof Error ? error.message : String(error)]);
}
