import { eq } from 'drizzle-orm';
import { afterEach, describe, expect, test } from 'vitest';
import { usualPace } from '../../../adapters/slack/context.ts';
import { auditEvents, centres, chatIdentities, users, workspaces } from '../../../db/schema/index.ts';
import { slackKeeper } from '../../../src/program/chats/slack-keeper.ts';
import { useDatabase } from '../../kit/database.ts';
import { until } from '../../kit/until.ts';
import type { Delivery, FakePerson } from './fake/index.ts';
import { slackInstance } from './instance.ts';
import { useSlack, wordsIn } from './school.ts';

/** Who someone is, as the workspace vouches for; and that nobody else gets anywhere, by whatever way they come. */

const ben = 'ben.okafor@riverside.example';
const database = useDatabase();
// What fails for a moment is asked for again elsewhere; here it is to fail.
const pace = { ...usualPace, retryPolicy: { ...usualPace.retryPolicy, totalMs: 0 } };
const school = useSlack(database, { pace });

type Json = Record<string, unknown>;

/** What a person was told by the bot since, wherever it was. */
async function told(id: string, channel: string, act: () => Promise<unknown>): Promise<string> {
  const all = () =>
    [channel, school.slack.direct(id)].flatMap((where) =>
      school.slack
        .as(id)
        .sees(where)
        .filter((m) => m.user !== id),
    );
  await school.adapter.settled(10_000);
  const before = all().map((m) => m.ts);
  await act();
  await school.adapter.settled(10_000);
  return all()
    .filter((m) => !before.includes(m.ts))
    .map(wordsIn)
    .join('\n');
}

// Several here have the e-mail of one of the cast, each for a while.
afterEach(() => database.db.delete(chatIdentities));

const channelWith = (...people: string[]) =>
  school.slack.addChannel({ name: 'room', members: [school.id.coordinator, ...people], botIn: true }).id;

/** All that anyone could have changed. */
const state = async () => [
  await database.db.select({ id: users.id, status: users.status, email: users.email }).from(users).orderBy(users.id),
  await database.db.$count(auditEvents, eq(auditEvents.outcome, 'done')),
];

const valueIn = (of: { blocks: unknown[] }, label: string): string => {
  const found = /"value":"((?:[^"\\]|\\.)*)"/.exec(
    JSON.stringify(of.blocks)
      .split('"type":"button"')
      .find((part) => part.includes(`"text":"${label}"`)) ?? '',
  );
  if (!found?.[1]) throw new Error(`no button ${label}`);
  return JSON.parse(`"${found[1]}"`);
};

describe('whoever is no full member, or whose e-mail the workspace does not vouch for, gets nowhere', () => {
  const notFull = 'Only full members of this workspace';
  const kinds: [string, Partial<FakePerson>, string][] = [
    ['an unconfirmed e-mail', { emailConfirmed: false }, 'I know no account with your e-mail'],
    ['a guest', { guest: true }, notFull],
    ['a guest of one channel', { ultraGuest: true }, notFull],
    ['a bot', { bot: true }, notFull],
    ['a deactivated account', { deleted: true }, notFull],
    ['a stranger in a shared channel', { stranger: true }, notFull],
  ];
  test.each(kinds)('%s', async (_, flags, refusal) => {
    const amina = school.as('coordinator');
    // The very e-mail of the coordinator: were it believed, all would be done.
    const them = school.slack.addPerson({ name: 'Not Amina', email: 'amina.rahman@riverside.example', ...flags });
    const channel = channelWith(them.id);
    const question = await school.next('coordinator', () => amina.command(`/staff suspend ${ben}`, channel), channel);
    const commanded = await amina.command('/staff suspend', channel);
    await until(() => amina.modal());
    await amina.suggest('people', 'ben');
    amina.fill({ people: (await amina.suggest('people', 'ben'))[0]?.value ?? '' });
    const { payload: submitted } = await amina.submit();
    await school.adapter.settled(10_000);
    const before = await state();

    const client = school.slack.as(them.id);
    const user = { id: them.id, username: them.handle, name: them.handle, team_id: them.teamId };
    let n = 0;
    /** What the coordinator sent, as if this person had; with a number that was never seen. */
    const send = (kind: Delivery['kind'], payload: Json) => {
      n += 1;
      return client.redeliver({ sent: true, kind, payload, status: 0, body: undefined, ms: 0 } satisfies Delivery);
    };
    const fresh = () => ({ user, trigger_id: `${them.id}.${n}` });

    const byCommand = () => send('command', { ...commanded.payload, user_id: them.id, trigger_id: `${them.id}.c` });
    // The answer goes by the response_url, which is the coordinator's own here.
    const asked = await told(school.id.coordinator, channel, byCommand);
    expect(asked).toContain(refusal);

    expect(
      await told(them.id, channel, () =>
        client.forge(question, {
          type: 'button',
          action_id: 'b0',
          block_id: 'x',
          value: valueIn(question, 'Suspend'),
        }),
      ),
    ).toContain(refusal);
    await send('interactive', { ...submitted, ...fresh() });
    const search = { ...submitted, ...fresh(), type: 'block_suggestion', action_id: 'people', block_id: 'people' };
    expect((await send('suggestion', { ...search, value: 'ben' })).body).toEqual({ options: [] });
    const team = submitted.team as Json;
    const shortcut = { type: 'shortcut', callback_id: 'staff-add', team, token: '', action_ts: '1' };
    await send('interactive', { ...shortcut, ...fresh() });
    await school.adapter.settled(10_000);
    expect(client.modal()).toBeUndefined();

    // A message of a bot, of an account that is no more, or of another organisation does not come this way.
    if (!flags.bot && !flags.deleted && !flags.stranger) {
      expect(await told(them.id, channel, () => client.message(`suspend ${ben}`))).toContain(refusal);
      await client.openHome();
      await school.adapter.settled(10_000);
      expect(wordsIn(client.home())).toContain(refusal);
      expect(wordsIn(client.home())).not.toContain('Amina');
    }
    expect(await state()).toEqual(before);
  });
});

