import { testDatabase } from '../../kit/database.ts';
import type { Delivery } from '../teams/fake/index.ts';
import { type Who as Cast, teamsSchool } from '../teams/school.ts';
import type { ContractChat, Person } from './chat.ts';
import { pretenders, withoutRights } from './people.ts';
import { openClient } from './teams-person.ts';

/** What no tenant has: guests of one channel only, and people whose address nobody has looked at. */
const notInTeams = ['one-channel-guest', 'unconfirmed'];

/** The others as Teams has them, and someone who is in a channel and not in its roster. */
const unauthorised = [
  ...withoutRights,
  ...pretenders
    .filter(({ key }) => !notInTeams.includes(key))
    .map(({ key, name, email, guest = false, bot = false, deleted = false, stranger = false }) => {
      return { key, name, email, guest, bot, deactivated: deleted, otherTenant: stranger };
    }),
  { key: 'not-in-roster', name: 'Nowhere', email: 'margaret.osullivan@riverside.example', inRoster: false },
];

/** Teams over signed HTTP, as its fake on loopback has it, with a channel that everyone is in and so is the bot. */
export async function teamsChat(): Promise<ContractChat> {
  const database = await testDatabase();
  // What is not answered is noted here, for it depends on who asks.
  const school = await teamsSchool(database, { fake: { strictAnswers: false } });
  const { teams, adapter } = school;
  const ids = new Map<string, string>(Object.entries(school.id) as [Cast, string][]);
  for (const { key, ...person } of unauthorised) {
    if (!ids.has(key)) ids.set(key, teams.addPerson(person).id);
  }
  const channel = teams.addChannel({ name: 'everyone', members: [...ids.values()] }).id;
  const unanswered: { key: string; delivery: Delivery }[] = [];
  const people = new Map<string, Person>(
    [...ids].map(([key, id]) => [
      key,
      openClient({
        client: teams.as(id),
        id,
        teams,
        channel,
        settled: () => adapter.settled(20_000),
        onProblem: (delivery) => unanswered.push({ key, delivery }),
      }),
    ]),
  );

  return {
    app: school.app,
    database,
    chat: adapter.chat,
    channel: { workspace: teams.tenantId, channel },
    as(who) {
      const person = people.get(who);
      if (!person) throw new Error(`nobody is ${who}`);
      return person;
    },
    unauthorised: unauthorised.map(({ key }) => key),
    broken: () => [
      ...school.bugs.splice(0),
      ...teams.violations.splice(0),
      ...unanswered
        .splice(0)
        // What comes from another tenant is not heard at all.
        .filter(({ key, delivery: { status } }) => key !== 'outsider' || status !== 401)
        .map(({ key, delivery: { activity, problem } }) => `${key}: ${activity.name ?? activity.type}: ${problem}`),
    ],
    async close() {
      await school.stop();
      await database.close();
    },
  };
}
