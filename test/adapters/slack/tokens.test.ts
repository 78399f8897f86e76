import { pino } from 'pino';
import { expect, test } from 'vitest';
import { boltLogger } from '../../../adapters/slack/connect/log.ts';
import { NotInstalled, openTokens } from '../../../adapters/slack/connect/tokens.ts';
import { alone } from '../../kit/changes.ts';

test('the token of before serves while none can be looked up, and never once it is known to be gone', async () => {
  let stored: () => Promise<string | undefined> = async () => 'xoxb-1';
  const tokens = openTokens(() => stored(), { logger: boltLogger(pino({ level: 'silent' })), changes: alone });
  /** As it is after a change. */
  const token = () => {
    tokens.forget('T1');
    return tokens.token({ team: 'T1' });
  };
  expect(await token()).toBe('xoxb-1');
  stored = () => Promise.reject(new Error('away'));
  expect(await token()).toBe('xoxb-1');
  stored = async () => 'xoxb-2';
  // It was not kept as if it had been looked up.
  expect(await tokens.token({ team: 'T1' })).toBe('xoxb-2');
  stored = async () => undefined;
  await expect(token()).rejects.toThrow(NotInstalled);
  stored = () => Promise.reject(new Error('away'));
  await expect(token()).rejects.toThrow('away');
});
