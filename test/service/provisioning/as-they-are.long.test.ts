import { and, eq, isNotNull } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { scimClient } from '../../../adapters/scim/client/client.ts';
import { provisioning, siteConnections, users } from '../../../db/schema/index.ts';
import { httpClient } from '../../../src/lib/http-client.ts';
import type { App } from '../../../src/service/context.ts';
import { deletePerson } from '../../../src/service/people/delete.ts';
import { editPerson } from '../../../src/service/people/edit.ts';
import { reactivatePerson } from '../../../src/service/people/reactivate.ts';
import { suspendPerson } from '../../../src/service/people/suspend.ts';
import {
  type Capabilities,
  notKept,
  type Part,
  readCapabilities,
} from '../../../src/service/provisioning/capabilities.ts';
import { compareSite } from '../../../src/service/provisioning/compare.ts';
import { markAll } from '../../../src/service/provisioning/site-health.ts';
import { syncSite } from '../../../src/service/provisioning/sync-site.ts';
import { type Site, sites } from '../../../src/words/sites.ts';
import { type TestClock, testClock } from '../../kit/clock.ts';
import { useDatabase } from '../../kit/database.ts';
import { aSchool, type School } from '../../kit/school.ts';
import { connectSite, patientPace, rowOf, waitingAt } from './school.ts';
import { type Says, scriptedSite } from './scripted.ts';
import { type Habit, html, siteAsItIs, zipped } from './site-as-it-is.ts';

/** Sites that speak SCIM in part, or in a way of their own, get everyone all the same; and what is not so is not said to be done. */

const database = useDatabase();
let app: App;
let clock: TestClock;
let school: School;
let ends: (() => Promise<void>)[];
const client = scimClient(httpClient({ home: true }));

beforeEach(async () => {
  clock = testClock(new Date());
  app = database.app(clock);
  school = await aSchool(app);
  ends = [];
});
afterEach(() => Promise.all(ends.map((end) => end())));

interface Connected {
  site: ReturnType<typeof siteAsItIs>;
  id: string;
}

async function connected(habit: Habit, key: Site): Promise<Connected> {
  const site = siteAsItIs(habit);
  const server = await scriptedSite((seen) => site.answer(seen));
  ends.push(server.close);
  return { site, id: await connectSite(app, school.centreId, key, server.url, { bearer: 'key' }) };
}

/** Runs a few times, as the queue does. @returns how many wait in the end */
async function run({ id }: Connected): Promise<number> {
  for (let i = 0; i < 3 && (i === 0 || (await waitingAt(app, id)) > 0); i += 1) {
    clock.advance(3_600_000);
    await app.db
      .update(provisioning)
      .set({ inFlightUntil: new Date(0) })
      .where(and(eq(provisioning.connectionId, id), isNotNull(provisioning.inFlightUntil)));
    await syncSite(app, client, id, patientPace);
  }
  return waitingAt(app, id);
}
const compared = async ({ id }: Connected) => {
  const { toMend, strangers, waiting, looked } = (await compareSite(app, client, id, () => {})) ?? {};
  return { toMend: toMend?.map((d) => [d.kind, d.keys]), strangers, waiting, looked };
};
const capabilities = async ({ id }: Connected) => {
  const [row] = await app.db.select().from(siteConnections).where(eq(siteConnections.id, id));
  return readCapabilities(row?.scimCapabilities);
};
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const without = (user: Record<string, unknown>, ...keys: string[]) =>
  Object.fromEntries(Object.entries(user).filter(([key]) => !keys.includes(key)));
const bodyOf = ({ body }: Says) => body as Record<string, unknown>;
const refusal = (status = 400, more = {}): Says => ({
  status,
  body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: String(status), ...more },
});
const inBody = (change: (user: Record<string, unknown>) => Record<string, unknown>) => (says: Says) => {
  const { Resources, ...rest } = { ...bodyOf(says) };
  if (Array.isArray(Resources)) return { ...says, body: { ...rest, Resources: Resources.map(change) } };
  return rest.id === undefined ? says : { ...says, body: change(rest) };
};

