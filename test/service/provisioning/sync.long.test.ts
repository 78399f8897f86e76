import { and, eq } from 'drizzle-orm';
import { beforeAll, expect, test } from 'vitest';
import { scimClient } from '../../../adapters/scim/client/client.ts';
import { auditEvents, provisioning, siteAccess, siteConnections, users } from '../../../db/schema/index.ts';
import { comparedCard } from '../../../src/bot/sites/comparison-card.ts';
import { compareSiteTask } from '../../../src/jobs/tasks/compare-site.ts';
import { httpClient } from '../../../src/lib/http-client.ts';
import type { Jobs } from '../../../src/service/jobs.ts';
import { erase } from '../../../src/service/people/erase.ts';
import type { Reach } from '../../../src/service/provisioning/site-client.ts';
import { syncSite } from '../../../src/service/provisioning/sync-site.ts';
import type { Card } from '../../../src/ui/card.ts';
import type { Chat } from '../../../src/ui/chat.ts';
import { buttonOf, cardOf, useTalk, wordsOf } from '../../bot/talk.ts';
import { testClock } from '../../kit/clock.ts';
import { useDatabase } from '../../kit/database.ts';
import { administer } from '../../kit/server.ts';
import { vouchesForAll } from '../../kit/ties.ts';
import { connectSite, patientPace, waitingAt } from './school.ts';
import { useSites } from './sites.ts';

/** What people see of it: how far the sites are, and a comparison that mends. */

const database = useDatabase();
const clock = testClock(new Date());
const app = database.app(clock);
const talk = useTalk(app);
const sites = useSites();
let centreId: string;
let connectionId: string;
const client = scimClient(httpClient({ home: true }));

beforeAll(async () => {
  centreId = (await person('ben.okafor@riverside.example')).centreId;
  connectionId = await connectSite(app, centreId, 'hub', `${sites.url}/hub/scim`);
});

const run = () => syncSite(app, client, connectionId, patientPace);
async function person(email: string) {
  const [found] = await app.db.select().from(users).where(eq(users.email, email));
  if (!found) throw new Error(email);
  return found;
}
const factsOf = (card: Card) => Object.fromEntries((card.facts ?? []).map((f) => [f.label, f.value]));

/** Types the command, carries out the job, and gives back all that its message showed. */
async function compare(): Promise<Card[]> {
  const begun = cardOf(await talk.say('coordinator', 'sync School Support Hub'));
  expect(begun.title).toBe('School Support Hub is being compared');
  const [job] = await administer(
    database.url,
    (sql) => sql<{ payload: Jobs['compare-site'] }[]>`
      delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
      where t.id = j.task_id and t.identifier = 'compare-site' returning payload`,
  );
  const cards: Card[] = [];
  const chat: Chat = {
    platform: 'playground',
    look: vouchesForAll(app),
    post: async (_, card) => cards.push(card),
    update: async (_, card) => cards.push(card) > 0,
  };
  // Each page takes two seconds by this clock.
  const slow = {
    ...client,
    all: (site: Reach, progress: (done: number, total: number) => void) =>
      client.all(site, (done, total) => {
        clock.advance(2_000);
        progress(done, total);
      }),
  };
  await compareSiteTask(app, [chat], slow, comparedCard)(job?.payload as Jobs['compare-site']);
  return cards;
}

