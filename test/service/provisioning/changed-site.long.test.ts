import { eq, isNotNull } from 'drizzle-orm';
import { beforeEach, expect, test } from 'vitest';
import { scimClient } from '../../../adapters/scim/client/client.ts';
import { provisioning, siteConnections } from '../../../db/schema/index.ts';
import { httpClient } from '../../../src/lib/http-client.ts';
import type { Ctx } from '../../../src/service/context.ts';
import { compareSite } from '../../../src/service/provisioning/compare.ts';
import { keepComparison, mendSite } from '../../../src/service/provisioning/comparisons.ts';
import { syncSite } from '../../../src/service/provisioning/sync-site.ts';
import { connectSite as connect } from '../../../src/service/sites/connect-site.ts';
import { useDatabase } from '../../kit/database.ts';
import { aSchool, type School } from '../../kit/school.ts';
import { connectSite, patientPace, rowOf, waitingAt } from './school.ts';
import { makes, nobody, type Says, type Seen, scriptedSite } from './scripted.ts';

/** A site's settings are changed while it is being filled, or compared. */

const database = useDatabase();
const app = { ...database.app(), publicUrl: 'http://localhost' };
let school: School;
let amina: Ctx;
let connectionId: string;
/** What each site does when it is asked, before it answers. */
let meanwhile: (seen: Seen) => Promise<void>;
let says: (seen: Seen) => Says;
let sites: Awaited<ReturnType<typeof scriptedSite>>[];
const client = scimClient(httpClient({ home: true }));

beforeEach(async () => {
  school = await aSchool(app);
  amina = school.as(await school.person({ role: 'coordinator' }, []));
  meanwhile = async () => {};
  says = makes;
  const site = () =>
    scriptedSite(async (seen) => {
      await meanwhile(seen);
      return says(seen);
    });
  sites = await Promise.all([site(), site()]);
  connectionId = await connectSite(app, school.centreId, 'hub', sites[0]?.url ?? '');
  return () => Promise.all(sites.map((s) => s.close()));
});

const run = () => syncSite(app, client, connectionId, patientPace);
/** The same, once the site can no longer carry out what was asked before. */
async function runAgain() {
  await app.db
    .update(provisioning)
    .set({ inFlightUntil: new Date(0) })
    .where(isNotNull(provisioning.inFlightUntil));
  await run();
}
const made = (site: 0 | 1) => new Set(sites[site]?.writes().map((s) => s.body.externalId));
const moveTo = (site: 0 | 1) => connect(amina, { site: 'hub', scimUrl: sites[site]?.url, scimToken: 'key' });
const people = (n: number) => Promise.all(Array.from({ length: n }, () => school.person()));

/** Once, at the so manyeth write. */
function atWrite(n: number, act: () => Promise<unknown>) {
  let writes = 0;
  let done: Promise<unknown> | undefined;
  meanwhile = async ({ method }) => {
    if (method === 'GET') return;
    writes += 1;
    if (writes === n) done = act();
    await done;
  };
}

test('whoever is brought to the old address while it is changed is brought to the new one all the same', async () => {
  await people(58);
  atWrite(12, () => moveTo(1));
  await run();
  await runAgain();
  expect(await waitingAt(app, connectionId)).toBe(0);
  expect(made(1).size).toBe(58);
});

test('what the old address answers after the change says nothing of the new one', async () => {
  await people(20);
  says = ({ headers }) =>
    headers.host === new URL(sites[0]?.url ?? '').host ? { status: 429, headers: { 'retry-after': '3600' } } : nobody;
  atWrite(1, () => moveTo(1));
  await run();
  says = makes;
  await runAgain();
  expect(await waitingAt(app, connectionId)).toBe(0);
  expect(made(1).size).toBe(20);
  const [row] = await app.db.select().from(siteConnections).where(eq(siteConnections.id, connectionId));
  expect(row).toMatchObject({ scimTries: 0, scimNotBefore: null, scimProblem: null });
});

test('a comparison that was begun at the old address is of the new one, and a Yes to one of the old mends nothing', async () => {
  const [ben] = await people(1);
  await run();
  const account = { ...sites[0]?.writes()[0]?.body, id: 'old' };
  let isMoved = false;
  says = ({ headers }) =>
    headers.host === new URL(sites[0]?.url ?? '').host
      ? { status: 200, body: { totalResults: 1, Resources: [account] } }
      : nobody;
  meanwhile = async () => {
    if (!isMoved) await moveTo(1);
    isMoved = true;
  };
  const before = await compareSite(app, client, connectionId, () => {});
  expect(before).toMatchObject({ looked: 0, waiting: 1 });
  const id = await keepComparison(amina, {
    connectionId,
    version: (before?.version ?? 0) - 1,
    toMend: [{ userId: ben?.id ?? '', remoteId: 'old', kind: 'differs', name: '', email: '', keys: [] }],
  });
  await expect(mendSite(amina, { id })).rejects.toMatchObject({ code: 'draft-gone' });
  expect((await rowOf(app, connectionId, ben?.id ?? ''))?.remoteId).toBeNull();
});
