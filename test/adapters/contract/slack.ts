import { testDatabase } from '../../kit/database.ts';
import { type Who as Cast, slackSchool } from '../slack/school.ts';
import type { ContractChat, Person } from './chat.ts';
import { pretenders, withoutRights } from './people.ts';
import { openClient } from './slack-person.ts';

/** Slack over signed HTTP, as its fake on loopback has it, with a channel that everyone is in and so is the bot. */
export async function slackChat(): Promise<ContractChat> {
  const database = await testDatabase();
  const school = await slackSchool(database);
  const { slack, adapter } = school;
  const ids = new Map<string, string>(Object.entries(school.id) as [Cast, string][]);
  for (const { key, ...person } of [...withoutRights, ...pretenders]) {
    if (!ids.has(key)) ids.set(key, slack.addPerson({ ...person, handle: key }).id);
  }
  const channel = slack.addChannel({ name: 'everyone', members: [...ids.values()], shared: true }).id;
  const people = new Map<string, Person>(
    [...ids].map(([key, id]) => [
      key,
      openClient({ client: slack.as(id), id, slack, channel, settled: () => adapter.settled(20_000) }),
    ]),
  );
  const unauthorised = [...withoutRights, ...pretenders].map(({ key }) => key);

  return {
    app: school.app,
    database,
    chat: adapter.chat,
    channel: { workspace: slack.team.id, channel },
    as(who) {
      const person = people.get(who);
      if (!person) throw new Error(`nobody is ${who}`);
      return person;
    },
    unauthorised,
    broken: () => [
      ...school.bugs.splice(0),
      ...slack.violations.splice(0),
      // What Slack itself tells people who may not even ask is no fault of ours.
      ...[...ids].flatMap(([key, id]) => {
        const told = slack.as(id).errors().splice(0);
        return unauthorised.includes(key) ? [] : told.map((problem) => `${key} read in Slack: ${problem}`);
      }),
    ],
    async close() {
      await school.stop();
      await database.close();
    },
  };
}
