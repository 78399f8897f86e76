import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import {
  centreSites,
  siteAccess,
  siteConnections,
  siteSessions,
  userProgrammes,
  users,
} from '../../../../db/schema/index.ts';
import { editPerson } from '../../../../src/service/people/edit.ts';
import { created, group, scimWorld } from './world.ts';

const { aDirectory, clock, db, eventsOf, sitesOf } = scimWorld();

describe('groups', () => {
  const add = (id: string) => ({ op: 'add', path: 'members', value: [{ value: id }] });
  const remove = (id: string) => ({ op: 'remove', path: `members[value eq "${id}"]` });

  test('bring the sites that they suggest, and take those that came with them', async () => {
    const { client, school, ctx } = await aDirectory();
    await db()
      .delete(centreSites)
      .where(and(eq(centreSites.centreId, school.centreId), eq(centreSites.site, 'forums')));
    const { id } = await created(client);
    await editPerson(ctx(), { id, sites: ['resource-plus'] });
    await client.send(...group('upper-secondary', add(id)));
    expect(await sitesOf(id)).toEqual(['hub', 'resource-plus', 'results-analysis', 'test-maker']);
    await client.send(...group('primary', add(id)));
    expect((await client.send('GET', `/Users/${id}`)).body.groups).toMatchObject([
      { value: 'primary', display: 'Cambridge Primary' },
      { value: 'upper-secondary' },
    ]);
    await client.send(...group('upper-secondary', remove(id)));
    // The hub is suggested by Primary still; Resource Plus was given by hand.
    expect(await sitesOf(id)).toEqual(['hub', 'primary', 'resource-plus']);
    await client.send(...group('primary', remove(id)));
    expect(await sitesOf(id)).toEqual(['resource-plus']);
    const events = await eventsOf(id);
    expect(events.at(-1)?.details).toEqual({
      by: 'directory',
      programmes: [],
      take: expect.arrayContaining(['hub', 'primary']),
    });
  });

  test('end the sessions on the sites that they take', async () => {
    const { client, school } = await aDirectory();
    const { id } = await created(client);
    await client.send(...group('primary', add(id)));
    const { centreId } = school;
    const [startedAt, expiresAt] = [clock(), new Date(clock().getTime() + 3_600_000)];
    for (const site of ['hub', 'resource-plus'] as const) {
      const connection = { centreId, site, clientId: `${site}-${id}`, createdAt: startedAt, changedAt: startedAt };
      const [made] = await db().insert(siteConnections).values(connection).returning();
      const session = { centreId, userId: id, connectionId: made?.id ?? '', uidHash: Buffer.from(id) };
      await db()
        .insert(siteSessions)
        .values({ ...session, sid: `${site}-${id}`, startedAt, expiresAt });
    }
    await client.send(...group('primary', remove(id)));
    const left = await db().select().from(siteSessions).where(eq(siteSessions.userId, id));
    expect(left.map((s) => s.sid)).toEqual([`resource-plus-${id}`]);
  });

  test('leave a site admin’s own site', async () => {
    const { client } = await aDirectory();
    const { id } = await created(client);
    await client.send(...group('primary', add(id)));
    await db()
      .update(siteAccess)
      .set({ siteAdmin: true })
      .where(and(eq(siteAccess.userId, id), eq(siteAccess.site, 'hub')));
    await client.send(...group('primary', remove(id)));
    expect(await sitesOf(id)).toEqual(['hub']);
  });

  test('take a whole school at once', async () => {
    const { client, school } = await aDirectory();
    const people = await db()
      .insert(users)
      .values(
        Array.from({ length: 700 }, (_, i) => ({
          centreId: school.centreId,
          firstName: 'Ben',
          lastName: `Okafor ${i}`,
          email: `b${i}-${randomUUID().slice(0, 8)}@riverside.example`,
          status: 'active' as const,
        })),
      )
      .returning({ value: users.id });
    const all = await client.send('PUT', '/Groups/primary?excludedAttributes=members', { members: people });
    expect([all.status, all.body.members]).toEqual([200, undefined]);
    expect((await client.send('GET', '/Groups/primary')).body.members).toHaveLength(700);
    const none = await client.send('PUT', '/Groups/primary', { members: [] });
    expect(none.body.members).toEqual([]);
    expect(await sitesOf(people[7]?.value ?? '')).toEqual([]);
  });

  test('are filled and emptied at once by several without losing anyone', async () => {
    const { client } = await aDirectory();
    const people = await Promise.all(Array.from({ length: 8 }, () => created(client)));
    const answers = await Promise.all(people.map(({ id }) => client.send(...group('advanced', add(id)))));
    expect(answers.map((a) => a.status)).toEqual(people.map(() => 204));
    expect((await client.send('GET', '/Groups/advanced')).body.members).toHaveLength(8);
    const gone = await client.send(...group('advanced', { op: 'remove', path: 'members' }));
    expect(gone.status).toBe(204);
    expect(
      await db()
        .select()
        .from(userProgrammes)
        .where(eq(userProgrammes.userId, people[0]?.id ?? '')),
    ).toEqual([]);
  });
});
