import type { AddressInfo } from 'node:net';
import { HTTPReceiver, type Installation, type InstallationQuery } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FakePerson, type FakeSlack, fakeSlack, type Team } from './index.ts';
import { quiet, type TinyApp, tinyApp } from './tiny-app.ts';

/** An app that is installed in many workspaces keeps what each gave it. */
async function manyTeams(fake: FakeSlack) {
  const kept = new Map<string, Installation>();
  const key = ({ teamId, enterpriseId, isEnterpriseInstall }: InstallationQuery<boolean>) =>
    (isEnterpriseInstall ? enterpriseId : teamId) ?? '';
  // The address is only known once the app listens, and the redirect address must be right before.
  const port = await freePort();
  const receiver = new HTTPReceiver({
    signingSecret: fake.signingSecret,
    clientId: fake.clientId,
    clientSecret: fake.clientSecret,
    stateSecret: 'secret',
    scopes: ['commands', 'chat:write'],
    redirectUri: `http://127.0.0.1:${port}/slack/oauth_redirect`,
    logger: quiet,
    installerOptions: {
      redirectUriPath: '/slack/oauth_redirect',
      authorizationUrl: `${fake.url}/oauth/v2/authorize`,
      clientOptions: { slackApiUrl: fake.apiUrl },
    },
    installationStore: {
      async storeInstallation(installation) {
        kept.set(
          (installation.isEnterpriseInstall ? installation.enterprise : installation.team)?.id ?? '',
          installation,
        );
      },
      async fetchInstallation(query) {
        const found = kept.get(key(query));
        if (!found) throw new Error('not installed');
        return found as never;
      },
    },
  });
  const tiny = await tinyApp(fake, 'http', { receiver, port });
  return { tiny, kept, installUrl: `http://127.0.0.1:${port}/slack/install` };
}

async function freePort(): Promise<number> {
  const { createServer } = await import('node:http');
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

let fake: FakeSlack;
let team: Team;
let amina: FakePerson;
let many: Awaited<ReturnType<typeof manyTeams>>;
let app: TinyApp;

beforeEach(async () => {
  fake = await fakeSlack();
  team = fake.addTeam({ name: 'Lakeside', installed: false });
  amina = fake.addPerson({ name: 'Amina Rahman', teamId: team.id });
  many = await manyTeams(fake);
  app = many.tiny;
});

afterEach(async () => {
  await app.stop();
  await fake.close();
});

describe('installing', () => {
  test('walks through Slack and back, and the app answers in that workspace', async () => {
    const landed = await fake.install(many.installUrl, { teamId: team.id, by: amina.id });
    expect(landed.status).toBe(200);
    expect(many.kept.get(team.id)).toMatchObject({
      team: { id: team.id },
      bot: { scopes: ['commands', 'chat:write'] },
    });
    const room = fake.addChannel({ name: 'room', teamId: team.id, members: [amina.id] });
    expect(await fake.as(amina.id).command('hello', room.id)).toMatchObject({ status: 200 });
    expect(fake.as(amina.id).sees(room.id)).toMatchObject([{ text: 'You said hello' }]);
    fake.violationsMustBeNone();
  });

  test('a no, and another browser, install nothing', async () => {
    expect((await fake.install(many.installUrl, { teamId: team.id, by: amina.id, deny: true })).status).not.toBe(200);
    const other = await fake.install(many.installUrl, { teamId: team.id, by: amina.id }, { cookies: false });
    expect(other.status).not.toBe(200);
    expect(many.kept.size).toBe(0);
  });

  test('uninstalled, its token is dead and both events are sent', async () => {
    await fake.install(many.installUrl, { teamId: team.id, by: amina.id });
    const events = await fake.uninstall(team.id);
    expect(events.map(({ payload }) => (payload.event as { type: string }).type)).toEqual([
      'tokens_revoked',
      'app_uninstalled',
    ]);
    const { bot } = many.kept.get(team.id) ?? {};
    const answer = await fetch(`${fake.apiUrl}auth.test`, {
      method: 'POST',
      headers: { authorization: `Bearer ${bot?.token}` },
    });
    expect(await answer.json()).toEqual({ ok: false, error: 'account_inactive' });
  });
});

test('an enterprise has its own ids, and installs for all its workspaces at once', async () => {
  const enterprise = { id: 'E0000000001', name: 'Trust' };
  const [north, south] = ['North', 'South'].map((name) => fake.addTeam({ name, enterprise, installed: false }));
  if (!north || !south) throw new Error('no teams');
  const ben = fake.addPerson({ name: 'Ben Okafor', teamId: north.id, teams: [north.id, south.id] });
  expect(ben.id).toMatch(/^W/);
  await fake.install(many.installUrl, { teamId: north.id, by: ben.id, org: true });
  expect(many.kept.get(enterprise.id)).toMatchObject({ isEnterpriseInstall: true, enterprise });

  const room = fake.addChannel({ name: 'room', teamId: south.id, members: [ben.id] });
  const { payload } = await fake.as(ben.id).command('add', room.id);
  expect(payload).toMatchObject({ team_id: south.id, enterprise_id: enterprise.id, is_enterprise_install: 'true' });
  await expect.poll(() => fake.as(ben.id).modal()?.title).toBe('Add');
  fake.as(ben.id).fill({ name: 'Carla' });
  const submitted = await fake.as(ben.id).submit();
  expect(submitted.payload).toMatchObject({ team: null, enterprise, is_enterprise_install: true });
  expect(fake.userObject(ben.id)).toMatchObject({
    enterprise_user: { enterprise_id: enterprise.id, teams: [north.id, south.id] },
  });
});