const filters = (only: string[], otherwise: 'refuses' | 'breaks' | 'gives all' | 'finds nobody') => ({
  filters: { only, else: otherwise },
});

const nothingToAFilter =
  (says: Says) =>
  ({ url }: { url: string }) =>
    url.includes('filter') ? says : undefined;

type Case = [name: string, Habit, learnt?: Omit<Partial<Capabilities>, 'parts'> & { notKept?: Part[] }];

/** What they are. */
const cases: Case[] = [
  ['has no habits', {}],
  ['knows userName alone in a filter', filters(['userName'], 'refuses'), { lookUp: 'email' }],
  ['knows no “or”', filters(['userName', 'externalId'], 'refuses'), { lookUp: 'each' }],
  ['refuses all filters', filters([], 'refuses'), { lookUp: 'list' }],
  ['has no filters', filters([], 'breaks'), { lookUp: 'list' }],
  ['passes over filters', filters([], 'gives all'), { lookUp: 'list' }],
  ['passes over filters, a page at a time', { ...filters([], 'gives all'), page: 2 }, { lookUp: 'list' }],
  ['finds nobody by a filter', filters([], 'finds nobody'), { lookUp: 'email' }],
  ['finds nobody by our id', filters(['userName'], 'finds nobody'), { lookUp: 'each' }],
  ['breaks at a filter', { instead: ({ url }) => (url.includes('filter') ? refusal(500) : undefined) }],
  [
    'has filters as no route',
    { instead: ({ url }) => (url.includes('filter') ? html(404) : undefined) },
    { lookUp: 'list' },
  ],
  ['answers a filter with nothing', { instead: nothingToAFilter({ status: 204 }) }, { lookUp: 'list' }],
  ['answers a filter with no list', { instead: nothingToAFilter({ status: 200, body: {} }) }, { lookUp: 'list' }],
  [
    'writes an empty list as null',
    {
      answers: (says) =>
        says.body && 'Resources' in bodyOf(says) && (bodyOf(says).Resources as unknown[]).length === 0
          ? { ...says, body: { ...bodyOf(says), Resources: null } }
          : says,
    },
  ],
  ['says nowhere how many there are', { total: () => undefined }],
  ['counts the page alone', { total: (_, shown) => shown, page: 2 }],
  ['says how many as a word', { total: (all) => String(all) }],
  ['gives small pages', { page: 2 }],
  ['counts from 0', { page: 2, countsFrom0: true }],
  [
    'has PATCH as no route',
    { instead: ({ method }) => (method === 'PATCH' ? html(404) : undefined) },
    { wholeOnly: true },
  ],
  [
    'has PATCH as no route, in SCIM’s words',
    { instead: ({ method }) => (method === 'PATCH' ? refusal(404) : undefined) },
    { wholeOnly: true },
  ],
  [
    'does not allow PATCH',
    { instead: ({ method }) => (method === 'PATCH' ? html(405) : undefined) },
    { wholeOnly: true },
  ],
  ['has no PATCH', { instead: ({ method }) => (method === 'PATCH' ? refusal(501) : undefined) }, { wholeOnly: true }],
  [
    'refuses each PATCH',
    { instead: ({ method }) => (method === 'PATCH' ? refusal() : undefined) },
    { wholeOnly: true },
  ],
  [
    'does not know the extension',
    {
      instead: ({ method, body }) =>
        method !== 'GET' && JSON.stringify(body).includes(enterprise)
          ? refusal(400, { scimType: 'invalidPath' })
          : undefined,
    },
    { notKept: ['centreNumber'] },
  ],
  [
    'refuses roles and the extension',
    {
      instead: ({ method, body }) =>
        method !== 'GET' && /enterprise|"roles"/.test(JSON.stringify(body)) ? refusal() : undefined,
    },
    { notKept: ['roles', 'centreNumber'] },
  ],
  [
    'drops roles and the extension',
    { keeps: (user) => without(user, 'roles', enterprise, 'displayName') },
    { notKept: ['roles', 'centreNumber'] },
  ],
  ['does not keep our id', { keeps: (user) => without(user, 'externalId') }, { notKept: ['externalId'] }],
  ['writes ids in capitals', { answers: inBody((u) => ({ ...u, externalId: String(u.externalId).toUpperCase() })) }],
  ['writes e-mails in capitals', { answers: inBody((u) => ({ ...u, userName: String(u.userName).toUpperCase() })) }],
  ['shortens names', { keeps: (user) => ({ ...user, name: { ...(user.name as object), givenName: 'B' } }) }],
  ['has roles of its own', { keeps: (user) => ({ ...user, roles: [{ value: 'User' }] }) }],
  ['says “True”', { answers: inBody((u) => ({ ...u, active: u.active ? 'True' : 'False' })) }],
  ['says “Active”', { answers: inBody((u) => ({ ...u, active: u.active ? 'Active' : 'Inactive' })) }],
  ['says 1 and 0', { answers: inBody((u) => ({ ...u, active: u.active ? 1 : 0 })) }],
  [
    'answers a write with nothing',
    {
      answers: (says, { method }) =>
        method === 'GET' ? says : { status: says.status < 300 ? 204 : says.status, headers: says.headers ?? {} },
    },
  ],
  [
    'answers a write with an id alone',
    {
      answers: (says, { method }) =>
        method === 'GET' || says.status > 299 ? says : { ...says, body: { id: bodyOf(says)?.id } },
    },
  ],
  [
    'does not say what it made',
    { answers: (says, { method }) => (method === 'POST' && says.status < 300 ? { status: 201 } : says) },
  ],
  ['counts its users', { countsUsers: true }],
  ['minds versions', { etags: 'minds' }],
  ['demands versions', { etags: 'demands' }],
  ['demands versions that it does not show', { etags: 'demands without showing' }],
  ['finds no version the same', { etags: 'never matches' }],
  ['deletes softly', { deletes: 'softly' }],
  ['deletes nobody', { deletes: 'no route' }],
  [
    'takes plain JSON alone',
    {
      instead: ({ method, headers }) =>
        method !== 'GET' && headers['content-type'] === 'application/scim+json' ? html(415) : undefined,
    },
    { plainJson: true },
  ],
  [
    'does not read SCIM’s own type',
    {
      instead: ({ method, headers }) =>
        method !== 'GET' && headers['content-type'] === 'application/scim+json' ? refusal() : undefined,
    },
    { plainJson: true },
  ],
  [
    'has a slash at the end of each address',
    {
      instead: ({ url }) =>
        /Users(\?|$)/.test(url) ? { status: 308, headers: { location: url.replace('/Users', '/Users/') } } : undefined,
    },
  ],
  ['compresses all', { answers: zipped }],
  [
    'begins with a byte-order mark',
    { answers: (says) => (says.body === undefined ? says : { ...says, text: `\uFEFF${JSON.stringify(says.body)}` }) },
  ],
  [
    'says errors with 200',
    {
      answers: (says) => (says.status === 404 || says.status === 409 ? { ...refusal(says.status), status: 200 } : says),
    },
  ],
  [
    'says 400 for an e-mail that is used',
    {
      answers: (says) =>
        says.status === 409 ? refusal(400, { detail: 'A user with this userName already exists' }) : says,
    },
  ],
  ['makes everyone active at first', { keeps: (user, was) => ({ ...user, active: was ? user.active : true }) }],
];

