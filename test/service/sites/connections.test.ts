import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq, sql } from 'drizzle-orm';
import { pino } from 'pino';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  auditEvents,
  centreSites,
  centres,
  oidcRecords,
  provisioning,
  siteAccess,
  siteConnections,
} from '../../../db/schema/index.ts';
import { openSampleSites } from '../../../src/program/sample-sites.ts';
import { readCentre } from '../../../src/service/centre/centre.ts';
import { changeSettings } from '../../../src/service/centre/settings.ts';
import type { Ctx } from '../../../src/service/context.ts';
import { editPerson } from '../../../src/service/people/edit.ts';
import { accountClientId } from '../../../src/service/sign-in/issuer.ts';
import { writeRecord } from '../../../src/service/sign-in/keep-records.ts';
import { connectSite, disconnectSite, renewSecret } from '../../../src/service/sites/connect-site.ts';
import { findConnection, scimAuthOf, secretOf } from '../../../src/service/sites/connection.ts';
import { applySitesFile, readSitesFile } from '../../../src/service/sites/file.ts';
import { readConnections } from '../../../src/service/sites/read.ts';
import { sentenceOf } from '../../../src/ui/sentences/sentence.ts';
import { useDatabase } from '../../kit/database.ts';
import { secretIn } from '../../kit/handed-over.ts';
import { aSchool, refusedWith, type School } from '../../kit/school.ts';

const database = useDatabase();
const app = database.app();
let school: School;
let number: string;
let as: Ctx;

const hub = { site: 'hub', redirectUris: ['https://hub.example/in'] } as const;
const hubSignIn = { site: 'hub' as const, redirectUris: [...hub.redirectUris] };
const scim = { scimUrl: 'https://hub.example/scim/v2', scimToken: 'a-token-of-the-site' };

beforeEach(async () => {
  school = await aSchool(app);
  as = school.as(await school.person({ role: 'coordinator' }));
  const [centre] = await app.db.select().from(centres).where(eq(centres.id, school.centreId));
  number = centre?.number ?? '';
});

const rowOf = async (centreId = school.centreId) => {
  const [row] = await app.db.select().from(siteConnections).where(eq(siteConnections.centreId, centreId));
  if (!row) throw new Error('not connected');
  return row;
};
const marked = () => app.db.select().from(provisioning).where(eq(provisioning.centreId, school.centreId));
const trail = () =>
  app.db.select().from(auditEvents).where(eq(auditEvents.centreId, school.centreId)).orderBy(auditEvents.at);