test('a profile and the settings say how far a site is', async () => {
  const hub = async () =>
    cardOf(await talk.say('coordinator', 'settings')).rows?.find(({ title }) => title === 'School Support Hub');
  const ben = 'show ben.okafor@riverside.example';
  expect(factsOf(cardOf(await talk.say('coordinator', ben)))['Kept in step']).toMatch(
    /^School Support Hub: waiting since today \d\d:\d\d$/,
  );
  expect(await hub()).toMatchObject({
    status: { word: 'Waiting' },
    detail: expect.stringMatching(/^\d+ people wait since today \d\d:\d\d$/),
  });
  await app.db.update(siteConnections).set({ scimUrl: `${sites.url}/nobody/scim` });
  await run();
  clock.advance(60_000);
  await app.db.update(siteConnections).set({ scimUrl: 'http://127.0.0.1:1/scim' });
  await run();
  expect(await hub()).toMatchObject({
    status: { word: 'Failing' },
    detail: expect.stringMatching(/^Since today \d\d:\d\d: .+ \d+ people wait\.$/),
  });
  expect(factsOf(cardOf(await talk.say('teacher', 'show ben.okafor')))['Kept in step']).toMatch(
    /^School Support Hub: failing: The site/,
  );
  await app.db.update(siteConnections).set({ scimUrl: `${sites.url}/hub/scim` });
  await app.db.update(provisioning).set({ nextTryAt: null, inFlightUntil: new Date(0) });
  await run();
  expect(await waitingAt(app, connectionId)).toBe(0);
  expect(factsOf(cardOf(await talk.say('coordinator', ben)))['Kept in step']).toBe('School Support Hub: up to date');
  expect(await hub()).toEqual({
    under: 'Sites kept in step',
    title: 'School Support Hub',
    status: { word: 'Up to date', tone: 'good' },
  });
});

test('a site that is as it should be is said to be', async () => {
  const cards = await compare();
  expect(cards.map((c) => c.title)).toContain('Comparing School Support Hub');
  expect(cards.at(-1)).toMatchObject({ title: 'School Support Hub is as it should be', tone: 'good' });
  expect(cards.at(-1)?.buttons ?? []).toEqual([]);
});

test('a comparison says what is different, and a Yes mends that and nothing else', async () => {
  const [ben, jose, sakura] = await Promise.all(
    ['ben.okafor', 'jose.alvarez', 'sakura.tanaka'].map((n) => person(`${n}@riverside.example`)),
  );
  const { users: all } = await sites.look('hub');
  const account = (id: string | undefined) => all.find((u) => u.externalId === id);
  // By hand, at the site: one is removed, one renamed, one who may not sign in there is made active, and others come.
  await sites.remove('hub', account(ben?.id)?.id ?? '');
  await sites.put('hub', { ...account(jose?.id), name: { givenName: 'Pepe', familyName: 'Álvarez' } });
  const suspended = await app.db
    .select()
    .from(users)
    .where(and(eq(users.centreId, centreId), eq(users.status, 'suspended')));
  const outsider = suspended.find((u) => account(u.id)) ?? suspended[0];
  await sites.put('hub', {
    ...account(outsider?.id),
    id: account(outsider?.id)?.id ?? 'outsider',
    externalId: outsider?.id,
    userName: outsider?.email ?? '',
    active: true,
  });
  await sites.put('hub', { id: 'stranger', userName: '=1+1@elsewhere.example', externalId: 'x', active: true });
  const gone = await app.db.transaction(async (tx) => {
    const [left] = await tx
      .insert(users)
      .values({
        centreId,
        firstName: 'Left',
        lastName: 'Long Ago',
        email: 'left@riverside.example',
        status: 'suspended',
        suspendedFrom: 'active',
      })
      .returning();
    await erase(tx, [left?.id ?? '']);
    return left;
  });
  await sites.put('hub', { id: 'gone', userName: 'left@riverside.example', externalId: gone?.id, active: true });

  const card = (await compare()).at(-1) as Card;
  expect(card.title).toBe('School Support Hub: 4 people to mend');
  expect(factsOf(card)).toEqual({
    'Missing there': '1',
    'Different there': '1',
    'There, but should not be': '2',
    'Not ours, left alone': '1',
  });
  expect(card.table?.rows).toEqual(
    expect.arrayContaining([
      ['Ben Okafor', 'missing there', ''],
      ['José Álvarez', 'different there', 'first name'],
      ['left@riverside.example', 'should not be there', ''],
    ]),
  );
  const file = buttonOf(card, 'Get the file');
  expect(cardOf(await talk.press('coordinator', file.action)).files?.[0]?.content).toContain("'=1+1@elsewhere.example");
  expect(cardOf(await talk.press('admin', file.action)).files).toBeUndefined();
  expect(wordsOf(card)).not.toContain('elsewhere.example');

  const button = buttonOf(card, 'Mend 4 people');
  // Not someone else's to press.
  expect(wordsOf(cardOf(await talk.press('admin', button.action)))).toContain('Your rights do not cover this');
  expect(cardOf(await talk.press('coordinator', button.action)).title).toBe('4 people will be mended');
  expect(wordsOf(cardOf(await talk.press('coordinator', button.action)))).toContain('done already');
  await run();
  const after = await sites.look('hub');
  const now = (id: string | undefined) => after.users.filter((u) => u.externalId === id);
  expect(now(ben?.id)).toMatchObject([{ active: true, userName: ben?.email }]);
  expect(now(jose?.id)).toMatchObject([{ name: { givenName: 'José' } }]);
  expect(now(sakura?.id)).toHaveLength(1);
  expect(now(outsider?.id)).toMatchObject([{ active: false }]);
  expect(now(gone?.id)).toEqual([]);
  expect(after.users.find((u) => u.id === 'stranger')).toMatchObject({ active: true, externalId: 'x' });
  // One that was done, and two that were refused.
  expect(await app.db.$count(auditEvents, eq(auditEvents.action, 'site.sync'))).toBe(3);
  expect((await compare()).at(-1)?.title).toBe('School Support Hub is as it should be');
});

