import { eq, isNotNull, sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { scimClient } from '../../../adapters/scim/client/client.ts';
import { provisioning, siteConnections } from '../../../db/schema/index.ts';
import { httpClient } from '../../../src/lib/http-client.ts';
import type { App } from '../../../src/service/context.ts';
import { editPerson } from '../../../src/service/people/edit.ts';
import type { SiteClient } from '../../../src/service/provisioning/site-client.ts';
import { markAll } from '../../../src/service/provisioning/site-health.ts';
import { syncSite } from '../../../src/service/provisioning/sync-site.ts';
import type { ScimAuth } from '../../../src/service/sites/connection.ts';
import { type TestClock, testClock } from '../../kit/clock.ts';
import { useDatabase } from '../../kit/database.ts';
import { aSchool, type School } from '../../kit/school.ts';
import { connectSite, patientPace, rowOf, waitingAt } from './school.ts';
import { makes, nobody, type Says, type Seen, scriptedSite } from './scripted.ts';

/** What goes wrong at a site, and what becomes of it. */

const database = useDatabase();
let app: App;
let clock: TestClock;
let school: School;
let site: Awaited<ReturnType<typeof scriptedSite>>;
let connectionId: string;
let answer: (seen: Seen) => Says | undefined;
let client: SiteClient;

beforeEach(async () => {
  clock = testClock();
  app = database.app(clock);
  school = await aSchool(app);
  answer = makes;
  site = await scriptedSite((seen) => answer(seen));
  client = scimClient(httpClient({ home: true }), () => clock().getTime());
  connectionId = await connectSite(app, school.centreId, 'hub', site.url, { bearer: 'key' });
});
afterEach(() => site.close());

const run = (pace = patientPace) => syncSite(app, client, connectionId, pace);
/** The time is past in which the site may still carry out what was lost. */
const noLongerInFlight = () =>
  app.db
    .update(provisioning)
    .set({ inFlightUntil: new Date(0) })
    .where(isNotNull(provisioning.inFlightUntil));
const people = (n: number) => Promise.all(Array.from({ length: n }, () => school.person()));
const connection = async () => {
  const [row] = await app.db.select().from(siteConnections).where(eq(siteConnections.id, connectionId));
  return row;
};
const error = (status: number, more: object = {}): Says => ({
  status,
  body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: String(status), ...more },
});
const problemOf = async (id: string) => (await rowOf(app, connectionId, id))?.problem;
const made = () => site.writes().map((s) => s.body.externalId);

test('what the site refuses of one keeps nobody else waiting, and is tried again after a while or a change', async () => {
  const [ben, ...others] = await people(12);
  answer = (seen) => (seen.body?.externalId === ben?.id ? error(400, { detail: 'No\u202e such\nname' }) : makes(seen));
  await run();
  expect(await waitingAt(app, connectionId)).toBe(1);
  expect(await problemOf(ben?.id ?? '')).toBe('The site refuses this person (400). It said: “No such name”.');
  expect((await connection())?.scimProblem).toBeNull();
  const asked = site.seen.length;
  await run();
  expect(site.seen.length).toBe(asked);
  const tries = () => made().filter((id) => id === ben?.id).length;
  const atFirst = tries();
  clock.advance(patientPace.refusedMs);
  await run();
  // What the site takes is known by then, and no other way is tried.
  expect(tries()).toBe(atFirst + 1);
  answer = makes;
  const amina = school.as(await school.person({ role: 'coordinator' }, []));
  await editPerson(amina, { id: ben?.id ?? '', firstName: 'Benedict' });
  await run();
  expect(await waitingAt(app, connectionId)).toBe(0);
  expect(new Set(made()).size).toBe(others.length + 1);
});

