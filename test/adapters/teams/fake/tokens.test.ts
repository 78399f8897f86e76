import { describe, expect, it } from 'vitest';
import { tinySchool } from './tiny-school.ts';

const t = tinySchool();

describe('a token', () => {
  it.each([
    ['another key', { key: 'other' }],
    ['a key not listed', { key: 'unlisted' }],
    ['a key of another channel', { key: 'webchat' }],
    ['another audience', { audience: 'someone-else' }],
    ['another issuer', { issuer: 'https://sts.windows.net/x/' }],
    ['another service URL', { serviceUrl: 'https://evil.example/' }],
    ['an hour ago', { expiresIn: -3_600 }],
    ['not yet', { notBefore: 3_600 }],
    ['no signature', { algorithm: 'none' }],
    ['the public key as a secret', { algorithm: 'HS256' }],
  ] as const)('with %s is refused', async (_name, overrides) => {
    const activity = t.fake.activity(t.ben.id, t.fake.direct(t.ben.id), { text: 'help' });
    const { status } = await t.fake.post(activity, { token: t.fake.token(overrides) });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(t.bot.got).toEqual([]);
    expect((await t.fake.post(activity)).status).toBe(200);
  });

  it('is worth nothing while the keys can’t be reached', async () => {
    t.fake.downOpenId(true);
    const activity = t.fake.activity(t.ben.id, t.fake.direct(t.ben.id), { text: 'help' });
    expect((await t.fake.post(activity)).status).not.toBe(200);
    t.fake.downOpenId(false);
    expect((await t.fake.post(activity)).status).toBe(200);
    expect((await t.fake.post(activity, { token: '' })).status).not.toBe(200);
  });
});