describe('connecting a site', () => {
  test('ASVS 13.2.3: makes a client of its own, whose secret is told once and kept sealed', async () => {
    const { isNew, setUp } = await connectSite(as, hubSignIn);
    expect(isNew).toBe(true);
    expect(setUp).toMatchObject({
      issuer: 'https://staffroom.school.example/oidc',
      clientId: expect.stringMatching(/^hub-[\w-]{20}$/),
      redirectUris: hub.redirectUris,
    });
    const row = await rowOf();
    const secret = await secretIn(app, setUp?.page);
    expect(secretOf(app, row)).toBe(secret);
    expect(row.sealedSecret?.toString('latin1')).not.toContain(secret);
    const [shown] = await readConnections(as, {});
    expect(JSON.stringify(shown)).not.toContain(secret);
    expect(shown).toMatchObject({ site: 'hub', hasSecret: true, scimAuth: null });
    const again = await connectSite(as, { ...hubSignIn, logoutUrl: 'https://hub.example/out' });
    expect(again).toEqual({ isNew: false, changed: true });
    expect(secretOf(app, await rowOf())).toBe(secret);
  });

  test('what is said again changes nothing, and leaves no trace', async () => {
    await connectSite(as, { ...hubSignIn, ...scim });
    const [before, told] = [await rowOf(), (await trail()).length];
    expect(await connectSite(as, { ...hubSignIn, ...scim })).toEqual({ isNew: false, changed: false });
    expect(await rowOf()).toEqual(before);
    expect(await trail()).toHaveLength(told);
  });

  test('ASVS 16.2.5: the trail says what was changed, and nothing secret', async () => {
    const { setUp } = await connectSite(as, { ...hubSignIn, ...scim });
    await connectSite(as, { site: 'hub', scimToken: 'another-token' });
    await renewSecret(as, { site: 'hub' });
    const events = await trail();
    expect(events.map((e) => e.details)).toEqual([
      { site: 'hub', changed: ['siteConnected'] },
      { site: 'hub', changed: ['scimAuth'] },
      { site: 'hub', changed: ['clientSecret'] },
    ]);
    for (const secret of [await secretIn(app, setUp?.page), scim.scimToken, 'another-token'])
      expect(JSON.stringify(events)).not.toContain(secret);
  });

  test.each([
    [{ redirectUris: ['hub.example/in'] }, { redirectUris: 'address-malformed' }],
    [{ redirectUris: ['/in'] }, { redirectUris: 'address-malformed' }],
    [{ redirectUris: ['javascript:alert(1)'] }, { redirectUris: 'address-malformed' }],
    [{ redirectUris: ['https://user:word@hub.example/in'] }, { redirectUris: 'address-malformed' }],
    [{ redirectUris: ['https://hub.example/a b'] }, { redirectUris: 'address-malformed' }],
    [{ redirectUris: ['https://hub.example/in#there'] }, { redirectUris: 'address-fragment' }],
    [{ redirectUris: ['http://hub.example/in'] }, { redirectUris: 'address-insecure' }],
    [{ redirectUris: ['http://localhost.hub.example/in'] }, { redirectUris: 'address-insecure' }],
    [{ redirectUris: ['http://localhost:4000/in'] }, 'done'],
    [
      { redirectUris: Array.from({ length: 11 }, (_, i) => `https://hub.example/${i}`) },
      { redirectUris: 'addresses-many' },
    ],
    [{ redirectUris: [] }, { redirectUris: 'connection-empty' }],
    [{ redirectUris: [], ...scim }, 'done'],
    [
      { homeUrl: 'x', logoutUrl: 'http://hub.example' },
      { homeUrl: 'address-malformed', logoutUrl: 'address-insecure' },
    ],
    // We are reached by the world: nobody sends us to what listens beside us.
    [{ logoutUrl: 'http://127.0.0.1:6379/' }, { logoutUrl: 'address-here' }],
    [{ logoutUrl: 'https://localhost/' }, { logoutUrl: 'address-here' }],
    [{ scimUrl: 'http://[::1]/scim', scimToken: 'x' }, { scimUrl: 'address-here' }],
    [{ scimUrl: 'https://169.254.169.254/scim', scimToken: 'x' }, { scimUrl: 'address-private' }],
    [{ scimUrl: 'https://167772161/scim', scimToken: 'x' }, { scimUrl: 'address-private' }],
    [{ logoutUrl: 'https://hub.example:22/' }, { logoutUrl: 'address-port' }],
    [{ logoutUrl: 'https://hub.example:8443/' }, 'done'],
    [{ scimUrl: scim.scimUrl }, { scimToken: 'scim-auth-missing' }],
    [{ scimToken: 'x' }, { scimUrl: 'scim-address-missing' }],
    [{ ...scim, scimToken: 'a\nb' }, { scimToken: 'scim-token-malformed' }],
    [{ ...scim, scimToken: '李' }, { scimToken: 'scim-token-malformed' }],
    [{ ...scim, scimToken: ' !~ \n' }, 'done'],
    [{ ...scim, scimClientId: 'x' }, { scimToken: 'scim-auth-both' }],
    [
      { scimUrl: scim.scimUrl, scimTokenUrl: 'http://hub.example/token' },
      { scimTokenUrl: 'address-insecure', scimClientId: 'value-missing', scimClientSecret: 'value-missing' },
    ],
  ])('ASVS 1.2.2, 1.3.6: %j: %j', async (given, expected) => {
    expect(await refusedWith(connectSite(as, { ...hubSignIn, ...given }))).toEqual(expected);
  });

  test('a site that the school is not eligible for is refused', async () => {
    await app.db.delete(siteAccess).where(eq(siteAccess.centreId, school.centreId));
    await app.db.delete(centreSites).where(sql`centre_id = ${school.centreId} and site = 'hub'`);
    expect(await refusedWith(connectSite(as, hubSignIn))).toEqual({ site: 'site-not-eligible' });
  });

  test('of two who connect it at once, one makes it', async () => {
    const both = await Promise.all([connectSite(as, hubSignIn), connectSite(as, hubSignIn)]);
    expect(both.map((b) => b.isNew).sort()).toEqual([false, true]);
    expect(both.filter((b) => b.setUp)).toHaveLength(1);
  });
});

