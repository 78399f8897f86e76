import { pino } from 'pino';
import { expect, test } from 'vitest';
import { openOutages } from '../../../adapters/chat/outages.ts';
import { usualPatience } from '../../../adapters/slack/connect/api.ts';
import { boltLogger } from '../../../adapters/slack/connect/log.ts';
import { NotInstalled, openTokens, type TokenStore } from '../../../adapters/slack/connect/tokens.ts';
import { alone } from '../../kit/changes.ts';

const log = pino({ level: 'silent' });

function tokensOf(find: () => Promise<string | undefined>) {
  const store: TokenStore = {
    known: async (home) => home,
    async find() {
      const token = await find();
      return token ? [{ token, isOrgWide: false, lacks: [] }] : [];
    },
    forget() {},
  };
  return openTokens(store, {
    logger: boltLogger(log),
    changes: alone,
    patience: usualPatience,
    outages: openOutages(log, 'Slack', () => ''),
  });
}

test('the token of before serves while none can be looked up, and never once it is known to be gone', async () => {
  let stored: () => Promise<string | undefined> = async () => 'xoxb-1';
  const tokens = tokensOf(() => stored());
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
