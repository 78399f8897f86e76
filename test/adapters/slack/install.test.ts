import { randomBytes, randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { connect } from '../../../db/connect.ts';
import { makeSampleCentre } from '../../../db/sample/centre.ts';
import {
  centres,
  chatIdentities,
  installations,
  mails,
  requests,
  users,
  workspaceCodes,
  workspaces,
} from '../../../db/schema/index.ts';
import { slackKeeper } from '../../../src/program/chats/slack-keeper.ts';
import { mailToSend } from '../../../src/service/mail/mail-to-send.ts';
import { findInstallation } from '../../../src/service/workspaces/installations.ts';
import { mailCodes } from '../../../src/service/workspaces/join-centre.ts';
import { keepLateAnswer } from '../../../src/service/workspaces/late-answers.ts';
import { ShutOut } from '../../../src/ui/chat.ts';
import { testClock } from '../../kit/clock.ts';
import { useDatabase } from '../../kit/database.ts';
import { until } from '../../kit/until.ts';
import { bind as tie } from '../kit/sample-school.ts';
import { type FakeSlack, fakeSlack, type Team } from './fake/index.ts';
import { type SlackInstance, slackInstance } from './instance.ts';
import { wordsIn } from './school.ts';

/** Workspaces that install the app themselves, and are tied to a school by a code that is mailed to its coordinator. */

const database = useDatabase();
const clock = testClock(new Date());
const app = database.app(clock);
const owner = connect(database.url, { max: 1 });
let fake: FakeSlack;
let program: SlackInstance;
beforeAll(async () => {
  await makeSampleCentre(database.db, clock());
  fake = await fakeSlack({ rateLimits: false });
  program = await withInstalls();
  fake.connectHttp(`${program.url}/slack/events`);
});
afterEach(async () => {
  await program.adapter.settled(10_000);
  expect(fake.violations.splice(0)).toEqual([]);
  expect(program.bugs.splice(0)).toEqual([]);
});
afterAll(async () => {
  await program.stop();
  await fake.close();
  await owner.close();
});

function withInstalls(): Promise<SlackInstance> {
  const { clientId, clientSecret } = fake;
  return slackInstance(app, fake, { workspaces: { oauth: { clientId, clientSecret, keeper: slackKeeper(app) } } });
}

const isInstalled = async (id: string) => (await findInstallation(app, 'slack', id)) !== undefined;

/** A workspace without us, with one person and a conversation. */
function newTeam(name: string, email: string, enterprise?: Team['enterprise']) {
  const team = fake.addTeam({ name, installed: false, ...(enterprise && { enterprise }) });
  const person = fake.addPerson({ name: `${name} Person`, email, teamId: team.id });
  const channel = fake.addChannel({ name: 'general', teamId: team.id, members: [person.id], botIn: false }).id;
  const client = fake.as(person.id);
  return {
    team,
    person,
    channel,
    client,
    install: (how: { org?: boolean; deny?: boolean; withheld?: string[]; rotates?: boolean } = {}, cookies = true) =>
      fake.install(`${program.url}/slack/install`, { teamId: team.id, by: person.id, ...how }, { cookies }),
    /** What a command is answered. */
    async says(text: string) {
      await client.command(`/staff ${text}`, channel);
      await program.adapter.settled(10_000);
      return wordsIn(client.sees(channel).at(-1));
    },
  };
}

/** What becomes of a job's message to someone, sent by this copy of the program. */
const tells = (at: ReturnType<typeof newTeam>, copy = program) =>
  copy.adapter.chat.post({ workspace: at.team.id, person: at.person.id }, { title: 'Hello' }).then(
    () => 'told',
    (error: unknown) => (error instanceof ShutOut ? 'shut out' : error),
  );

const organisationOf = async (id: string) =>
  (await database.db.select().from(workspaces).where(eq(workspaces.externalId, id)))[0]?.organisationId;

/** The lines of the log that say that Slack takes nothing there, or takes it again. */
const saidOf = (at: ReturnType<typeof newTeam>) => program.logged.filter((line) => line.includes(`"${at.team.id}"`));

/** The code that is on its way to the coordinators, as its mail has it. */
async function mailedCode(): Promise<{ code: string; to: string[] }> {
  for (const { number } of await database.db.select().from(centres))
    await mailCodes(database.app(), { centreNumber: number });
  const queued = await database.db.select().from(mails).where(eq(mails.kind, 'workspace-code'));
  const open = await Promise.all(queued.map(({ id }) => mailToSend(app, id)));
  const codes = open.flatMap((mail) => (mail?.codes ?? []).map(({ code }) => ({ code, to: mail?.to ?? '' })));
  const code = codes.at(-1)?.code ?? '';
  return { code, to: codes.filter((c) => c.code === code).map((c) => c.to) };
}

/** What stands in the form, beside its fields too. */
const wrong = ({ client }: ReturnType<typeof newTeam>) =>
  wordsIn(client.modal()) + Object.values(client.modalErrors()).join();

/** Walks the whole way of tying a workspace, with a wrong code first. */
async function bind(at: ReturnType<typeof newTeam>, number: string, coordinator: string): Promise<void> {
  expect(await at.says('whoami')).toContain('This workspace is not tied to a school yet');
  const offer = at.client.sees(at.channel).at(-1);
  if (!offer) throw new Error('no offer');
  await at.client.press(offer, 'Connect a school');
  await until(() => at.client.modal()?.title === 'Connect a school');
  at.client.fill({ number: 'nonsense' });
  await at.client.submit();
  expect(wrong(at)).toContain('not a centre number');
  at.client.fill({ number: number.toLowerCase() });
  await at.client.submit();
  await until(() => at.client.modal()?.title === 'Enter the code');
  const { code, to } = await mailedCode();
  expect(to).toContain(coordinator);
  at.client.fill({ code: 'AAAA-AAAA' });
  await at.client.submit();
  expect(wrong(at)).toContain('This is not the code');
  at.client.fill({ code: code.toLowerCase().replace('-', ' ') });
  await at.client.submit();
  await program.adapter.settled(10_000);
  expect(at.client.modal()).toBeUndefined();
  expect(wordsIn(at.client.sees(at.channel).at(-1))).toContain('This workspace now belongs to');
}

test('installs, is tied by a mailed code, and a second workspace to another school sees nothing of the first', async () => {
  const riverside = newTeam('Riverside', 'amina.rahman@riverside.example');
  const landed = await riverside.install();
  expect(landed.status).toBe(200);
  expect(landed.body).toContain('Staffroom is installed');
  const [row] = await database.db.select().from(installations).where(eq(installations.externalId, riverside.team.id));
  expect(await findInstallation(app, 'slack', riverside.team.id)).toContain(riverside.team.bot.token);
  expect(JSON.stringify(row)).not.toContain(riverside.team.bot.token);
  expect(JSON.stringify(row)).not.toContain('xoxb');

  await bind(riverside, 'IN123', 'amina.rahman@riverside.example');
  expect(await riverside.says('whoami')).toContain('Riverside International School');

  const hillside = newTeam('Hillside', 'grace.hill@hillside.example');
  await hillside.install();
  await bind(hillside, 'GB204', 'grace.hill@hillside.example');
  expect(await hillside.says('whoami')).toContain('Hillside Academy');
  expect(await hillside.says('list')).toContain('Grace Hill');
  expect(await hillside.says('list')).not.toContain('Amina');
  expect(await hillside.says('show ben.okafor@riverside.example')).not.toContain('Ben Okafor');
  expect(await riverside.says('show grace.hill@hillside.example')).not.toContain('Grace Hill');
  // A coordinator's e-mail in the other school's workspace is nobody's there.
  const amina = fake.addPerson({ name: 'A', email: 'amina.rahman@riverside.example', teamId: hillside.team.id });
  await fake.as(amina.id).command('/staff list', hillside.channel);
  await program.adapter.settled(10_000);
  expect(wordsIn(fake.as(amina.id).sees(hillside.channel).at(-1))).toContain('I know no account');
}, 30_000);

test('ASVS 10.2.1: a no, another browser, and a code that Slack does not know install nothing', async () => {
  const at = newTeam('Elsewhere', 'sam@elsewhere.example');
  const denied = await at.install({ deny: true });
  expect(denied.status).toBe(400);
  expect(denied.body).toContain('Staffroom was not installed');
  const other = await at.install({}, false);
  expect(other.status).toBe(400);
  const forged = await fetch(`${program.url}/slack/oauth_redirect?code=x&state=${randomBytes(8).toString('hex')}`);
  expect(forged.status).toBe(400);
  expect(await isInstalled(at.team.id)).toBe(false);
  expect(await at.says('whoami')).toContain('Staffroom is not installed here');
  // The package's own lines about it.
  expect(program.bugs.splice(0).map(String)).toEqual(Array(3).fill(expect.stringMatching(/^Slack: /)));
});

test('a workspace that takes us out is forgotten; what is told of late does not undo a newer install', async () => {
  const at = newTeam('Brook', 'sam@elsewhere.example');
  await at.install();
  await at.says('whoami');
  const [revoked] = await fake.uninstall(at.team.id);
  if (!revoked) throw new Error('no event');
  await program.adapter.settled(5_000);
  expect(await isInstalled(at.team.id)).toBe(false);

  // Slack's own clock goes on, while this one stands still.
  clock.set(new Date(Date.now() + 5_000));
  await at.install();
  expect(await at.says('whoami')).toContain('not tied to a school');
  await at.client.redeliver(revoked, { retryNum: 2, retryReason: 'http_timeout' });
  await program.adapter.settled(5_000);
  expect(await isInstalled(at.team.id)).toBe(true);

  // A user's token that is revoked is none of ours.
  clock.advance(-5_000);
  await fake.event(at.team.id, { type: 'tokens_revoked', tokens: { oauth: [at.person.id] } });
  await program.adapter.settled(5_000);
  expect(await isInstalled(at.team.id)).toBe(true);
});

test('what was revoked is forgotten by whichever event comes', async () => {
  const at = newTeam('Ford', 'sam@elsewhere.example');
  await at.install();
  await fake.event(at.team.id, { type: 'tokens_revoked', tokens: { oauth: [], bot: [at.team.bot.userId] } });
  await program.adapter.settled(5_000);
  expect(await isInstalled(at.team.id)).toBe(false);
  await at.install();
  await fake.event(at.team.id, { type: 'app_uninstalled' });
  await program.adapter.settled(5_000);
  expect(await isInstalled(at.team.id)).toBe(false);
});

test('an organisation installs for all its workspaces, each tied by itself; taken out, all of it is forgotten', async () => {
  const enterprise = { id: 'E0000000001', name: 'Trust' };
  const north = newTeam('North', 'amina.rahman@riverside.example', enterprise);
  const south = newTeam('South', 'sam@elsewhere.example', enterprise);
  expect((await north.install({ org: true })).status).toBe(200);
  expect(await isInstalled(enterprise.id)).toBe(true);
  expect(await isInstalled(north.team.id)).toBe(false);
  await bind(north, 'IN123', 'amina.rahman@riverside.example');
  expect(await north.says('whoami')).toContain('Riverside International School');
  expect(await south.says('whoami')).toContain('This workspace is not tied to a school yet');
  await fake.uninstall(north.team.id);
  await program.adapter.settled(5_000);
  expect(await isInstalled(enterprise.id)).toBe(false);
  expect(await database.db.$count(workspaceCodes, eq(workspaceCodes.externalId, south.team.id))).toBe(0);
  expect(await database.db.$count(users)).toBeGreaterThan(0);
}, 30_000);

test('for a whole Grid: jobs reach the workspaces that it has added us to, before anyone has written there', async () => {
  const enterprise = { id: 'E0000000002', name: 'Federation' };
  const east = newTeam('East', 'joseph.mwangi@riverside.example', enterprise);
  const west = newTeam('West', 'sam@elsewhere.example', enterprise);
  // As a release before this one left them.
  await tie(database, 'slack', east.team.id);
  await tie(database, 'slack', west.team.id);
  expect(await tells(east)).toBe('shut out');
  await east.install({ org: true });
  expect(await tells(east)).toBe('told');
  expect(await organisationOf(east.team.id)).toBe(enterprise.id);

  await fake.grant(west.team.id, false);
  expect(await tells(west)).toBe('shut out');
  await fake.grant(west.team.id, true);
  await program.adapter.settled(5_000);
  expect(await organisationOf(west.team.id)).toBe(enterprise.id);
  expect(await tells(west)).toBe('told');
  await fake.grant(west.team.id, false);
  expect(await tells(west)).toBe('shut out');

  // A workspace of it that has an install of its own is spoken to by that one, until it is no good any more.
  await east.install();
  expect(await tells(east)).toBe('told');
  fake.kill(east.team.id, 'token_revoked');
  expect(await tells(east)).toBe('told');
});

test.each(['its T', 'the Grid', 'its T, whose directory calls them so'])(
  'on a Grid a shortcut, the own page and the own chat are of the workspace whose school knows who asks, though Slack names %s',
  async (named) => {
    const enterprise = { id: `E000000001${named.length}`, name: 'Vale Trust' };
    const first = newTeam('Hill', 'sam@elsewhere.example', enterprise);
    const at = newTeam('Vale', 'joseph.mwangi@riverside.example', enterprise);
    await tie(database, 'slack', first.team.id, 'GB204');
    await tie(database, 'slack', at.team.id);
    const { client, person } = at;
    const teams = [first.team.id, at.team.id];
    Object.assign(person, { ofEnterprise: named === 'the Grid', teams, teamId: first.team.id });
    if (named.endsWith('so')) {
      person.email = 'j.mwangi@trust.example';
      const isJoseph = eq(users.email, 'joseph.mwangi@riverside.example');
      await database.db.update(users).set({ userName: person.email }).where(isJoseph);
      // Where they were before.
      const [hillside] = await database.db.select().from(centres).where(eq(centres.number, 'GB204'));
      const suspended = { status: 'suspended', suspendedFrom: 'active', suspendedAt: clock() } as const;
      const before = { firstName: 'Joseph', lastName: 'Mwangi', email: person.email, role: 'teacher' } as const;
      await database.db.insert(users).values({ ...before, ...suspended, centreId: hillside?.id ?? '' });
    }
    await at.install({ org: true });
    const direct = fake.direct(person.id);
    const last = async (act: () => Promise<unknown>) => {
      await act();
      await program.adapter.settled(10_000);
      return wordsIn(client.sees(direct).at(-1));
    };
    expect(await last(() => client.message('whoami'))).toContain('Riverside International School');
    expect(await last(() => client.command('/staff whoami', direct))).toContain('Riverside International School');
    await last(() => client.openHome());
    expect(wordsIn(client.home())).toContain('joseph.mwangi@riverside.example');
    await last(() => client.shortcut('staff-suspend'));
    expect(client.modal()?.title).toBe('Suspend an account');
    expect(await organisationOf(at.team.id)).toBe(enterprise.id);
    client.closeModal({ all: true });
  },
);

test('where Slack can’t say in which workspace of a Grid someone is, no school’s help desk is named', async () => {
  const enterprise = { id: 'E0000000005', name: 'Dell Trust' };
  const first = newTeam('Dell', 'sam@elsewhere.example', enterprise);
  await tie(database, 'slack', first.team.id);
  await first.install({ org: true });
  // So that they are remembered there.
  expect(await first.says('whoami')).toContain('I know no account');
  const direct = fake.direct(first.person.id);
  const answer = async (problem?: string) => {
    if (problem) fake.fail('users.info', { error: problem, times: 1 });
    await first.client.message('whoami');
    await program.adapter.settled(10_000);
    return wordsIn(first.client.sees(direct).at(-1));
  };
  expect(await answer('invalid_arguments')).toContain('could not say who you are');
  const shutOut = await answer('missing_scope');
  expect(shutOut).toContain('has to install Staffroom again');
  expect(shutOut).not.toContain('riverside.example');
  expect(await answer()).toContain('I know no account');
});

test('a stranger in a channel shared with a Grid is nobody there, and their workspace is no part of it', async () => {
  const at = newTeam('Glen', 'sam@elsewhere.example', { id: 'E0000000006', name: 'Glen Trust' });
  const other = newTeam('Afar', 'joseph.mwangi@riverside.example');
  await tie(database, 'slack', other.team.id);
  await at.install({ org: true });
  Object.assign(other.person, { stranger: true });
  const members = [at.person.id, other.person.id];
  const shared = fake.addChannel({ name: 'both', teamId: at.team.id, members, botIn: true, shared: true }).id;
  await other.client.mention('@Staffroom whoami', shared);
  await program.adapter.settled(10_000);
  expect(wordsIn(other.client.sees(shared).at(-1))).toContain('Only full members');
  expect(await organisationOf(other.team.id)).toBeNull();
});

test('that nobody has installed us is said once, is nobody’s unreachability, and what waited is shown after the install', async () => {
  const at = newTeam('Marsh', 'joseph.mwangi@riverside.example');
  await tie(database, 'slack', at.team.id);
  const [centre] = await database.db.select().from(centres).where(eq(centres.number, 'IN123'));
  const [joseph] = await database.db.select().from(users).where(eq(users.email, at.person.email));
  if (!centre || !joseph) throw new Error('no sample centre');
  const request = { centreId: centre.id, askerId: joseph.id, kind: 'reset', correlationId: randomUUID() } as const;
  const times = { createdAt: clock(), remindAt: new Date('2099-01-01'), expiresAt: new Date('2099-01-02') };
  const [open] = await database.db
    .insert(requests)
    .values({ ...request, ...times })
    .returning();
  const [workspace] = await database.db.select().from(workspaces).where(eq(workspaces.externalId, at.team.id));
  const tied = { workspaceId: workspace?.id ?? '', centreId: centre.id, userId: joseph.id };
  await database.db.insert(chatIdentities).values({ ...tied, externalId: at.person.id });
  const answerId = randomUUID();
  const answer = { platform: 'slack' as const, workspace: at.team.id, person: at.person.id, card: { title: 'Done' } };
  await keepLateAnswer(app, answerId, { ...answer, mayHaveArrived: false });
  await owner.db.execute(sql`delete from graphile_worker._private_jobs`);
  for (let i = 0; i < 3; i += 1) expect(await tells(at)).toBe('shut out');
  expect(saidOf(at)).toHaveLength(1);
  expect(saidOf(at)[0]).toContain('/slack/install');
  expect(program.adapter.outages.now().nothing.problems).toContain('not_installed');

  await at.install();
  const { rows } = await owner.db.execute(
    sql`select key from graphile_worker.jobs where task_identifier in ('show-request', 'tell-late')`,
  );
  expect(rows).toContainEqual({ key: `show-request:${open?.id}` });
  expect(rows).toContainEqual({ key: `tell-late:slack:${at.team.id}` });
  expect(await tells(at)).toBe('told');
  expect(saidOf(at)).toHaveLength(2);
});

test('a copy that did not hear of an install anew looks the token up before it believes that the old one is no good', async () => {
  const at = newTeam('Fen', 'sam@elsewhere.example');
  await at.install();
  const deaf = await withInstalls();
  expect(await tells(at, deaf)).toBe('told');
  fake.kill(at.team.id, 'token_revoked');
  await at.install();
  expect(await tells(at, deaf)).toBe('told');
  const before = fake.calls.length;
  expect(await tells(at, deaf)).toBe('told');
  expect(fake.calls.slice(before).filter(({ error }) => error)).toEqual([]);
  fake.kill(at.team.id, 'account_inactive');
  for (let i = 0; i < 2; i += 1) expect(await tells(at, deaf)).toBe('shut out');
  expect(deaf.logged.filter((line) => line.includes('account_inactive'))).toHaveLength(1);
  await deaf.stop();
});

test('whoever asks where our token is no good, or a right is missing, reads whom to ask, and not to try again', async () => {
  const at = newTeam('Dale', 'joseph.mwangi@riverside.example');
  await tie(database, 'slack', at.team.id);
  const [centre] = await database.db.select().from(centres).where(eq(centres.number, 'IN123'));
  await at.install();
  fake.fail('users.info', { error: 'missing_scope', times: 1 });
  for (const problem of ['missing_scope', 'token_revoked']) {
    const answer = await at.says('whoami');
    expect(answer, problem).toContain('has to install Staffroom again');
    expect(answer, problem).toContain(`Ask ${centre?.supportContact}`);
    fake.kill(at.team.id, 'token_revoked');
  }
  await at.install();
  expect(await at.says('whoami')).toContain('Riverside International School');
});

test('an install with too few scopes, and one of tokens that end, are refused on the page that tells what to do', async () => {
  const at = newTeam('Moor', 'sam@elsewhere.example');
  const few = await at.install({ withheld: ['files:write', 'channels:history'] });
  expect(few).toMatchObject({ status: 400, body: expect.stringContaining('Add files:write to') });
  const rotating = await at.install({ rotates: true });
  expect(rotating).toMatchObject({ status: 400, body: expect.stringContaining('Token rotation is on') });
  expect(await isInstalled(at.team.id)).toBe(false);
  // What a workspace may leave out keeps nobody from anything.
  expect((await at.install({ withheld: ['channels:history', 'groups:history'] })).status).toBe(200);
  expect(program.adapter.outages.now().some.workspaces).toBe(0);
});
