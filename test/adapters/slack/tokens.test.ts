import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { openOutages } from '../../../adapters/chat/outages.ts';
import { SlackError, usualRetryPolicy } from '../../../adapters/slack/connect/api.ts';
import { boltLogger } from '../../../adapters/slack/connect/log.ts';
import { ownWorkspace } from '../../../adapters/slack/connect/own-workspace.ts';
import { optionalScopes, scopes } from '../../../adapters/slack/connect/scopes.ts';
import { NotInstalled, openTokens, type TokenStore } from '../../../adapters/slack/connect/tokens.ts';
import { alone } from '../../kit/changes.ts';
import { listen } from '../../kit/listen.ts';

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
    retryPolicy: usualRetryPolicy,
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

describe('the one token of the settings, looked at before the start', () => {
  const said = { team_id: 'T1', team: 'Riverside', is_enterprise_install: false };
  const look = async (given: string[], answer: object = said) => {
    const outages = openOutages(log, 'Slack', () => '');
    const api = async () => ({ ...answer, response_metadata: { scopes: given } });
    return { own: await ownWorkspace(api, outages), lacks: outages.now().some.problems };
  };

  test('is of one workspace, and what it may not do is noted', async () => {
    expect(await look([...scopes, ...optionalScopes])).toEqual({
      own: { workspace: 'T1', name: 'Riverside' },
      lacks: [],
    });
    expect((await look(scopes.filter((scope) => scope !== 'files:write'))).lacks).toEqual(['files:write']);
  });

  test('is refused where it is of a whole Grid, or is no good', async () => {
    await expect(look(scopes, { ...said, is_enterprise_install: true })).rejects.toThrow(
      'for a whole Slack organisation',
    );
    const dead = () => Promise.reject(new SlackError('auth.test', 'token_revoked', 'shut-out'));
    await expect(
      ownWorkspace(
        dead,
        openOutages(log, 'Slack', () => ''),
      ),
    ).rejects.toThrow('token_revoked');
  });
});

test('a job leaves what Slack can’t take now to its next turn, where a person’s call is made again', async () => {
  let calls = 0;
  const slack = await listen((_, response) => {
    calls += 1;
    response.writeHead(503).end();
  });
  const tokens = openTokens('xoxb-1', {
    logger: boltLogger(log),
    changes: alone,
    // A fifth of it is shorter than the first pause.
    retryPolicy: { tryMs: 2_000, totalMs: 400, pauseMs: 90 },
    outages: openOutages(log, 'Slack', () => ''),
    apiUrl: `${slack.url}/`,
  });
  const callsBy = async (how: 'usual' | 'byQueue') => {
    calls = 0;
    await expect(tokens.api({ team: 'T1' }, how)('conversations.open', {})).rejects.toThrow(SlackError);
    return calls;
  };
  expect(await callsBy('byQueue')).toBe(1);
  expect(await callsBy('usual')).toBeGreaterThan(1);
  await slack.close();
});
