import { describe, expect, test } from 'vitest';
import { readConfig } from '../../../src/program/config/config.ts';
import { type Env, namesOf } from './wrong.ts';

describe('Teams', () => {
  const appId = '00000000-aaaa-4bbb-8ccc-123456789abc';
  const tenant = '11111111-dddd-4eee-9fff-cba987654321';
  const password = 'abc8Q~defghijklmnopqrstuvwxyz0123456789';
  const bot: Env = { TEAMS_APP_ID: appId, TEAMS_APP_PASSWORD: password };
  const all: Env = { ...bot, TEAMS_TENANT_ID: tenant };
  const trust: Env = { TEAMS_TRUST_URL: 'http://127.0.0.1:4000/openid' };

  test.each([
    ['one tenant', all, { appId, password, tenant }],
    ['any tenant', { ...bot, TEAMS_TENANT_ID: 'any' }, { appId, password, tenant: 'any' }],
    ['keys of one’s own', { ...all, ...trust }, { appId, password, tenant, trustUrl: trust.TEAMS_TRUST_URL }],
    ['ids as some pages show them', { ...all, TEAMS_APP_ID: ` ${appId.toUpperCase()} ` }, { appId, password, tenant }],
  ] as [string, Env, object][])('%s', (_what, env, teams) => {
    expect(readConfig(env)).toHaveProperty('teams', teams);
  });

  test('beside Slack', () => {
    const slack = { SLACK_BOT_TOKEN: 'xoxb-12345678', SLACK_APP_TOKEN: 'xapp-12345678' };
    expect(readConfig({ ...all, ...slack })).toMatchObject({ teams: { appId }, slack: { botToken: 'xoxb-12345678' } });
  });

  test.each([
    ['an id alone', { TEAMS_APP_ID: appId }, ['TEAMS_APP_PASSWORD', 'TEAMS_TENANT_ID']],
    ['a password alone', { TEAMS_APP_PASSWORD: password }, ['TEAMS_APP_ID', 'TEAMS_TENANT_ID']],
    ['a tenant alone', { TEAMS_TENANT_ID: tenant }, ['TEAMS_APP_ID', 'TEAMS_APP_PASSWORD']],
    ['no tenant', bot, ['TEAMS_TENANT_ID']],
    ['an id that is none', { ...all, TEAMS_APP_ID: 'staffroom' }, ['TEAMS_APP_ID']],
    ['a tenant by name', { ...all, TEAMS_TENANT_ID: 'school.test' }, ['TEAMS_TENANT_ID']],
    ['Microsoft’s word for several', { ...all, TEAMS_TENANT_ID: 'common' }, ['TEAMS_TENANT_ID']],
    ['the id of the secret', { ...all, TEAMS_APP_PASSWORD: tenant }, ['TEAMS_APP_PASSWORD']],
    ['a short password', { ...all, TEAMS_APP_PASSWORD: 'hunter2' }, ['TEAMS_APP_PASSWORD']],
    ['a password with a space', { ...all, TEAMS_APP_PASSWORD: `${password} x` }, ['TEAMS_APP_PASSWORD']],
    ['trust alone', trust, ['TEAMS_TRUST_URL']],
    ['trust for people’s work', { ...all, ...trust, NODE_ENV: 'production' }, ['TEAMS_TRUST_URL']],
    ['trust that is no address', { ...all, TEAMS_TRUST_URL: 'localhost' }, ['TEAMS_TRUST_URL']],
    ['trust in a machine near by', { ...all, TEAMS_TRUST_URL: 'http://10.0.0.4/openid' }, ['TEAMS_TRUST_URL']],
    ['trust in a look-alike', { ...all, TEAMS_TRUST_URL: 'http://127.0.0.1.evil.example/' }, ['TEAMS_TRUST_URL']],
    ['trust in a name before an @', { ...all, TEAMS_TRUST_URL: 'http://localhost@evil.example/' }, ['TEAMS_TRUST_URL']],
  ] as [string, Env, string[]][])('%s', (_what, env, names) => {
    expect(namesOf(env)).toEqual(names);
  });

  test('wants to know where links in mails lead, too', () => {
    const env = { ...all, SMTP_URL: 'smtp://mail.school.test', MAIL_FROM: 'no-reply@school.test' };
    expect(namesOf(env)).toEqual(['PUBLIC_URL']);
  });
});
