import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { teamsPackage } from '../../../manifest/teams/package.ts';
import { packageRoot } from '../../../src/lib/package-root.ts';
import type { Check } from '../../../src/program/doctor/check.ts';
import { examine } from '../../../src/program/doctor/examine.ts';
import { slack } from '../../../src/program/doctor/slack/slack.ts';
import { teams } from '../../../src/program/doctor/teams/teams.ts';
import { type FakeSlack, fakeSlack } from '../../adapters/slack/fake/index.ts';
import { type FakeTeams, fakeTeams } from '../../adapters/teams/fake/index.ts';
import { schoolSettings } from '../../kit/settings.ts';

let root = '';
let world: FakeSlack;
let microsoft: FakeTeams;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'staffroom-doctor-'));
  await mkdir(join(root, 'manifest/teams'), { recursive: true });
  const kept = await readFile(new URL('manifest/teams/manifest.json', packageRoot));
  await writeFile(join(root, 'manifest/teams/manifest.json'), kept);
  [world, microsoft] = await Promise.all([fakeSlack(), fakeTeams()]);
});
afterAll(async () => {
  await Promise.all([world.close(), microsoft.close(), rm(root, { recursive: true })]);
});

async function look(check: Check, env: Record<string, string>): Promise<string[]> {
  const lines: string[] = [];
  const all = { ...schoolSettings('amina@school.example'), PORT: '0', ...env };
  for await (const { is, says, todo } of examine({ root, env: all }, [check]))
    lines.push(`${is}: ${says} ${todo ?? ''}`);
  return lines;
}

const inSlack = (more: Record<string, string> = {}) =>
  look(slack, {
    SLACK_API_URL: world.apiUrl,
    SLACK_BOT_TOKEN: world.botToken,
    SLACK_APP_TOKEN: world.appToken,
    ...more,
  });

test('Slack’s tokens are tried, and no connection is opened by the app token', async () => {
  expect(await inSlack()).toEqual([
    expect.stringMatching(/^good: Slack takes the bot token: Riverside.*can’t be asked/),
    expect.stringMatching(/^good: Slack takes the app token/),
  ]);
  expect(world.sockets()).toBe(0);
  expect(world.violations).toEqual([]);
});

test('what Slack refuses, or did not give, is named with what to do', async () => {
  const few = world.addTeam({
    name: 'Few',
    scopes: ['commands', 'chat:write', 'im:write', 'im:history', 'users:read', 'users:read.email'],
  });
  const [, scopes, optional] = await inSlack({ SLACK_BOT_TOKEN: few.bot.token });
  expect(scopes).toMatch(
    /^wrong: The bot token lacks the scopes app_mentions:read, files:read.*What does not work: mentions in channels.*Reinstall to Workspace/,
  );
  expect(optional).toMatch(/^note: .*channels:history and groups:history/);
  const gone = world.addTeam({ name: 'Gone' });
  world.kill(gone.id, 'token_revoked');
  expect((await inSlack({ SLACK_BOT_TOKEN: gone.bot.token }))[0]).toMatch(
    /^wrong: Slack refuses the bot token \(token_revoked\).*OAuth & Permissions/,
  );
  const [, app] = await inSlack({ SLACK_APP_TOKEN: 'xapp-1-of-somebody-else' });
  expect(app).toMatch(/^wrong: Slack refuses the app token \(invalid_auth\).*connections:write/);
  // Nobody is there.
  const [bot] = await inSlack({ SLACK_API_URL: 'http://127.0.0.1:9/api/' });
  expect(bot).toMatch(/^unknown: Slack can’t be reached \(ECONNREFUSED\)/);
});

test('without an app token it is said that the signing secret can’t be tried', async () => {
  const env = {
    SLACK_API_URL: world.apiUrl,
    SLACK_BOT_TOKEN: world.botToken,
    SLACK_SIGNING_SECRET: world.signingSecret,
  };
  expect((await look(slack, env))[1]).toMatch(/^unknown: Whether SLACK_SIGNING_SECRET is right.*\/slack\/events/);
});

const inTeams = (more: Record<string, string> = {}) =>
  look(teams, {
    TEAMS_TRUST_URL: microsoft.trustUrl,
    TEAMS_APP_ID: microsoft.appId,
    TEAMS_APP_PASSWORD: microsoft.appPassword,
    TEAMS_TENANT_ID: microsoft.tenantId,
    ...more,
  });

test('Microsoft is asked for the bot’s token, and its refusals are read in words', async () => {
  expect((await inTeams())[0]).toMatch(
    /^good: Microsoft takes TEAMS_APP_ID.*When the secret ends is not told.*Certificates & secrets/,
  );
  const other = '3fa85f64-5717-4562-b3fc-2c963f66afa6';
  const refusals = [
    [{ TEAMS_APP_PASSWORD: 'aB8~of-somebody-else-altogether' }, /AADSTS7000215.*is wrong.*Value \(not its Secret ID\)/],
    [{ TEAMS_APP_PASSWORD: microsoft.endedPassword }, /AADSTS7000222.*has ended.*new client secret/],
    [{ TEAMS_APP_ID: other }, /AADSTS700016.*no app of the id.*Microsoft App ID/],
    [{ TEAMS_TENANT_ID: other }, /AADSTS90002.*no tenant.*App Tenant ID/],
  ] as const;
  for (const [more, words] of refusals) {
    const [line] = await inTeams(more);
    expect(line).toMatch(words);
    expect(line).toMatch(/^wrong: /);
    expect(line).not.toContain('aB8~');
  }
  expect((await inTeams({ TEAMS_TENANT_ID: 'any' }))[0]).toMatch(/^good/);
  expect(microsoft.violations).toEqual([]);
});

test('the package for Teams is the bot’s, and of this release', async () => {
  const kept = JSON.parse(await readFile(join(root, 'manifest/teams/manifest.json'), 'utf8'));
  const manifest = { ...kept, id: microsoft.appId, version: '1.0.5', validDomains: ['localhost'] };
  const put = (changed: object) =>
    writeFile(join(root, 'manifest/teams/staffroom.zip'), teamsPackage({ ...manifest, ...changed }));
  expect((await inTeams())[1]).toMatch(/^note: .*staffroom.zip is not there/);
  await put({});
  expect((await inTeams())[1]).toMatch(/^good: .*version 1\.0\.5/);
  await put({ id: kept.id });
  expect((await inTeams())[1]).toMatch(/^wrong: .*is for another bot.*npm run manifest/);
  await put({ validDomains: ['old.school.example'] });
  expect((await inTeams())[1]).toMatch(/^note: .*another address than localhost/);
  await put({ composeExtensions: [] });
  expect((await inTeams())[1]).toMatch(/^note: .*has not the commands of this release/);
  await writeFile(join(root, 'manifest/teams/staffroom.zip'), 'no zip');
  expect((await inTeams())[1]).toMatch(/^wrong: .*can’t be read/);
});