test('what Slack said of someone is asked once, until it tells of a change: a new e-mail has other rights at once', async () => {
  const nora = school.slack.addPerson({ name: 'Nora Lind', email: 'joseph.mwangi@riverside.example' });
  const client = school.slack.as(nora.id);
  const channel = channelWith(nora.id);
  const asks = () => school.slack.calls.filter((c) => c.method === 'users.info' && c.args.user === nora.id).length;
  const whoami = () => told(nora.id, channel, () => client.command('/staff whoami', channel));
  expect(await whoami()).toContain('joseph.mwangi@');
  expect(await whoami()).toContain('joseph.mwangi@');
  expect(asks()).toBe(1);

  nora.email = ben;
  await school.slack.event(school.slack.team.id, { type: 'user_change', user: school.slack.userObject(nora.id) });
  // Before they do anything.
  const tied = await database.db.select().from(chatIdentities).where(eq(chatIdentities.externalId, nora.id));
  expect(tied).toEqual([]);
  expect(await whoami()).toContain(ben);
  expect(await told(nora.id, channel, () => client.command(`/staff list`, channel))).not.toContain('Joseph');
  nora.deleted = true;
  await school.slack.event(school.slack.team.id, { type: 'user_change', user: school.slack.userObject(nora.id) });
  expect(await whoami()).toContain('Only full members');
  expect(asks()).toBe(3);
});

test('a press is refused to someone who was suspended after the card was shown', async () => {
  const joseph = school.as('admin');
  const amina = school.as('coordinator');
  const channel = school.channel.staff;
  const question = await school.next('admin', () => joseph.command(`/staff suspend ${ben}`, channel), channel);
  const yes = await school.next(
    'coordinator',
    () => amina.command('/staff suspend joseph.mwangi@riverside.example', channel),
    channel,
  );
  await amina.press(yes, 'Suspend');
  await school.adapter.settled(10_000);
  const refused = await school.next('admin', () => joseph.press(question, 'Suspend'), channel);
  expect(wordsIn(refused)).toContain('Your account is suspended');
  const [row] = await database.db.select().from(users).where(eq(users.email, ben));
  expect(row?.status).toBe('active');
});

test('when Slack takes two seconds to say who someone is, a form opens all the same', async () => {
  const them = school.slack.addPerson({ name: 'Ada', email: 'amina.rahman@riverside.example' });
  const client = school.slack.as(them.id);
  school.slack.fail('users.info', { delayMs: 2_000, times: 1 });
  await client.command('/staff add', channelWith(them.id));
  expect(wordsIn(await until(() => client.modal()))).toContain('One moment');
  await until(() => client.modal()?.title === 'Add people');
});