describe('what shows a site that it is us', () => {
  test('stays where it is left empty, and goes to no other server', async () => {
    await connectSite(as, { ...hubSignIn, ...scim });
    await connectSite(as, { site: 'hub', scimToken: '', scimUrl: 'https://hub.example/scim/v2/tenant' });
    expect(scimAuthOf(app, await rowOf())).toEqual({ bearer: scim.scimToken });
    expect(await refusedWith(connectSite(as, { site: 'hub', scimUrl: 'https://thief.example/scim' }))).toEqual({
      scimToken: 'scim-auth-elsewhere',
    });
  });

  test('a client takes the place of a token, and its secret goes to no other server either', async () => {
    await connectSite(as, { ...hubSignIn, ...scim });
    const client = { scimTokenUrl: 'https://id.example/token', scimClientId: 'staffroom', scimClientSecret: 'sssh' };
    await connectSite(as, { site: 'hub', ...client });
    expect(scimAuthOf(app, await rowOf())).toEqual({
      tokenUrl: client.scimTokenUrl,
      clientId: 'staffroom',
      clientSecret: 'sssh',
    });
    await connectSite(as, { site: 'hub', scimClientId: 'staffroom-2', scimClientSecret: '' });
    expect(scimAuthOf(app, await rowOf())).toMatchObject({ clientId: 'staffroom-2', clientSecret: 'sssh' });
    expect(await refusedWith(connectSite(as, { site: 'hub', scimTokenUrl: 'https://thief.example/token' }))).toEqual({
      scimClientSecret: 'scim-auth-elsewhere',
    });
  });

  test('a new SCIM address marks everyone; without one nobody is', async () => {
    await school.person({}, ['hub']);
    await school.person({}, ['forums']);
    await connectSite(as, { ...hubSignIn, ...scim });
    // The coordinator too.
    expect(await marked()).toHaveLength(2);
    await connectSite(as, { site: 'hub', scimUrl: 'https://hub.example/scim/v3' });
    expect((await marked()).map((m) => m.version)).toEqual([2, 2]);
    await connectSite(as, { site: 'hub', homeUrl: 'https://hub.example/' });
    expect((await marked()).map((m) => m.version)).toEqual([2, 2]);
    await connectSite(as, { site: 'hub', scimUrl: '' });
    expect(await marked()).toEqual([]);
    expect((await rowOf()).sealedScimAuth).toBeNull();
  });
});

test('how a site is reached has a new version with each change, by whichever release, and with no other', async () => {
  await connectSite(as, { ...hubSignIn, ...scim });
  const { id, scimVersion: first } = await rowOf();
  const scimCapabilities = { lookUp: 'list', parts: { roles: 'lost' } };
  const learn = () => app.db.update(siteConnections).set({ scimCapabilities }).where(eq(siteConnections.id, id));
  await learn();
  await connectSite(as, { site: 'hub', homeUrl: 'https://hub.example/home' });
  await renewSecret(as, { site: 'hub' });
  expect(await rowOf()).toMatchObject({ scimVersion: first, scimCapabilities });
  await connectSite(as, { site: 'hub', scimToken: 'another-token' });
  expect(await rowOf()).toMatchObject({ scimVersion: first + 1, scimCapabilities: {} });
  await learn();
  // As the release before wrote it, which knows of no version.
  await app.db.execute(sql`update site_connections set scim_url = 'https://new.example/scim' where id = ${id}`);
  expect(await rowOf()).toMatchObject({ scimVersion: first + 2, scimCapabilities: {} });
  await connectSite(as, { site: 'hub', scimUrl: '' });
  expect(await rowOf()).toMatchObject({ scimVersion: first + 3 });
});