/** As many at once as a school has sites. */
const groups = Array.from({ length: Math.ceil(cases.length / sites.length) }, (_, i) => {
  const group = cases.slice(i * sites.length, (i + 1) * sites.length);
  return [group.map(([name]) => name).join('; '), group] as const;
});

test.each(groups)('a site gets everyone, and is as it should be, that %s', async (_, group) => {
  const amina = school.as(await school.person({ role: 'coordinator' }, []));
  const person = (values = {}) => school.person(values, [...sites]);
  const all = await Promise.all([person(), person(), person(), person(), person({ status: 'invited' })]);
  const [ben, ana, eve, zoe] = all;
  const there = await Promise.all(
    group.map(async ([name, habit, learnt = {}], i) => {
      const one = await connected(habit, sites[i] as Site);
      const now = (email: string | null | undefined) =>
        [...one.site.users.values()].filter((u) => String(u.userName).toLowerCase() === email);
      return { ...one, name, learnt, now };
    }),
  );
  const userName = (zoe?.email ?? '').toUpperCase();
  const emails = [
    { value: userName, primary: true },
    { value: 'home@zoe.example', type: 'home' },
  ];
  const user = { userName, externalId: 'hr-17', active: true, nickName: 'Zo', emails };
  for (const { site } of there) site.put({ id: '900', ...user });
  /** What each shows, and whether that is what it should. */
  const each = async (show: (one: (typeof there)[number]) => unknown, expected: unknown) =>
    expect(
      Object.fromEntries(await Promise.all(there.map(async (one) => [one.name, await show(one)] as const))),
    ).toEqual(Object.fromEntries(there.map(({ name }) => [name, expected])));

  await each(run, 0);
  await each(
    ({ now }) => all.map(({ email }) => now(email).map((u) => u.active)),
    [[true], [true], [true], [true], [false]],
  );
  await each(({ site }) => site.users.get('900')?.nickName, 'Zo');
  await each(compared, { toMend: [], strangers: [], waiting: 0, looked: 5 });

  await editPerson(amina, { id: ben?.id ?? '', lastName: 'Rahman' });
  await app.db
    .update(users)
    .set({ email: `new-${ben?.email}` })
    .where(eq(users.id, ben?.id ?? ''));
  for (const id of [ana, eve, zoe].map((p) => p?.id ?? '')) await suspendPerson(amina, { id });
  await deletePerson(amina, { id: eve?.id ?? '' });
  await reactivatePerson(amina, { id: zoe?.id ?? '' });
  await each(run, 0);
  await each(
    ({ now }) => now(`new-${ben?.email}`).map((u) => [(u.name as { familyName?: string }).familyName, u.active]),
    [['Rahman', true]],
  );
  await each(({ now }) => now(ana?.email).map((u) => u.active), [false]);
  await each(({ now }) => now(eve?.email).filter((u) => u.active), []);
  await each(({ site }) => [site.users.get('900')?.nickName, site.users.get('900')?.active], ['Zo', true]);
  await each(async (one) => (await compared(one)).toMend, []);
  for (const one of there) {
    const { parts, unsureSince: _, ...more } = await capabilities(one);
    expect([one.name, more, notKept({ parts })]).toEqual([
      one.name,
      { ...one.learnt, notKept: undefined },
      one.learnt.notKept ?? [],
    ]);
  }
});

