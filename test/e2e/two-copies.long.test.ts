import { afterEach, expect, test } from 'vitest';
import { wordsIn as slackWords } from '../adapters/slack/school.ts';
import { wordsIn as teamsWords } from '../adapters/teams/school.ts';
import { useOpened } from '../kit/opened.ts';
import { until } from '../kit/until.ts';
import { twoChats } from './two-chats.ts';

/** Two copies of the whole program on one database: what a platform tells one, the other knows. */

const school = useOpened(twoChats, ({ stop }) => stop());
const copies = useOpened(async () => ({ here: school.first, there: await school.another() }));
afterEach(() => expect(school.broken()).toEqual([]));

const joseph = 'joseph.mwangi@riverside.example';

test('in Slack', async () => {
  const { slack } = school;
  const nora = slack.addPerson({ name: 'Nora Lind', email: joseph });
  const client = slack.as(nora.id);
  const own = slack.direct(nora.id);
  const says = async () => {
    copies.there.takes();
    const before = client.sees(own).length;
    await client.message('whoami');
    await until(() => client.sees(own).length > before + 1);
    return slackWords(client.sees(own).at(-1));
  };
  expect(await says()).toContain(joseph);
  nora.deleted = true;
  copies.here.takes();
  await slack.event(slack.team.id, { type: 'user_change', user: slack.userObject(nora.id) });
  await until(async () => (await says()).includes('Only full members'));
});

test('in Teams', async () => {
  const { teams } = school;
  const nora = teams.addPerson({ name: 'Nora Lind', email: joseph });
  const client = teams.as(nora.id);
  const own = teams.direct(nora.id);
  const says = async () => {
    copies.there.takes();
    const before = client.sees(own).length;
    await client.type('whoami', own);
    await until(() => client.sees(own).length > before + 1);
    return teamsWords(client.last(own));
  };
  expect(await says()).toContain(joseph);
  nora.guest = true;
  copies.here.takes();
  const member = { id: nora.userId, aadObjectId: nora.id };
  await teams.post(teams.activity(nora.id, teams.channel, { type: 'conversationUpdate', membersRemoved: [member] }));
  await until(async () => (await says()).includes('Only full members'));
});