describe('a secret', () => {
  test('is made anew; a site that keeps none has none', async () => {
    const { setUp } = await connectSite(as, hubSignIn);
    const renewed = await renewSecret(as, { site: 'hub' });
    const secret = await secretIn(app, renewed.page);
    expect(secret).not.toBe(await secretIn(app, setUp?.page));
    expect(secretOf(app, await rowOf())).toBe(secret);
    await connectSite(as, { site: 'hub', withoutSecret: true });
    expect((await rowOf()).sealedSecret).toBeNull();
    expect(await refusedWith(renewSecret(as, { site: 'hub' }))).toEqual({ '': 'site-without-secret' });
    expect(await refusedWith(renewSecret(as, { site: 'forums' }))).toEqual({ '': 'site-not-connected' });
  });
});

test('an id as a client that tells the school is given up with its secret, and all that was granted to it', async () => {
  const user = await school.person({}, ['hub']);
  await connectSite(as, hubSignIn);
  const { id } = await rowOf();
  const clientId = `${number.toLowerCase()}-hub`;
  await app.db.update(siteConnections).set({ clientId }).where(eq(siteConnections.id, id));
  await writeRecord(app, 'Grant', 'y'.repeat(43), { accountId: user.id, clientId }, 60);
  await renewSecret(as, { site: 'hub' });
  const next = (await rowOf()).clientId;
  expect(next).toMatch(/^hub-[\w-]{20}$/);
  expect(await app.db.$count(oidcRecords, eq(oidcRecords.clientId, clientId))).toBe(0);
  // One that can't be guessed stays.
  await renewSecret(as, { site: 'hub' });
  expect((await rowOf()).clientId).toBe(next);
});

describe('turning a site off', () => {
  test('takes with it all that belongs to the connection, and makes the site free to be taken away', async () => {
    const user = await school.person({}, ['hub']);
    await connectSite(as, { ...hubSignIn, ...scim });
    const { clientId } = await rowOf();
    await writeRecord(app, 'Grant', 'x'.repeat(43), { accountId: user.id, clientId }, 60);
    await app.db.delete(siteAccess).where(eq(siteAccess.centreId, school.centreId));
    const sites = ['forums' as const];
    expect(await refusedWith(changeSettings(as, { sites }))).toEqual({ sites: 'site-connected' });
    await disconnectSite(as, { site: 'hub' });
    expect(await marked()).toEqual([]);
    expect(await app.db.select().from(oidcRecords).where(eq(oidcRecords.clientId, clientId))).toEqual([]);
    expect(await readConnections(as, {})).toEqual([]);
    expect(await refusedWith(changeSettings(as, { sites }))).toBe('done');
    expect(await refusedWith(disconnectSite(as, { site: 'hub' }))).toEqual({ '': 'site-not-connected' });
  });

  test('is in nobody’s way who changes a user at that moment', async () => {
    const people = await Promise.all(Array.from({ length: 8 }, () => school.person({}, ['hub'])));
    await connectSite(as, { ...hubSignIn, ...scim });
    const edits = people.map((p, i) => editPerson(as, { id: p.id, firstName: `Name ${i}` }));
    await Promise.all([...edits.slice(0, 4), disconnectSite(as, { site: 'hub' }), ...edits.slice(4)]);
    expect(await marked()).toEqual([]);
  });

  test('another school’s stays', async () => {
    const other = await aSchool(app);
    const theirs = other.as(await other.person({ role: 'coordinator' }));
    await connectSite(theirs, hubSignIn);
    expect(await refusedWith(disconnectSite(as, { site: 'hub' }))).toEqual({ '': 'site-not-connected' });
    expect(await readConnections(as, {})).toEqual([]);
    expect(await findConnection(app.db, (await rowOf(other.centreId)).id)).toBeDefined();
  });
});