test('three errors that pass teach nothing for good', async () => {
  let errors = 0;
  await school.person();
  const one = await connected(
    {
      instead: ({ url }) => {
        if (!url.includes('filter') || errors >= 3) return undefined;
        errors += 1;
        return refusal(500);
      },
    },
    'hub',
  );
  expect(await run(one)).toBe(0);
  expect([errors, (await capabilities(one)).lookUp]).toEqual([3, undefined]);
});

test('a site may have names of its own to sign in with, beside our e-mails', async () => {
  const userName = (user: Record<string, unknown>) => `u-${String(user.externalId).slice(0, 8)}`;
  const [ben] = await Promise.all([school.person(), school.person({ status: 'invited' })]);
  const one = await connected({ keeps: (user) => ({ ...user, userName: userName(user) }) }, 'hub');
  expect(await run(one)).toBe(0);
  await app.db.update(users).set({ email: 'new@ben.example' }).where(eq(users.id, ben.id));
  expect(await run(one)).toBe(0);
  expect(one.site.has(ben.id)[0]?.emails).toMatchObject([{ value: 'new@ben.example' }]);
  expect(await compared(one)).toMatchObject({ toMend: [], strangers: [] });
});

test('someone is shut out too where the site keeps no ids of ours, and its own are forgotten', async () => {
  const amina = school.as(await school.person({ role: 'coordinator' }, []));
  const [ana, ben] = await Promise.all([school.person(), school.person()]);
  const one = await connected({ keeps: (user) => without(user, 'externalId') }, 'hub');
  await run(one);
  await app.db.transaction((tx) => markAll(tx, one.id));
  await suspendPerson(amina, { id: ana.id });
  expect((await compared(one)).waiting).toBe(2);
  expect(await run(one)).toBe(0);
  const active = [...one.site.users.values()].map((u) => [u.userName, u.active]);
  expect(Object.fromEntries(active)).toEqual({ [ana.email ?? '']: false, [ben.email ?? '']: true });
  expect((await compared(one)).toMend).toEqual([]);
});