// Being asked too often is remembered, so it comes last.
test.each([
  ['refuses', { error: 'internal_error', times: 1 }],
  ['is broken', { status: 500, times: 1 }],
  ['is asked too often', { retryAfter: 60, times: 1 }],
])(
  'when Slack %s, nothing is done and the person reads why',
  async (_, how) => {
    const them = school.slack.addPerson({ name: 'Ada', email: 'amina.rahman@riverside.example' });
    const client = school.slack.as(them.id);
    const channel = channelWith(them.id);
    const before = await state();
    school.slack.fail('users.info', how);
    const answer = await told(them.id, channel, () =>
      client.command('/staff reset ben.okafor@riverside.example', channel),
    );
    expect(answer).toContain('Slack could not say who you are, so nothing was done.');
    expect(await state()).toEqual(before);
  },
  30_000,
);

describe('on an Enterprise Grid', () => {
  const enterprise = { id: 'E0000000001', name: 'Trust' };

  /** Installed for the whole organisation; the north workspace is Riverside's, the south one Hillside's. */
  async function grid() {
    const [north, south] = ['North', 'South'].map((name) =>
      school.slack.addTeam({ name, enterprise, installed: false }),
    );
    if (!north || !south) throw new Error('no teams');
    for (const [team, number] of [
      [north, 'IN123'],
      [south, 'GB204'],
    ] as const) {
      const [centre] = await database.db.select().from(centres).where(eq(centres.number, number));
      if (!centre) throw new Error('no centre');
      await database.db.insert(workspaces).values({ centreId: centre.id, platform: 'slack', externalId: team.id });
    }
    const { clientId, clientSecret } = school.slack;
    const copy = await slackInstance(school.app, school.slack, {
      workspaces: { oauth: { clientId, clientSecret, keeper: slackKeeper(school.app) } },
    });
    const grace = school.slack.addPerson({
      name: 'Grace Hill',
      email: 'grace.hill@hillside.example',
      teamId: north.id,
      teams: [north.id, south.id],
    });
    await school.slack.install(`${copy.url}/slack/install`, { teamId: north.id, by: grace.id, org: true });
    school.slack.connectHttp(`${copy.url}/slack/events`);
    const room = (teamId: string) =>
      school.slack.addChannel({ name: 'room', teamId, members: [grace.id], botIn: true }).id;
    return { copy, grace, north: room(north.id), south: room(south.id) };
  }

  test('someone of several workspaces is in the one where they act, also in dialogs, which name none', async () => {
    const { copy, grace, north, south } = await grid();
    const client = school.slack.as(grace.id);
    const last = async (channel: string, act: () => Promise<unknown>) => {
      await act();
      await copy.adapter.settled(10_000);
      return wordsIn(client.sees(channel).at(-1));
    };
    try {
      expect(await last(north, () => client.command('/staff whoami', north))).toContain('I know no account');
      expect(await last(south, () => client.command('/staff whoami', south))).toContain('Hillside Academy');
      await client.command('/staff suspend', south);
      await until(() => client.modal()?.title === 'Suspend an account');
      expect((await client.suggest('people', 'grace')).map((f) => f.text)).toEqual(['Grace Hill']);
      expect(await client.suggest('people', 'amina')).toEqual([]);
      client.closeModal({ all: true });

      await client.command('/staff add', south);
      const form = await until(() => (client.modal()?.title === 'Add people' ? client.modal() : undefined));
      await client.press(form, 'Add another');
      await until(() => wordsIn(client.modal()).includes('Person 2'));
      client.fill({
        'people.0.firstName': 'Ivo',
        'people.0.lastName': 'Hill',
        'people.0.email': 'ivo@hillside.example',
        'people.0.sites': ['hub'],
        'people.1.firstName': 'Ida',
        'people.1.lastName': 'Hill',
        'people.1.email': 'ida@hillside.example',
        'people.1.sites': ['hub'],
      });
      const done = await last(south, () => client.submit());
      expect(done).toMatch(/Ivo Hill|2 people/);
      const [row] = await database.db
        .select({ number: centres.number })
        .from(users)
        .innerJoin(centres, eq(centres.id, users.centreId))
        .where(eq(users.email, 'ivo@hillside.example'));
      expect(row?.number).toBe('GB204');
      expect(copy.bugs).toEqual([]);
    } finally {
      await copy.stop();
    }
  });
});