describe('the file of sites', () => {
  const fileOf = async (content: unknown) => {
    const file = join(await mkdtemp(join(tmpdir(), 'staffroom-sites-')), 'sites.json');
    await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content));
    return file;
  };
  const apply = async (content: unknown) => applySitesFile(app, await fileOf(content), sentenceOf);
  const entry = {
    redirectUris: ['https://hub.example/in'],
    clientSecret: 's'.repeat(32),
    scimUrl: 'https://hub.example:8443/scim/v2',
    scimToken: 'a-token',
  };

  test('connects what it names, and the same again changes nothing', async () => {
    await apply({ [number]: { hub: entry } });
    const row = await rowOf();
    expect(secretOf(app, row)).toBe(entry.clientSecret);
    await apply({ [number]: { hub: entry } });
    expect(await rowOf()).toEqual(row);
    expect((await trail()).map((e) => [e.actorId, e.details])).toEqual([
      [null, { by: 'file', site: 'hub', changed: ['siteConnected'] }],
    ]);
  });

  test('owns what it names: what was changed elsewhere is set back, the rest is left alone', async () => {
    await connectSite(as, { ...hubSignIn, site: 'forums' });
    await apply({ [number]: { hub: entry } });
    await connectSite(as, { site: 'hub', homeUrl: 'https://elsewhere.example/' });
    await apply({ [number]: { hub: entry } });
    const all = await readConnections(as, {});
    expect(all.map((c) => [c.site, c.homeUrl])).toEqual([
      ['hub', null],
      ['forums', null],
    ]);
  });

  test('has the sample sites leave alone what it names, which would else be filled anew at each start', async () => {
    await apply({ [number]: { hub: entry } });
    const row = await rowOf();
    const centre = await readCentre(app.db, school.centreId);
    const dataDir = await mkdtemp(join(tmpdir(), 'staffroom-sites-'));
    const log = pino({ level: 'silent' });
    const guard = () => {};
    const samples = openSampleSites({ app, centre, log, dataDir, guard, origin: 'http://localhost:3000' });
    await samples.connect(Object.keys((await readSitesFile(await fileOf({ [number]: { hub: entry } })))[number] ?? {}));
    expect((await readConnections(as, {})).map((c) => c.site)).toEqual(centre.sites);
    expect(await findConnection(app.db, row.id)).toEqual(row);
  });

  test('without a secret of its own it keeps the one that was made', async () => {
    const { clientSecret: _, ...open } = entry;
    await apply({ [number]: { hub: open } });
    const secret = secretOf(app, await rowOf());
    expect(secret).toMatch(/^[\w-]{43}$/);
    await apply({ [number]: { hub: open } });
    expect(secretOf(app, await rowOf())).toBe(secret);
  });

  test.each([
    ['{"a": "secret-thing" oops', /^SITES_FILE: .*sites\.json is not JSON; look at [\w ]+\.$/],
    [{ ZZ999: {} }, /^SITES_FILE: ZZ999: there is no school of this centre number\.$/],
    [() => ({ [number]: { hubb: {} } }), /^SITES_FILE: IN\d+: .*hubb.*$/],
    [() => ({ [number]: { hub: { redirectUri: 'x' } } }), /^SITES_FILE: IN\d+ hub: .*redirectUri.*$/],
    [
      () => ({ [number]: { hub: { homeUrl: 'x', redirectUris: ['http://x.example'] }, forums: {} } }),
      /^SITES_FILE: IN\d+ hub homeUrl: This is not an address.*\nSITES_FILE: IN\d+ hub redirectUris: .*https:\/\/\.\nSITES_FILE: IN\d+ forums redirectUris: .*$/,
    ],
  ])('a mistake has its line, and nothing is changed: %j', async (content, expected) => {
    const given = typeof content === 'function' ? content() : content;
    const whole = typeof given === 'object' && !('ZZ999' in given) ? { ...given } : given;
    const error = await apply(whole).catch((e: Error) => e);
    expect((error as Error).message).toMatch(expected);
    expect((error as Error).message).not.toContain('secret-thing');
    expect(await readConnections(as, {})).toEqual([]);
  });

  test.each([
    ['', /hub clientSecret: this is too short; use at least 32 characters\.$/],
    ['s'.repeat(1_001), /hub clientSecret: this is too long; use at most 1000 characters\.$/],
    [`${'s'.repeat(32)}é`, /hub clientSecret: this has characters that no client secret may have/],
    [`${'s'.repeat(32)}\n`, /hub clientSecret: this has characters that no client secret may have/],
  ])('ASVS 13.2.3: a secret that the sign-in would refuse is refused at the start: %j', async (clientSecret, line) => {
    const error = await apply({ [number]: { hub: { ...entry, clientSecret } } }).catch((e: Error) => e);
    expect((error as Error).message).toMatch(line);
    expect((error as Error).message.split('\n')).toHaveLength(1);
  });

  test('an id that another site has is refused beside its site, whoever’s that is', async () => {
    const id = (n: number) => ({ clientId: `of-nobody-else-${n}-${number}`, redirectUris: entry.redirectUris });
    const other = await aSchool(app);
    const [theirs] = await app.db.select().from(centres).where(eq(centres.id, other.centreId));
    await apply({ [theirs?.number ?? '']: { hub: id(1) } });
    const told = await apply({
      [number]: { hub: id(2), primary: id(1), forums: { ...id(2), homeUrl: 'x' }, 'test-maker': id(2) },
    }).catch((e: Error) => e);
    expect((told as Error).message.split('\n')).toEqual([
      expect.stringMatching(/^SITES_FILE: IN\d+ primary clientId: Another site has this id\./),
      expect.stringMatching(/^SITES_FILE: IN\d+ test-maker clientId: Another site has this id\./),
      expect.stringMatching(/^SITES_FILE: IN\d+ forums homeUrl: /),
    ]);
    expect(await readConnections(as, {})).toEqual([]);
    const ours = { ...id(3), clientId: accountClientId };
    await expect(apply({ [number]: { hub: ours } })).rejects.toThrow(/hub clientId: Another site has this id\./);
    await apply({ [number]: { hub: id(2), forums: id(3) } });
    await expect(apply({ [number]: { hub: id(2), forums: id(2) } })).rejects.toThrow(/forums clientId: Another site/);
    expect((await readConnections(as, {})).map((c) => c.clientId)).toEqual([id(2).clientId, id(3).clientId]);
  });

  test('lets a site off PKCE with a warning, one without a secret never, and takes it back', async () => {
    const warnings = await apply({ [number]: { hub: { ...entry, withoutPkce: true } } });
    expect(warnings).toEqual([expect.stringMatching(/^SITES_FILE: IN\d+ hub withoutPkce: /)]);
    expect(await rowOf()).toMatchObject({ withoutPkce: true });
    const open = { ...entry, clientSecret: undefined, withoutSecret: true, withoutPkce: true };
    await expect(apply({ [number]: { hub: open } })).rejects.toThrow(/hub withoutPkce: A site without a secret needs/);
    const both = { ...entry, withoutSecret: true };
    await expect(apply({ [number]: { hub: both } })).rejects.toThrow(/hub clientSecret: this site keeps no secret/);
    expect(await apply({ [number]: { hub: entry } })).toEqual([]);
    expect(await rowOf()).toMatchObject({ withoutPkce: false });
    await expect(
      app.db
        .update(siteConnections)
        .set({ withoutPkce: true, sealedSecret: null })
        .where(eq(siteConnections.site, 'hub')),
    ).rejects.toThrow();
  });

  test('a file that is not there is named', async () => {
    await expect(applySitesFile(app, '/nowhere/sites.json', sentenceOf)).rejects.toThrow(
      'SITES_FILE: /nowhere/sites.json can’t be read (ENOENT).',
    );
  });
});