describe('a site that fails whoever it is asked about', () => {
  test.each<[string, () => Says | undefined, string]>([
    ['is away', () => undefined, 'The site can’t be reached.'],
    ['has an error', () => error(503), 'The site has an error of its own (503).'],
    ['does not let us in', () => error(401), 'The site does not let us in (401). Check its token in the settings.'],
    ['is none', () => ({ status: 404 }), 'There is no SCIM service at the site’s address (404). Check the address.'],
    [
      'says something else',
      () => ({ status: 200, body: 'hello' }),
      'What is at the site’s address does not answer as a SCIM service. Check the address.',
    ],
    [
      'sends us elsewhere',
      () => ({ status: 302, headers: { location: 'https://evil.example' } }),
      'The site’s address sends us elsewhere. Enter the address that it leads to.',
    ],
  ])('%s: it is asked about one at a time, until it answers', async (_, says, words) => {
    await people(30);
    answer = says;
    await run();
    const atFirst = site.seen.length;
    expect(atFirst).toBeLessThanOrEqual(3 * patientPace.lanes);
    expect(await connection()).toMatchObject({ scimTries: 1, scimProblem: words, scimFailingSince: clock() });
    for (let i = 0; i < 5; i += 1) {
      clock.advance(60_000);
      await noLongerInFlight();
      await run();
    }
    await noLongerInFlight();
    // A try is two requests at most.
    expect(site.seen.length - atFirst).toBeLessThanOrEqual(10);
    expect(await connection()).toMatchObject({ scimTries: 6 });
    answer = makes;
    await run();
    expect(await waitingAt(app, connectionId)).toBe(0);
    expect(await connection()).toMatchObject({ scimTries: 0, scimProblem: null, scimFailingSince: null });
    expect(new Set(made()).size).toBe(30);
  });

  test('is asked at once after its connection was changed', async () => {
    const [ben] = await people(1);
    answer = () => error(403);
    await run();
    expect(await problemOf(ben?.id ?? '')).toContain('does not let us in (403)');
    await app.db.transaction((tx) => markAll(tx, connectionId));
    answer = makes;
    await run();
    expect(await waitingAt(app, connectionId)).toBe(0);
  });

  test('is left alone for as long as it asks, also when someone is changed meanwhile', async () => {
    const [ben] = await people(3);
    answer = (seen) => (seen.method === 'POST' ? { ...error(429), headers: { 'retry-after': '120' } } : nobody);
    await run({ ...patientPace, lanes: 1 });
    const asked = site.seen.length;
    answer = makes;
    await school.person();
    clock.advance(119_000);
    await run();
    expect(site.seen.length).toBe(asked);
    clock.advance(2_000);
    await run();
    expect(await waitingAt(app, connectionId)).toBe(0);
    expect(made()).toContain(ben?.id);
  });
});

test('one whom the site can’t take, and breaks over, keeps nobody waiting', async () => {
  const [ben, ...others] = await people(20);
  answer = (seen) => (seen.body?.externalId === ben?.id ? error(500) : makes(seen));
  await run();
  expect(await waitingAt(app, connectionId)).toBe(1);
  expect(new Set(made()).size).toBe(others.length + 1);
  expect((await connection())?.scimTries).toBe(0);
});

test.each([
  ['was lost', undefined],
  ['came from a server in between', 502],
])(
  'after an answer %s nothing is sent until the site can no longer carry it out; then it looks first',
  async (_, status) => {
    const [ben] = await people(1);
    answer = (seen) => (seen.method === 'POST' ? (status ? error(status) : undefined) : nobody);
    await run();
    expect(site.writes()).toHaveLength(1);
    const amina = school.as(await school.person({ role: 'coordinator' }, []));
    await editPerson(amina, { id: ben?.id ?? '', firstName: 'Benedict' });
    clock.advance(60_000);
    await run();
    expect(site.writes()).toHaveLength(1);
    // It had been carried out after all.
    const account = { ...site.writes()[0]?.body, id: 'x' };
    const benedict = { name: { givenName: 'Benedict', familyName: 'Okafor' }, displayName: 'Benedict Okafor' };
    answer = ({ method, path }) =>
      method !== 'GET'
        ? { status: 200, body: { ...account, ...benedict } }
        : path.includes('externalId eq')
          ? { status: 200, body: { totalResults: 1, Resources: [account] } }
          : nobody;
    await noLongerInFlight();
    await run();
    expect(site.writes().map((s) => [s.method, s.path])).toEqual([
      ['POST', '/scim/Users'],
      ['PATCH', '/scim/Users/x'],
    ]);
    expect(site.writes()[1]?.body.Operations).toEqual([
      {
        op: 'replace',
        path: 'name',
        value: { givenName: 'Benedict', familyName: 'Okafor', formatted: 'Benedict Okafor' },
      },
      { op: 'replace', path: 'displayName', value: 'Benedict Okafor' },
    ]);
    expect(await waitingAt(app, connectionId)).toBe(0);
  },
);

test('an account of a newer version is looked at anew, and only what it lacks is sent', async () => {
  const [ben] = await people(1);
  answer = (seen) => {
    const says = makes(seen);
    return seen.method === 'POST' ? { ...says, headers: { etag: 'W/"1"' } } : says;
  };
  await run();
  const account = { ...site.writes()[0]?.body, id: `site-${ben?.id}`, active: false };
  answer = ({ method, headers }) => {
    if (method === 'GET') return { status: 200, body: account, headers: { etag: 'W/"2"' } };
    const changed = { ...account, active: true, entitlements: [{ value: 'primary', type: 'programme' }] };
    return headers['if-match'] === 'W/"2"' ? { status: 200, body: changed } : error(412);
  };
  const amina = school.as(await school.person({ role: 'coordinator' }, []));
  await editPerson(amina, { id: ben?.id ?? '', programmes: ['primary'] });
  await run();
  expect(site.writes().map((s) => [s.method, s.headers['if-match']])).toEqual([
    ['POST', undefined],
    ['PATCH', 'W/"1"'],
    ['PATCH', 'W/"2"'],
  ]);
  expect(site.writes()[2]?.body.Operations).toEqual([
    { op: 'replace', path: 'active', value: true },
    { op: 'replace', path: 'entitlements', value: [{ value: 'primary', type: 'programme' }] },
  ]);
  expect(await waitingAt(app, connectionId)).toBe(0);
});