test('what a site does not keep is said of it, and of the comparison, which sees what it keeps after all', async () => {
  const row = eq(siteConnections.id, connectionId);
  const scimCapabilities = { parts: { roles: 'lost', programmes: 'refused', active: 'kept' } };
  const [before] = await app.db.select().from(siteConnections).where(row);
  await app.db.update(siteConnections).set({ scimCapabilities }).where(row);
  const saidOfIt = async () => factsOf(cardOf(await talk.say('coordinator', 'site hub')))['Not kept there'];
  expect(await saidOfIt()).toBe('The site does not keep roles and programmes.');
  expect((await compare()).at(-1)?.text).toContain('The site does not keep programmes.');
  expect(await saidOfIt()).toBe('The site does not keep programmes.');
  await app.db.update(siteConnections).set({ scimCapabilities: before?.scimCapabilities }).where(row);
});

test('more than a page of accounts, some of them about to be told', async () => {
  const rows = Array.from({ length: 105 }, (_, i) => ({
    centreId,
    firstName: 'New',
    lastName: `Comer ${i}`,
    email: `new.${i}@riverside.example`,
    status: 'active' as const,
  }));
  const added = await app.db.insert(users).values(rows).returning();
  await app.db.insert(siteAccess).values(added.map(({ id }) => ({ centreId, userId: id, site: 'hub' as const })));
  await run();
  await app.db.update(users).set({ firstName: 'Waiting' }).where(eq(users.email, 'new.7@riverside.example'));
  const cards = await compare();
  expect(cards.at(-1)).toMatchObject({ title: 'School Support Hub: 1 person still waits', tone: 'attention' });
  expect(factsOf(cards.at(-1) as Card)).toMatchObject({ 'Waiting already': '1' });
  expect(cards.some((c) => c.progress && c.progress.done >= 100)).toBe(true);
});

test('a site that can’t be looked at says why, and one that is not kept in step what to do', async () => {
  await app.db.update(siteConnections).set({ scimUrl: 'http://127.0.0.1:1/scim' });
  const card = (await compare()).at(-1) as Card;
  expect([card.title, card.text]).toEqual(['School Support Hub can’t be compared now', ['The site can’t be reached.']]);
  await app.db.update(siteConnections).set({ scimUrl: `${sites.url}/hub/scim` });
  expect(wordsOf(cardOf(await talk.say('coordinator', 'sync forums')))).toContain('is not kept in step');
  expect(wordsOf(cardOf(await talk.say('admin', 'sync hub')))).toContain('Your rights do not cover this');
});
