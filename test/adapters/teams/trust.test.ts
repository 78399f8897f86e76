import { request } from 'node:http';
import { beforeAll, describe, expect, test } from 'vitest';
import { microsofts, serviceHosts, trustOf } from '../../../adapters/teams/connect/trust.ts';
import { useDatabase } from '../../kit/database.ts';
import type { TokenOverrides } from './fake/index.ts';
import { teamsSchool, useTeams } from './school.ts';

const database = useDatabase();
const school = useTeams(database);
beforeAll(async () => {
  // Microsoft's keys are known from now on.
  await school.as('coordinator').type('help', school.direct('coordinator'));
  await school.settled();
});

const whoami = () => school.teams.activity(school.id.coordinator, school.direct('coordinator'), { text: 'whoami' });

/** What posting it comes to; nothing may reach the person or the connector. */
async function refused(activity: unknown, how?: { token?: string; headers?: Record<string, string> }) {
  const calls = () => school.teams.calls.filter(({ path }) => path.includes('/v3/')).length;
  const before = calls();
  const { status, body } = await school.teams.post(activity, how);
  await school.settled();
  expect(calls() - before).toBe(0);
  return { status, body: body ?? '' };
}

const no = { status: 401, body: '' };

const microsofts2 = 'https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/';
const bad: [string, TokenOverrides][] = [
  ['signed with a key that nobody lists', { key: 'other' }],
  ['naming a key that nobody lists', { key: 'unlisted' }],
  ['of a key for another channel', { key: 'webchat' }],
  ['of a key that is endorsed for no channel', { key: 'no-endorsements' }],
  ['without a signature', { algorithm: 'none' }],
  ['signed with the public key as a secret', { algorithm: 'HS256' }],
  ['for another app', { audience: '00000000-0000-4000-8000-000000000000' }],
  ['of another issuer', { issuer: 'https://evil.example' }],
  ['that is over', { expiresIn: -3_600 }],
  ['that is not good yet', { notBefore: 3_600 }],
  ['that never ends', { claims: { exp: undefined } }],
  ['that ends in words', { claims: { exp: '9999999999' } }],
  ['that was always good', { claims: { nbf: undefined } }],
  ['that begins in words', { claims: { nbf: '0' } }],
  ['for another service URL', { serviceUrl: 'http://127.0.0.1:1/emea/' }],
  ['for no service URL', { claims: { serviceurl: undefined } }],
  ['for no app', { claims: { aud: undefined } }],
  ['for several apps', { claims: { aud: ['ours'] } }],
  ['of no issuer', { claims: { iss: undefined } }],
  ['of several issuers', { claims: { iss: ['https://api.botframework.com'] } }],
  // The package takes these of any Azure app: its emulator's and other bots' (skills).
  ['of the emulator', { issuer: microsofts2, claims: { ver: '1.0', appid: 'ours' } }],
  [
    'of a skill',
    {
      issuer: 'https://login.microsoftonline.com/d6d49420-f39b-4df7-a1dc-d59a935871db/v2.0',
      claims: { ver: '2.0', azp: '11111111-1111-4111-8111-111111111111' },
    },
  ],
];

describe('nothing is done with', () => {
  test('a post without a token', async () => {
    expect(await refused(whoami(), { token: '' })).toEqual(no);
    expect(await refused(whoami(), { token: '', headers: { authorization: 'Basic YTpi' } })).toEqual(no);
    expect(await refused(whoami(), { token: 'a.b.c' })).toEqual(no);
  });

  test.each(bad)('ASVS 6.8.2, 9.1.1, 9.1.2, 9.2.1, 9.2.3: a token %s', async (_, overrides) => {
    const { appId } = school.teams;
    const { appid, aud } = overrides.claims ?? {};
    const ours = { ...(appid === 'ours' && { appid: appId }), ...(Array.isArray(aud) && { aud: [appId] }) };
    const token = school.teams.token({ ...overrides, claims: { ...overrides.claims, ...ours } });
    expect(await refused(whoami(), { token })).toEqual(no);
  });

  test('an activity of another tenant', async () => {
    const other = '22222222-2222-4222-8222-222222222222';
    const activity = whoami();
    activity.conversation.tenantId = other;
    expect(await refused(activity)).toEqual(no);
    const without = whoami();
    delete without.conversation.tenantId;
    expect(await refused({ ...without, channelData: { tenant: { id: other } } })).toEqual(no);
    expect(await refused({ ...without, channelData: {} })).toEqual(no);
  });

  test('an address that is not this machine’s, though the token names it', async () => {
    const serviceUrl = 'https://evil.example/emea/';
    const token = school.teams.token({ serviceUrl });
    expect(await refused({ ...whoami(), serviceUrl }, { token })).toEqual(no);
  });

  test('another channel than Teams', async () => {
    for (const channelId of ['emulator', 'webchat', 'AseChannel', undefined]) {
      expect(await refused({ ...whoami(), channelId })).toEqual(no);
    }
  });

  test.each([
    ['no JSON', '{"type":'],
    ['no object', '[]'],
    ['nothing', ''],
    ['a number', '7'],
    ['an activity of nobody', JSON.stringify({ type: 'message', channelId: 'msteams' })],
    [
      'parts of the wrong kind',
      JSON.stringify({ type: 7, from: [], recipient: 'x', conversation: null, channelId: 'msteams' }),
    ],
    ['ten megabytes', JSON.stringify({ type: 'message', text: 'x'.repeat(10_000_000) })],
  ])('a body that is %s', async (_, body) => {
    expect(await refused(body)).toEqual(no);
  });

  test('a body in a form that nobody reads', async () => {
    expect(await refused(whoami(), { headers: { 'content-type': 'text/plain; charset=nonsense' } })).toEqual(no);
    expect(await refused(whoami(), { headers: { 'content-encoding': 'x-unknown' } })).toEqual(no);
  });
});