test('a site that does not know PATCH is sent the whole', async () => {
  const [ben] = await people(1);
  await run();
  const account = { ...site.writes()[0]?.body, id: `site-${ben?.id}`, nickName: 'Benny' };
  answer = ({ method, body }) =>
    method === 'PATCH' ? error(501) : { status: 200, body: method === 'GET' ? account : body };
  const amina = school.as(await school.person({ role: 'coordinator' }, []));
  await editPerson(amina, { id: ben?.id ?? '', firstName: 'Benedict' });
  await run();
  expect(site.writes().at(-1)).toMatchObject({
    method: 'PUT',
    path: `/scim/Users/site-${ben?.id}`,
    body: {
      externalId: ben?.id,
      userName: ben?.email,
      name: { givenName: 'Benedict' },
      active: true,
      nickName: 'Benny',
    },
  });
  expect(await waitingAt(app, connectionId)).toBe(0);
});

test('a site that knows no “or” in a filter is asked twice, and nobody waits, however many are looked up at once', async () => {
  const ids = (await people(12)).map((p) => p.id);
  // As after a change of the connection: each is looked up before they are made.
  await app.db.transaction((tx) => markAll(tx, connectionId));
  answer = (seen) => (seen.method === 'GET' && seen.path.includes(' or ') ? error(400) : makes(seen));
  await run();
  expect(made().sort()).toEqual(ids.sort());
  expect(await waitingAt(app, connectionId)).toBe(0);
  // It is known by then.
  const asked = site.seen.length;
  await app.db.update(provisioning).set({ version: sql`version + 1`, remoteId: null, taken: null });
  await run();
  expect(site.seen.slice(asked).length).toBeGreaterThan(0);
  expect(site.seen.slice(asked).filter((s) => s.path.includes(' or '))).toEqual([]);
});

test('two copies at once send nothing twice', async () => {
  await people(40);
  await Promise.all([run(), run(), run()]);
  expect(site.writes()).toHaveLength(40);
  expect(await waitingAt(app, connectionId)).toBe(0);
});

describe('who we are', () => {
  const oauth = (tokenUrl: string): ScimAuth => ({ tokenUrl, clientId: 'us', clientSecret: 's3cret/+' });

  test('is shown by a token that a client’s credentials give, one for all, and a new one when it is no longer taken', async () => {
    let token = 0;
    answer = (seen) => {
      if (seen.path !== '/scim/token')
        return seen.headers.authorization === `Bearer t${token}` ? makes(seen) : error(401);
      token += 1;
      return { status: 200, body: { access_token: `t${token}`, expires_in: 600 } };
    };
    connectionId = await connectSite(app, school.centreId, 'forums', site.url, oauth(`${site.url}/token`));
    const add = () => Promise.all(Array.from({ length: 10 }, () => school.person({}, ['forums'])));
    await add();
    await run();
    expect(token).toBe(1);
    const asked = site.seen.find((s) => s.path === '/scim/token');
    expect(asked?.body).toBe('grant_type=client_credentials');
    expect(asked?.headers.authorization).toBe(`Basic ${Buffer.from('us:s3cret%2F%2B').toString('base64')}`);
    token += 1;
    await add();
    await run();
    expect(await waitingAt(app, connectionId)).toBe(0);
    clock.advance(600_000);
    const before = token;
    await add();
    await run();
    expect(token).toBe(before + 1);
    expect(await waitingAt(app, connectionId)).toBe(0);
  });

  test('is not repeated by us where the site repeats it', async () => {
    answer = () => error(401, { detail: 'The token key is not good: key' });
    const [ben] = await people(1);
    await run();
    expect([(await connection())?.scimProblem, await problemOf(ben?.id ?? '')].join()).toContain(
      'It said: “The token … is not good: …”.',
    );
  });

  test('is shown to nobody without TLS, but on this machine', async () => {
    connectionId = await connectSite(app, school.centreId, 'forums', 'http://site.example/scim', { bearer: 'key' });
    const ben = await school.person({}, ['forums']);
    await run();
    expect(await problemOf(ben.id)).toBe(
      'The site’s address is not one to which Staffroom sends anything: a public one that begins with https://, at port 443 or 8443.',
    );
    connectionId = await connectSite(app, school.centreId, 'test-maker', site.url, oauth('http://site.example/token'));
    const ana = await school.person({}, ['test-maker']);
    await run();
    expect(await problemOf(ana.id)).toBe(
      'The site’s address is not one to which Staffroom sends anything: a public one that begins with https://, at port 443 or 8443.',
    );
    expect(site.seen).toEqual([]);
  });
});
