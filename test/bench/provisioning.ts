import { randomUUID } from 'node:crypto';
import { scimClient } from '../../adapters/scim/client/client.ts';
import { toUser } from '../../adapters/scim/client/user.ts';
import { siteAccess, users } from '../../db/schema/index.ts';
import { httpClient } from '../../src/lib/http-client.ts';
import { usualPace } from '../../src/service/provisioning/pace.ts';
import { syncSite } from '../../src/service/provisioning/sync-site.ts';
import { connectSite } from '../service/provisioning/school.ts';
import { startSites } from '../service/provisioning/sites.ts';
import { type Result, timed } from './measure.ts';
import type { School } from './world.ts';

const people = 1_000;

/** 1,000 new users brought to a local SCIM site (scimmy, a process of its own), beside as many plain POSTs one after the other. */
export async function provisioning({ app, ctx }: School): Promise<Result[]> {
  const { centreId } = ctx.actor;
  const sites = await startSites();
  try {
    const connectionId = await connectSite(app, centreId, 'test-maker', `${sites.url}/ours/scim`);
    await addPeople();
    const ours = await timed(() =>
      syncSite(app, scimClient(httpClient({ home: true })), connectionId, { ...usualPace, turnMs: 600_000 }),
    );
    const { users: made } = await sites.look('ours');
    if (made.length !== people) throw new Error(`${made.length} of ${people} are at the site`);
    const bare = await timed(async () => {
      for (let i = 0; i < people; i += 1) await post(`${sites.url}/bare/scim/Users`, i);
    });
    const perSecond = (ms: number) => Math.round((1_000 * people) / ms).toLocaleString('en-GB');
    return [
      {
        what: `bring ${people.toLocaleString('en-GB')} new users to a site by SCIM: ${perSecond(ours)} a second`,
        ours,
        against: `as many plain POSTs, one after the other: ${perSecond(bare)} a second`,
        theirs: bare,
      },
    ];
  } finally {
    await sites.stop();
  }

  async function addPeople() {
    await app.db.transaction(async (tx) => {
      const rows = Array.from({ length: people }, (_, i) => ({
        centreId,
        firstName: 'New',
        lastName: `Comer ${i}`,
        email: `${randomUUID()}@big.example`,
        status: 'active' as const,
      }));
      const added = await tx.insert(users).values(rows).returning({ id: users.id });
      await tx
        .insert(siteAccess)
        .values(added.map(({ id }) => ({ centreId, userId: id, site: 'test-maker' as const })));
    });
  }
}

async function post(url: string, i: number): Promise<void> {
  const state = {
    externalId: randomUUID(),
    email: `bare.${i}@big.example`,
    firstName: 'New',
    lastName: `Comer ${i}`,
    active: true,
    roles: ['teacher'],
    programmes: [],
    centreNumber: 'IN123',
  };
  const headers = { authorization: 'Bearer token-of-bare', 'content-type': 'application/scim+json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(toUser(state)) });
  if (response.status !== 201) throw new Error(`${response.status}`);
  await response.text();
}
