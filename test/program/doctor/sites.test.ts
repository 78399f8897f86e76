import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import express from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAccounts } from '../../../adapters/sample-sites/accounts.ts';
import { scimService } from '../../../adapters/sample-sites/scim.ts';
import { directoryTokens, provisioning } from '../../../db/schema/index.ts';
import { sha256 } from '../../../src/lib/hash.ts';
import { examine } from '../../../src/program/doctor/examine.ts';
import { directories } from '../../../src/program/doctor/sites/directories.ts';
import { sites } from '../../../src/program/doctor/sites/sites.ts';
import type { Ctx } from '../../../src/service/context.ts';
import { connectSite } from '../../../src/service/sites/connect-site.ts';
import { useDatabase } from '../../kit/database.ts';
import { type Listening, listen } from '../../kit/listen.ts';
import { aSchool, type School } from '../../kit/school.ts';

const database = useDatabase();
const key = 'x'.repeat(32);
const now = new Date('2026-11-30T12:00:00Z');
const after = (days: number) => new Date(now.getTime() + days * 86_400_000);
const app = { ...database.app(() => now), secretKey: sha256(key), publicUrl: 'http://localhost:3000' };

let root = '';
let school: School;
let as: Ctx;
let site: Listening;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'staffroom-doctor-'));
  school = await aSchool(app);
  as = school.as(await school.person({ role: 'coordinator' }));
  const accounts = openAccounts(
    join(root, 'accounts.json'),
    () => now,
    () => {},
  );
  const base = 'http://127.0.0.1/scim';
  site = await listen(
    express()
      .use('/scim', scimService({ accounts, token: 'the-token-of-the-site', base }))
      .get('/', (_req, res) => void res.send('Hello')),
  );
});
afterAll(async () => {
  await site.close();
  await rm(root, { recursive: true });
});

async function look(secretKey = key): Promise<string[]> {
  const lines: string[] = [];
  const env = { DATABASE_URL: database.url, SECRET_KEY: secretKey, PORT: '0' };
  for await (const { is, about, says, todo } of examine({ root, env, clock: () => now }, [sites, directories]))
    lines.push(`${is} ${about}: ${says} ${todo ?? ''}`);
  return lines;
}

test('a site that lets us in is up to date; one with another token, one that is gone and one that is behind are named', async () => {
  const reached = { homeUrl: site.url, scimUrl: `${site.url}/scim`, scimToken: 'the-token-of-the-site' };
  await connectSite(as, { site: 'hub', ...reached });
  await connectSite(as, { site: 'forums', redirectUris: [`${site.url}/in`], homeUrl: site.url });
  // Nobody has come round to those whom they concern.
  await database.db.delete(provisioning);
  expect(await look()).toEqual([
    expect.stringMatching(/^good sites: 1 site lets us in and is up to date; 1 site has no SCIM address/),
  ]);

  await connectSite(as, { site: 'primary', ...reached, scimToken: 'another-token' });
  await connectSite(as, {
    site: 'test-maker',
    scimUrl: 'http://127.0.0.1:9/scim',
    scimToken: 'any-token',
    homeUrl: `${site.url}/moved`,
  });
  const teacher = await school.person({}, ['hub']);
  await database.db
    .update(provisioning)
    .set({ waitingSince: after(-2) })
    .where(eq(provisioning.userId, teacher.id));
  const lines = await look();
  expect(lines).toEqual([
    expect.stringMatching(
      /^wrong sites: School Support Hub of Riverside School: It lets us in now\. It is behind with 1 person; the oldest change was made 2 days ago/,
    ),
    expect.stringMatching(
      /^wrong sites: Cambridge Primary support site of .*does not let us in \(401\).*Tell whoever runs the site/,
    ),
    expect.stringMatching(/^wrong sites: Test Maker of .*: The site can’t be reached/),
    expect.stringMatching(
      /^wrong sites: Test Maker of .*People can’t open its page, http:\/\/127\.0\.0\.1:\d+ \(it answers 404\)/,
    ),
    expect.stringMatching(/^good sites: 1 site has no SCIM address/),
  ]);
  expect(lines.join()).not.toMatch(/another-token|any-token|the-token/);
  // Sealed with a key that is not here.
  expect((await look('y'.repeat(32)))[0]).toMatch(
    /^unknown sites: School Support Hub.*can’t be opened with this SECRET_KEY/,
  );
});

test('sample sites are the running playground’s own, whatever its port was', async () => {
  await connectSite(as, {
    site: 'resource-plus',
    scimUrl: 'http://localhost:9/sites/resource-plus/scim/v2',
    scimToken: 'the-samples-token',
    homeUrl: 'http://localhost:9/sites/resource-plus/',
  });
  const lines = await look();
  expect(lines.filter((line) => line.includes('Resource Plus'))).toEqual([]);
  expect(lines.at(-1)).toMatch(/^note sites: The sample sites are a part of the playground/);
});

test('a directory’s token that ends, has ended, or is not used, is named', async () => {
  const token = async (expiresAt: Date, lastUsedAt: Date | null) => {
    await database.db.delete(directoryTokens);
    const row = { centreId: school.centreId, tokenHash: sha256('t'), createdAt: after(-20), lastUsedAt, expiresAt };
    await database.db.insert(directoryTokens).values(row);
    return (await look()).filter((line) => line.includes(' directories: '));
  };
  expect(await token(after(200), after(-0.01))).toEqual([
    expect.stringMatching(/^good .*was last seen 14 minutes ago; its token ends in 200 days/),
  ]);
  expect(await token(after(20), after(0))).toEqual([expect.stringMatching(/^note .*ends in 20 days.*settings/)]);
  expect(await token(after(3), after(0))).toEqual([expect.stringMatching(/^wrong .*ends in 3 days/)]);
  expect(await token(after(-2), after(-3))).toEqual([
    expect.stringMatching(/^wrong .*its token ended on 28 Nov 2026, and opens nothing/),
  ]);
  expect(await token(after(200), null)).toEqual([expect.stringMatching(/^note .*has never come/)]);
});
