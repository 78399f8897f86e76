import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { learnerGroups } from '../../../../db/schema/index.ts';
import { deletePerson } from '../../../../src/service/people/delete.ts';
import { refusedWith, type School } from '../../../kit/school.ts';
import { created, patch, scimWorld } from './world.ts';

const { aDirectory, clock, db, eventsOf, row } = scimWorld();

async function holdsData(school: School, id: string) {
  await db().insert(learnerGroups).values({
    centreId: school.centreId,
    ownerId: id,
    site: 'primary',
    name: '3B',
    stage: 3,
    subject: 'Mathematics',
    createdAt: clock(),
    changedAt: clock(),
  });
}

describe('leaving', () => {
  test('the last coordinator can’t, in whichever way', async () => {
    const { client, coordinator } = await aDirectory();
    const off = await client.send(
      'PATCH',
      `/Users/${coordinator.id}`,
      patch({ op: 'replace', path: 'active', value: 'False' }),
    );
    expect(off).toMatchObject({
      status: 400,
      body: { scimType: 'mutability', detail: expect.stringContaining('Amina Rahman is the last') },
    });
    expect((await client.send('DELETE', `/Users/${coordinator.id}`)).status).toBe(400);
    expect((await row(coordinator.id))?.status).toBe('active');
  });

  test('of two coordinators who leave at once one stays', async () => {
    const { client, coordinator, school } = await aDirectory();
    const other = await school.person({ role: 'coordinator' });
    const answers = await Promise.all([coordinator, other].map(({ id }) => client.send('DELETE', `/Users/${id}`)));
    expect(answers.map((a) => a.status).sort()).toEqual([204, 400]);
  });

  test('who holds nothing is gone, and the e-mail is free again', async () => {
    const { client } = await aDirectory();
    const { id, userName } = await created(client, { externalId: 'L' });
    expect((await client.send('DELETE', `/Users/${id}`)).status).toBe(204);
    expect((await client.send('GET', `/Users/${id}`)).status).toBe(404);
    expect(await row(id)).toMatchObject({ status: 'deleted', email: null, externalId: null, userName: null });
    expect((await eventsOf(id)).map((e) => [e.action, e.details])).toMatchObject([
      ['user.add', {}],
      ['user.suspend', { by: 'directory' }],
      ['user.delete', { by: 'directory' }],
    ]);
    await created(client, { userName, emails: undefined, externalId: 'L' });
  });

  test('who holds data is suspended, and deleted once it was handed on', async () => {
    const { client, school, ctx } = await aDirectory();
    const ben = await school.person({}, ['primary']);
    await holdsData(school, ben.id);
    const refused = await client.send('DELETE', `/Users/${ben.id}`);
    expect(refused).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('Transfer the data first') },
    });
    expect((await client.send('GET', `/Users/${ben.id}`)).body.active).toBe(false);
    expect(await refusedWith(deletePerson(ctx(), { id: ben.id }))).toEqual({ '': 'holds-data' });
    const receiver = await school.person({}, ['primary']);
    await db().update(learnerGroups).set({ ownerId: receiver.id }).where(eq(learnerGroups.ownerId, ben.id));
    expect((await client.send('DELETE', `/Users/${ben.id}`)).status).toBe(204);
  });
});
