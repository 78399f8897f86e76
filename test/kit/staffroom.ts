import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { readConfig } from '../../src/program/config/config.ts';
import type { Opens } from '../../src/program/open-address.ts';
import type { Running } from '../../src/program/serve.ts';
import { start } from '../../src/program/start.ts';
import type { TestDatabase } from './database.ts';
import { openedBy } from './open-address.ts';
import { useOpened } from './opened.ts';

/** `headers` are those of a browser that was let in. */
type Staffroom = Running & { opens: Opens; headers: { cookie: string } };

/** All of Staffroom in this process on a port of its own, as a first start has it, for all tests of a file. */
export function useStaffroom(database: TestDatabase): Staffroom {
  return useOpened(
    async () => {
      const dataDir = await mkdtemp(join(tmpdir(), 'staffroom-e2e-'));
      const config = readConfig({ DATABASE_URL: database.url, SECRET_KEY: 'x'.repeat(32), PORT: '0' });
      if ('wrong' in config) throw new Error(config.wrong.join());
      const running = await start({ config, dataDir, log: pino({ level: process.env.LOG ?? 'silent' }) });
      const { opens } = running;
      if (!opens) throw new Error('nothing to open');
      return { ...running, opens, headers: await openedBy(opens.address), dataDir };
    },
    async ({ stop, dataDir }) => {
      await stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  );
}
