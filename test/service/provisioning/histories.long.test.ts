import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Connection, connect } from '../../../db/connect.ts';
import { siteAccess } from '../../../db/schema/index.ts';
import type { App } from '../../../src/service/context.ts';
import { compiled } from '../../kit/compiled.ts';
import { type TestDatabase, testDatabase } from '../../kit/database.ts';
import { runs } from '../../kit/fuzz.ts';
import { addCentre, addUser } from '../../kit/people.ts';
import { badLine, type Fate } from './bad-line.ts';
import { carryOut, fate, history, type Person, twoSites } from './histories.ts';
import { connectSite, quickPace, waitingAt } from './school.ts';
import { type Sites, startSites } from './sites.ts';

/**
 * Hundreds of random histories, on lines that fail at random, with two copies of the program that are killed at random:
 * in the end each site has what we have, and none ever saw an older state after a newer one.
 */

let database: TestDatabase;
let app: App;
let own: Connection;
let sites: Sites;
let script: string;
const copies: ChildProcess[] = [];

beforeAll(async () => {
  [database, sites, script] = await Promise.all([
    testDatabase(),
    startSites(),
    compiled(new URL('one-copy.ts', import.meta.url)),
  ]);
  // Few connections: the two copies have many, and other tests are at the same server.
  own = connect(database.appUrl, { max: 3 });
  app = { ...database.app(), db: own.db, secretKey: randomBytes(32) };
  await Promise.all([start(0), start(1)]);
});
afterAll(async () => {
  for (const copy of copies) copy.kill('SIGKILL');
  await sites?.stop();
  await own?.close();
  if (script) await rm(script, { force: true });
  await database?.close();
});

/** Starts a copy of the program in the place of the one that was killed. */
async function start(place: number): Promise<void> {
  const words = [script, database.url, app.secretKey.toString('hex')];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  copies[place] = child;
  await once(child.stdout as NodeJS.ReadableStream, 'data');
}

async function killAndStart(place: number): Promise<void> {
  const copy = copies[place] as ChildProcess;
  copy.kill('SIGKILL');
  if (copy.exitCode === null && copy.signalCode === null) await once(copy, 'exit');
  await start(place);
}

interface Run {
  /** A user each. */
  histories: Awaited<ReturnType<typeof fc.sample<Parameters<typeof carryOut>[3][]>>>;
  fates: Fate[];
  /** After so many milliseconds one of the two is killed. */
  kills: number[];
  /** When a site goes away, and for how long. */
  away: { at: number; ms: number } | null;
}

const run: fc.Arbitrary<Run> = fc.record({
  histories: fc.array(history, { minLength: 100, maxLength: 100 }),
  fates: fc.array(fate, { minLength: 200, maxLength: 200 }),
  kills: fc.array(fc.nat(1_200), { minLength: 1, maxLength: 2 }),
  away: fc.option(fc.record({ at: fc.nat(500), ms: fc.nat(900) })),
});

/** What happens at one school: its users, its two sites with their lines, and what came of it. */
async function school({ histories, fates, away }: Run) {
  const { id: centreId } = await addCentre(app.db);
  let isBad = true;
  let next = 0;
  const line = await badLine(sites.port, quickPace.lostMs, () => {
    next += 1;
    return (isBad && fates[next % fates.length]) || { is: 'fine' };
  });
  const names = { hub: `plain-${randomUUID()}`, forums: `etag-${randomUUID()}` };
  const connections = await Promise.all(
    twoSites.map((site) => connectSite(app, centreId, site, `${line.url}/${names[site]}/scim`)),
  );
  const people = await Promise.all(
    histories.map(async (_, i): Promise<Person> => {
      const { id, email } = await addUser(app.db, centreId, { firstName: 'v0' });
      if (i % 2 === 0) await app.db.insert(siteAccess).values({ centreId, userId: id, site: 'hub' });
      const has: Person['sites'] = new Set(i % 2 === 0 ? ['hub'] : []);
      return { id, version: 0, status: 'active', email: email ?? '', programmes: [], sites: has };
    }),
  );
  const goAway = async () => {
    if (!away) return;
    await delay(away.at);
    line.down(true);
    await delay(away.ms);
    line.down(false);
  };
  const live = async (i: number) => {
    for (const step of histories[i] ?? []) {
      await delay(step.waitMs);
      await carryOut(app.db, centreId, people[i] as Person, step, people[(i + 1) % people.length] as Person);
    }
  };
  await Promise.all([goAway(), ...people.map((_, i) => live(i))]);
  isBad = false;
  const settled = async () => (await Promise.all(connections.map((id) => waitingAt(app, id)))).every((n) => n === 0);
  await expect.poll(settled, { timeout: 60_000, interval: 50 }).toBe(true);
  await line.close();
  for (const site of twoSites) await judge(names[site], site, people);
}

async function judge(name: string, site: (typeof twoSites)[number], people: Person[]): Promise<void> {
  const { users: there, log } = await sites.look(name);
  const lasts = new Map<string, number>();
  for (const { externalId, name: said } of log) {
    const version = said === null ? Number.POSITIVE_INFINITY : Number(said.slice(1));
    expect(version, `${site} was told of v${version} after v${lasts.get(externalId)}`).toBeGreaterThanOrEqual(
      lasts.get(externalId) ?? 0,
    );
    lasts.set(externalId, version);
  }
  for (const person of people) {
    const { id, version, status, email, programmes, sites: has } = person;
    const found = there.filter((u) => u.externalId === id);
    const active = status === 'active' && has.has(site);
    const exists = status !== 'deleted' && (active || lasts.has(id));
    expect(found.map(seen), JSON.stringify(person)).toEqual(
      exists ? [{ name: `v${version}`, active, email, emails: [email], programmes }] : [],
    );
  }
  // Nobody of another school, nobody twice, nobody forgotten.
  const ours = new Set(people.map((p) => p.id));
  expect(there.filter((u) => !ours.has(u.externalId ?? ''))).toEqual([]);
}

const seen = (u: Awaited<ReturnType<Sites['look']>>['users'][number]) => ({
  name: u.name?.givenName,
  active: u.active,
  email: u.userName,
  emails: u.emails?.map((e) => e.value),
  programmes: u.entitlements?.map((e) => e.value) ?? [],
});

test('every site ends with our state, and never goes back to an older one', async () => {
  await fc.assert(
    fc.asyncProperty(run, run, async (one, other) => {
      const kill = async () => {
        for (const [i, ms] of [...one.kills, ...other.kills].entries()) {
          await delay(ms);
          await killAndStart(i % 2);
        }
      };
      await Promise.all([school(one), school(other), kill()]);
    }),
    // A smaller failure would take minutes to find, and says no more.
    runs(1),
  );
}, 600_000);
