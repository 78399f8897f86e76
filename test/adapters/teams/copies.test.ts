import { eq } from 'drizzle-orm';
import { afterEach, expect, test } from 'vitest';
import { personPeer } from '../../../adapters/teams/connect/references.ts';
import { chatIdentities, workspaces } from '../../../db/schema/index.ts';
import { findReference } from '../../../src/service/workspaces/references.ts';
import { useTwoChanges } from '../../kit/changes.ts';
import { useDatabase } from '../../kit/database.ts';
import { useOpened } from '../../kit/opened.ts';
import { until } from '../../kit/until.ts';
import { type TeamsInstance, teamsInstance } from './instance.ts';
import { useTeams, wordsIn } from './school.ts';

/** What Teams tells one copy of the program, all know: it sends each activity to any one of them. */

const database = useDatabase();
const school = useTeams(database);
const changes = useTwoChanges(database);
const copies = useOpened(
  async () => ({
    here: await teamsInstance(school.app, school.teams, { changes: changes.here }),
    there: await teamsInstance(school.app, school.teams, { changes: changes.there }),
  }),
  async ({ here, there }) => {
    await here.stop();
    await there.stop();
  },
);
afterEach(() => expect([copies.here, copies.there].flatMap(({ bugs }) => bugs.splice(0))).toEqual([]));

// Each test has someone of its own with Joseph's e-mail, who is the only one.
afterEach(() => database.db.delete(chatIdentities));

/** Lets Teams send there. */
async function at(copy: TeamsInstance, act: () => Promise<unknown>): Promise<void> {
  school.teams.connect(copy.url);
  await act();
  await copy.adapter.settled(10_000);
}

/** Someone whose e-mail is Joseph's; `says` is what they read there. */
function somebody() {
  const { teams, channel } = school;
  const nora = teams.addPerson({ name: 'Nora Lind', email: 'joseph.mwangi@riverside.example' });
  const client = teams.as(nora.id);
  const own = teams.direct(nora.id);
  return {
    nora,
    own,
    client,
    member: { id: nora.userId, aadObjectId: nora.id },
    asks: () => teams.calls.filter(({ path }) => decodeURIComponent(path).endsWith(`/members/${nora.id}`)).length,
    /** What is told of a team's people, here. */
    tell: (values: object) =>
      at(copies.here, () =>
        teams.post(teams.activity(school.id.coordinator, channel.general, { type: 'conversationUpdate', ...values })),
      ),
    async says() {
      await at(copies.there, () => client.type('whoami', own));
      return wordsIn(client.last(own));
    },
  };
}

test('someone who has left a team is asked about anew', async () => {
  const { nora, member, says, asks, tell } = somebody();
  expect(await says()).toContain('joseph.mwangi@');
  await until(async () => {
    const before = asks();
    expect(await says()).toContain('joseph.mwangi@');
    return asks() === before;
  });
  nora.guest = true;
  await tell({ membersRemoved: [member] });
  await until(async () => (await says()).includes('Only full members'));
});

test('what was missed while the line was cut is not believed', async () => {
  const { nora, member, says, tell } = somebody();
  expect(await says()).toContain('joseph.mwangi@');
  await changes.cut(true);
  nora.guest = true;
  await tell({ membersRemoved: [member] });
  await until(async () => (await says()).includes('Only full members'));
  nora.guest = false;
  await tell({ membersRemoved: [member] });
  await changes.cut(false);
  await until(async () => (await says()).includes('joseph.mwangi@'));
});

test('who is in a channel', async () => {
  const { nora, member, tell } = somebody();
  const { general } = school.channel;
  const people = async () =>
    (await copies.there.adapter.chat.channel?.(school.teams.tenantId, general))?.people.filter((p) => p === nora.email);
  await at(copies.there, () => school.as('coordinator').type('whoami', general));
  expect(await people()).toHaveLength(1);
  school.teams.conversations.get(general)?.members.push(nora.id);
  await tell({ membersAdded: [member] });
  await until(async () => (await people())?.length === 2);
});

test('how someone is reached, who took the app out and in again', async () => {
  const { nora, own, client, says } = somebody();
  const { tenantId } = school.teams;
  const reference = () => findReference(school.app, 'teams', tenantId, personPeer(nora.id));
  await says();
  await until(reference);
  // Noted at the first, and remembered at the second.
  await says();
  await at(copies.here, () => school.teams.uninstall(own, nora.id));
  expect(await reference()).toBeUndefined();
  nora.installed = true;
  await until(async () => {
    await at(copies.there, () => client.type('whoami', own));
    return reference();
  });
});

test('a tie that is ended', async () => {
  const { says } = somebody();
  expect(await says()).toContain('joseph.mwangi@');
  const isIt = eq(workspaces.externalId, school.teams.tenantId);
  await database.db.update(workspaces).set({ externalId: 'elsewhere' }).where(isIt);
  expect(await says()).toContain('not tied to a school');
});
