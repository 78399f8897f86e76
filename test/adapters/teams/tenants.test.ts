import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { auditEvents, workspaceCodes, workspaces } from '../../../db/schema/index.ts';
import { workspaceCode } from '../../../src/service/workspaces/code.ts';
import { useDatabase } from '../../kit/database.ts';
import type { FakeClient } from './fake/index.ts';
import { useTeams, wordsIn } from './school.ts';

/** An app of several tenants, none of which is tied to a school yet. */
const database = useDatabase();
const school = useTeams(database, { tenant: 'any', bound: false });

const amina = () => school.as('coordinator');
const own = () => school.direct('coordinator');

async function codeFor(tenant: string): Promise<string> {
  const [row] = await database.db.select().from(workspaceCodes).where(eq(workspaceCodes.externalId, tenant));
  return workspaceCode(school.app, row?.id ?? '');
}

/** Whoever is the same person elsewhere: with the same e-mail, in a tenant of its own. */
function elsewhere(): { client: FakeClient; id: string } {
  const { id } = school.teams.addPerson({
    name: 'Amina Rahman',
    email: 'amina.rahman@riverside.example',
    otherTenant: true,
  });
  return { client: school.teams.as(id), id };
}

test('a tenant is tied from a mention in a channel, in a dialog of one’s own chat', async () => {
  const offer = await school.next('coordinator', () => amina().type('help', school.channel.approvals));
  expect(wordsIn(offer)).toContain('not tied to a school yet');
  expect(wordsIn(amina().last(school.channel.approvals))).toContain('in your own chat');
  await amina().press(offer, 'Connect a school');
  amina().fill({ number: 'nonsense' });
  await amina().submit();
  expect(amina().dialog()?.values).toMatchObject({ number: 'nonsense' });
  amina().fill({ number: 'IN123' });
  await amina().submit();
  amina().fill({ code: 'WRNG-WRNG' });
  await amina().submit();
  expect(wordsIn(amina().dialog())).toContain('not the code');
  amina().fill({ code: await codeFor(school.teams.tenantId) });
  const done = await school.next('coordinator', () => amina().submit());
  expect(amina().dialog()).toBeUndefined();
  expect(wordsIn(done)).toContain('belongs to Riverside');
  const ties = await database.db.select().from(workspaces).where(eq(workspaces.platform, 'teams'));
  expect(ties).toMatchObject([{ externalId: school.teams.tenantId }]);
  expect(wordsIn(await school.next('coordinator', () => amina().press(done, 'Help')))).toContain('suspend');
});

test('someone who is in two tenants has rights in the one of their school alone', async () => {
  const { client, id } = elsewhere();
  const there = school.teams.direct(id);
  await client.type('list', there);
  await school.settled();
  expect(wordsIn(client.last(there))).toContain('not tied to a school yet');
  expect(wordsIn(client.last(there))).not.toContain('Abena Boateng');
  expect(wordsIn(await school.next('coordinator', () => amina().type('list', own())))).toContain('Abena Boateng');
  // And in a channel of the other, where they are a stranger.
  const { approvals } = school.channel;
  school.teams.conversations.get(approvals)?.members.push(id);
  const before = (await database.db.select().from(auditEvents)).length;
  await client.type('suspend jose.alvarez@riverside.example', approvals);
  await school.settled();
  expect((await database.db.select().from(auditEvents)).length).toBe(before);
});

test('a button of one tenant does nothing in another', async () => {
  const question = await school.next('coordinator', () =>
    amina().type('suspend jose.alvarez@riverside.example', own()),
  );
  const { actions } = question.card as unknown as { actions: { title: string; data: unknown }[] };
  const { client, id } = elsewhere();
  const there = school.teams.direct(id);
  await client.type('help', there);
  await school.settled();
  const before = (await database.db.select().from(auditEvents)).length;
  await client.pressData(client.last(there), actions[0]?.data, 'submit');
  await school.settled();
  expect((await database.db.select().from(auditEvents)).length).toBe(before);
  expect(wordsIn(client.last(there))).toContain('not tied to a school yet');
});
