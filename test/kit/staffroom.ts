import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { readConfig } from '../../src/program/config/config.ts';
import { type Running, start } from '../../src/program/start.ts';
import type { TestDatabase } from './database.ts';
import { useOpened } from './opened.ts';

/** All of Staffroom in this process on a port of its own, as a first start has it, for all tests of a file. */
export function useStaffroom(database: TestDatabase): Running {
  return useOpened(
    async () => {
      const dataDir = await mkdtemp(join(tmpdir(), 'staffroom-e2e-'));
      const config = readConfig({ DATABASE_URL: database.url, SECRET_KEY: 'x'.repeat(32), PORT: '0' });
      if ('wrong' in config) throw new Error(config.wrong.join());
      return { ...(await start({ config, dataDir, log: pino({ level: process.env.LOG ?? 'silent' }) })), dataDir };
    },
    async ({ stop, dataDir }) => {
      await stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  );
}
