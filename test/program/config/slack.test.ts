import { describe, expect, test } from 'vitest';
import { readConfig } from '../../../src/program/config/config.ts';
import { type Env, mail, namesOf, wrongIn } from './wrong.ts';

describe('Slack', () => {
  const botToken = 'xoxb-1234567890-abcdef';
  const appToken = 'xapp-1-A0123-456-abcdef';
  const signingSecret = '0123456789abcdef0123456789abcdef';
  const clientId = '1000.2000';
  const clientSecret = 'fedcba9876543210fedcba9876543210';
  const bot: Env = { SLACK_BOT_TOKEN: botToken };
  const app: Env = { SLACK_APP_TOKEN: appToken };
  const signing: Env = { SLACK_SIGNING_SECRET: signingSecret };
  const id: Env = { SLACK_CLIENT_ID: clientId };
  const oauth: Env = { ...id, SLACK_CLIENT_SECRET: clientSecret };

  test.each([
    [
      { ...bot, ...app },
      { botToken, receive: { appToken } },
    ],
    [
      { ...bot, ...signing },
      { botToken, receive: { signingSecret } },
    ],
    [
      { ...bot, ...app, SLACK_API_URL: 'http://127.0.0.1:4000/api/' },
      { botToken, receive: { appToken }, apiUrl: 'http://127.0.0.1:4000/api/' },
    ],
    [
      { ...oauth, ...signing, ...mail, PUBLIC_URL: 'https://staffroom.school.test' },
      { oauth: { clientId, clientSecret }, receive: { signingSecret } },
    ],
    [
      { ...oauth, ...app, PUBLIC_URL: 'http://localhost:3000' },
      { oauth: { clientId, clientSecret }, receive: { appToken } },
    ],
  ] as [Env, object][])('%j', (env, slack) => {
    expect(readConfig(env)).toHaveProperty('slack', slack);
  });

  test.each([
    ['a bot token alone', bot, ['SLACK_APP_TOKEN']],
    ['an app token alone', app, ['SLACK_BOT_TOKEN']],
    ['an address alone', { SLACK_API_URL: 'https://slack.com/api/' }, ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN']],
    ['both ways to receive', { ...bot, ...app, ...signing }, ['SLACK_SIGNING_SECRET']],
    ['half of OAuth', { ...id, ...app }, ['SLACK_CLIENT_SECRET']],
    ['the other half', { SLACK_CLIENT_SECRET: clientSecret, ...app }, ['SLACK_CLIENT_ID']],
    ['one token and OAuth', { ...bot, ...oauth, ...app }, ['SLACK_BOT_TOKEN']],
    ['OAuth without https', { ...oauth, ...app, ...mail, PUBLIC_URL: 'http://staffroom.school.test' }, ['PUBLIC_URL']],
    ['an address without its end', { ...bot, ...app, SLACK_API_URL: 'https://slack.com/api' }, ['SLACK_API_URL']],
    ['an open wire', { ...bot, ...app, SLACK_API_URL: 'http://10.0.0.4/api/' }, ['SLACK_API_URL']],
    ['another protocol', { ...bot, ...app, SLACK_API_URL: 'ftp://slack.com/api/' }, ['SLACK_API_URL']],
    ['a token with a space', { SLACK_BOT_TOKEN: `${botToken} x`, ...app }, ['SLACK_BOT_TOKEN']],
    ['a token for a secret', { ...bot, SLACK_SIGNING_SECRET: appToken }, ['SLACK_SIGNING_SECRET']],
    ['a client id that is none', { ...oauth, SLACK_CLIENT_ID: 'A0123', ...app }, ['SLACK_CLIENT_ID']],
  ] as [string, Env, string[]][])('%s', (_what, env, names) => {
    expect(namesOf(env)).toEqual(names);
  });

  test('tokens in one another’s place are told where they belong', () => {
    const wrong = wrongIn({ SLACK_BOT_TOKEN: appToken, SLACK_APP_TOKEN: botToken });
    expect(wrong).toEqual([
      expect.stringMatching(/^SLACK_BOT_TOKEN: this is the app-level token; it belongs in SLACK_APP_TOKEN\./),
      expect.stringMatching(/^SLACK_APP_TOKEN: this is the bot token; it belongs in SLACK_BOT_TOKEN\./),
    ]);
    expect(wrongIn({ SLACK_BOT_TOKEN: 'xoxp-1-2-3', ...app }).join()).toContain('a user token');
    expect(wrongIn({ SLACK_BOT_TOKEN: 'xoxb-12', ...app }).join()).toContain(
      'this is not the whole of what Slack shows',
    );
  });
});
