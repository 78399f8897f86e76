import { pino } from 'pino';
import type { Changes } from '../../src/lib/changes.ts';
import { type AllChanges, openChanges } from '../../src/program/changes.ts';
import type { TestDatabase } from './database.ts';
import { useOpened } from './opened.ts';
import { proxyTo } from './slow-database.ts';

/** For a copy of the program that is the only one: nobody else learns anything. */
export const alone: Changes = { current: () => true, subscribe() {}, announce: async () => {} };

export const allAlone: AllChanges = { of: () => alone, close: async () => {} };

interface TwoChanges {
  here: AllChanges;
  there: AllChanges;
  /** Cuts the line on which there hears of changes; `false` lets it be made anew. */
  cut(is: boolean): Promise<void>;
  /** Nothing comes on that line any more, and nobody says that it is over. */
  mute(): void;
}

/** What two copies of the program hear of each other, for all tests of a file. */
export function useTwoChanges(database: TestDatabase): TwoChanges {
  return useOpened(
    async () => {
      const proxy = await proxyTo(database.appUrl);
      const open = (url: string) => openChanges({ url, db: database.db, log: pino({ level: 'silent' }) });
      const { down: cut, mute, close } = proxy;
      return { here: await open(database.appUrl), there: await open(proxy.url), cut, mute, close };
    },
    async ({ here, there, close }) => {
      await here.close();
      await there.close();
      await close();
    },
  );
}