test('what a site shows a little late is not taken for what it does not keep', async () => {
  const looked = new Set<unknown>();
  const one = await connected(
    {
      answers: (says, { method }) => {
        const { id, roles: _, ...rest } = bodyOf(says) ?? {};
        if (method === 'POST') return { ...says, body: { id } };
        if (method === 'PATCH') return { status: 204 };
        if (id === undefined || looked.has(id)) return says;
        looked.add(id);
        return { ...says, body: { id, ...rest } };
      },
    },
    'hub',
  );
  const [ben] = await Promise.all([school.person(), school.person(), school.person()]);
  expect(await run(one)).toBe(0);
  await app.db.update(users).set({ role: 'admin' }).where(eq(users.id, ben.id));
  expect(await run(one)).toBe(0);
  expect(one.site.has(ben.id)[0]?.roles).toMatchObject([{ value: 'admin' }]);
  expect(notKept(await capabilities(one))).toEqual([]);
});

test('whoever never came in waits for no site that does not show who is shut out, which is said of the site', async () => {
  const amina = school.as(await school.person({ role: 'coordinator' }, []));
  const [eve, ben] = await Promise.all([school.person({ status: 'invited' }), school.person()]);
  const one = await connected({ keeps: (user) => without(user, 'active') }, 'hub');
  expect(await run(one)).toBe(0);
  expect(notKept(await capabilities(one))).toEqual(['active']);
  expect(await compared(one)).toMatchObject({ toMend: [], waiting: 0 });
  for (const { id } of [eve, ben]) await suspendPerson(amina, { id });
  expect(await run(one)).toBe(1);
  expect((await rowOf(app, one.id, ben.id))?.problem).toContain('does not show whether this person is shut out');
});

describe('a site is not said to have', () => {
  test.each<[string, Habit, string]>([
    [
      'shut out someone whom it shows as active',
      { keeps: (user) => ({ ...user, active: true }) },
      'still shows them as active',
    ],
    [
      'shut out someone of whom it does not say',
      { keeps: (user) => without(user, 'active') },
      'does not show whether this person is shut out',
    ],
    ['deleted someone who is still there', { deletes: 'not at all' }, 'still has it'],
    [
      'an e-mail that it does not change',
      { keeps: (user, was) => ({ ...user, userName: was?.userName ?? user.userName }) },
      'shows another',
    ],
    [
      'someone of whom a page for people says nothing',
      {
        instead: ({ method }) =>
          method === 'PATCH' || method === 'DELETE' || method === 'PUT' ? html(200) : undefined,
      },
      'does not answer as a SCIM service',
    ],
  ])('%s', async (what, habit, problem) => {
    const amina = school.as(await school.person({ role: 'coordinator' }, []));
    const ben = await school.person();
    const one = await connected(habit, 'hub');
    expect(await run(one)).toBe(0);
    if (what.includes('e-mail')) await app.db.update(users).set({ email: 'x@y.example' }).where(eq(users.id, ben.id));
    else await suspendPerson(amina, { id: ben.id });
    if (what.includes('deleted')) await deletePerson(amina, { id: ben.id });
    expect(await run(one)).toBe(1);
    expect((await rowOf(app, one.id, ben.id))?.problem).toContain(problem);
    expect(await compared(one)).toMatchObject({ waiting: 1 });
  });
});