test('with keys of our own there is no token to look at', async () => {
  await school.adapter.check();
});

test('the address takes posts alone', async () => {
  expect((await fetch(school.url)).status).toBe(404);
});

test('ten megabytes of a stranger are not read', async () => {
  const { status } = await new Promise<{ status: number | undefined }>((resolve, reject) => {
    const post = request(school.url, { method: 'POST', headers: { 'content-length': 10_000_000 } }, (response) => {
      resolve({ status: response.statusCode });
      post.destroy();
    });
    post.on('error', reject);
    post.write('x'.repeat(1_000));
  });
  expect(status).toBe(401);
});

test('what is refused is written down once a minute, without the token', async () => {
  const lines = school.logged.filter((line) => line.includes('is not taken'));
  expect(lines.filter((line) => line.includes('another tenant'))).toHaveLength(1);
  expect(school.logged.join('')).not.toContain('eyJ');
});

test('what Microsoft’s packages print of it goes to the log, in a word', () => {
  expect(school.logged.filter((line) => line.includes('Teams: TokenExpiredError'))).not.toEqual([]);
});

test('a token that was taken is good for the address that it names, and no other', async () => {
  const token = school.teams.token();
  expect((await school.teams.post(whoami(), { token })).status).toBe(200);
  await school.settled();
  const elsewhere = { ...whoami(), serviceUrl: `${school.teams.serviceUrl}elsewhere/` };
  expect(await refused(elsewhere, { token })).toEqual(no);
});

test('ASVS 16.5.3: while Microsoft’s keys can’t be had it is 503, and works again once they are there', async () => {
  const fresh = await teamsSchool(database);
  try {
    fresh.teams.downOpenId(true);
    const activity = fresh.teams.activity(fresh.id.coordinator, fresh.direct('coordinator'), { text: 'help' });
    const { status, body } = await fresh.teams.post(activity);
    expect({ status, body: body ?? '' }).toEqual({ status: 503, body: '' });
    fresh.teams.downOpenId(false);
    expect((await fresh.teams.post(activity)).status).toBe(200);
  } finally {
    await fresh.stop();
  }
});

test('any tenant where the app is for several; each is a workspace of its own', async () => {
  const several = await teamsSchool(database, { tenant: 'any', bound: false });
  try {
    const answer = await several.next('coordinator', () =>
      several.as('coordinator').type('help', several.direct('coordinator')),
    );
    expect(answer.labels).toContain('Connect a school');
  } finally {
    await several.stop();
  }
});

describe('settings', () => {
  test.each([{ appId: '' }, { password: '' }, { tenant: '' }])('stop the start without %o', (missing) => {
    const all = { appId: 'a', password: 'b', tenant: 'c' };
    expect(() => trustOf({ ...all, ...missing })).toThrow('Teams needs');
  });

  test('one tenant’s app asks for its tokens there, one of several does not', () => {
    const all = { appId: 'a', password: 'b' };
    expect(trustOf({ ...all, tenant: 'any' }).settings.MicrosoftAppType).toBe('MultiTenant');
    expect(trustOf({ ...all, tenant: 'c' }).settings).toMatchObject({
      MicrosoftAppType: 'SingleTenant',
      MicrosoftAppTenantId: 'c',
    });
  });

  test.each([
    ['https://smba.trafficmanager.net/emea/', true],
    ['https://smba.trafficmanager.net/teams/', true],
    ['https://europe.smba.teams.microsoft.com/x', true],
    ['https://webchat.botframework.com/', true],
    ['http://smba.trafficmanager.net/emea/', false],
    ['https://evil.trafficmanager.net/', false],
    ['https://smba.trafficmanager.net.evil.example/', false],
    ['https://smba.trafficmanager.net:8443/', false],
    ['https://user:pass@smba.trafficmanager.net/', false],
    ['https://evilbotframework.com/', false],
    ['https://teams.microsoft.com.evil.example/', false],
    ['http://127.0.0.1:3978/', false],
    ['http://localhost/', false],
    ['nonsense', false],
    [undefined, false],
  ])('an answer may go to %s: %s', (url, may) => {
    expect(microsofts(serviceHosts, false)(url)).toBe(may);
  });

  test.each([
    ['http://127.0.0.1:3978/', true],
    ['http://localhost:3978/', true],
    ['http://[::1]:3978/', true],
    ['https://smba.trafficmanager.net/emea/', false],
    ['http://127.0.0.1.evil.example/', false],
    ['http://10.0.0.1/', false],
  ])('with keys of our own to %s: %s', (url, may) => {
    expect(microsofts(serviceHosts, true)(url)).toBe(may);
  });
});
