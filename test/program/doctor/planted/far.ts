import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { directoryTokens } from '../../../../db/schema/index.ts';
import { teamsPackage } from '../../../../manifest/teams/package.ts';
import { sha256 } from '../../../../src/lib/hash.ts';
import { takeUpKey } from '../../../../src/service/keys/take-up.ts';
import { connectSite } from '../../../../src/service/sites/connect-site.ts';
import { fakeSlack } from '../../../adapters/slack/fake/index.ts';
import { fakeTeams } from '../../../adapters/teams/fake/index.ts';
import { testDatabase } from '../../../kit/database.ts';
import { listen } from '../../../kit/listen.ts';
import { startMailServer } from '../../../kit/mail-server.ts';
import { startNameServer } from '../../../kit/name-server.ts';
import { ownAddress } from '../../../kit/own-address.ts';
import { aSchool } from '../../../kit/school.ts';
import { schoolSettings } from '../../../kit/settings.ts';
import type { Patient } from './patient.ts';

const another = '3fa85f64-5717-4562-b3fc-2c963f66afa6';
const icons = { color: 'color.png', outline: 'outline.png' };

const closing =
  (...all: { close(): Promise<unknown> }[]) =>
  async () => {
    await Promise.all(all.map(({ close }) => close()));
  };

/** Its passwords and tokens are those of before. */
const outdated: Patient = {
  name: 'what others have changed',
  async plant(folder) {
    const [slack, teams] = await Promise.all([fakeSlack(), fakeTeams()]);
    const mail = await startMailServer({ password: 'the-new-one', domain: 'school.example', connections: 3 });
    const names = await startNameServer({ 'school.example': { a: ['192.0.2.1'] } });
    const page = await listen((_req, res) => res.end('<h1>It works!</h1>'), ownAddress);
    slack.kill(slack.team.id, 'token_revoked');
    await mkdir(join(folder, 'manifest/teams'), { recursive: true });
    await writeFile(
      join(folder, 'manifest/teams/staffroom.zip'),
      teamsPackage({ id: another, icons } as { icons: typeof icons }),
    );
    const env = {
      ...schoolSettings('amina@school.example'),
      ...{ SECRET_KEY: 'x'.repeat(32), PORT: '0', PUBLIC_URL: page.url, ALLOW_UNENCRYPTED: 'http,smtp' },
      ...{ SMTP_URL: mail.url('the-one-of-before'), MAIL_FROM: 'no-reply@school.example' },
      ...{ SLACK_API_URL: slack.apiUrl, SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: 'xapp-1-of-before' },
      ...{ TEAMS_TRUST_URL: teams.trustUrl, TEAMS_APP_ID: teams.appId, TEAMS_TENANT_ID: teams.tenantId },
      TEAMS_APP_PASSWORD: teams.endedPassword,
    };
    return { options: { env, resolver: names.resolver }, close: closing(slack, teams, mail, names, page) };
  },
  faults: [
    {
      name: 'a wrong password of mail',
      about: 'mail server',
      is: 'wrong',
      says: /refuses the sign-in.*535/,
      todo: /SMTP_URL/,
    },
    { name: 'no MX', about: 'mail sender', is: 'note', says: /no MX record/, todo: /MX/ },
    { name: 'no SPF', about: 'SPF', is: 'wrong', says: /^school\.example has no SPF record/, todo: /TXT record/ },
    { name: 'no DMARC', about: 'DMARC', is: 'note', says: /no DMARC record/, todo: /_dmarc\.school\.example/ },
    {
      name: 'a token that was revoked',
      about: 'Slack',
      is: 'wrong',
      says: /refuses the bot token \(token_revoked\)/,
      todo: /OAuth & Permissions/,
    },
    {
      name: 'a wrong app token',
      about: 'Slack',
      is: 'wrong',
      says: /refuses the app token \(invalid_auth\)/,
      todo: /connections:write/,
    },
    {
      name: 'a secret that has ended',
      about: 'Teams',
      is: 'wrong',
      says: /AADSTS7000222.*has ended/,
      todo: /new client secret/,
    },
    {
      name: 'the package of another bot',
      about: 'Teams',
      is: 'wrong',
      says: /for another bot/,
      todo: /npm run manifest/,
    },
    ...(ownAddress
      ? [
          {
            name: 'an address inside',
            about: 'address',
            is: 'wrong' as const,
            says: /inside of a network alone, while Teams/,
            todo: /public address/,
          },
          {
            name: 'PUBLIC_URL that leads elsewhere',
            about: 'address',
            is: 'wrong' as const,
            says: /does not lead to Staffroom: something else answers/,
            todo: /Correct PUBLIC_URL/,
          },
        ]
      : []),
  ],
};

/** It was set up for somebody else. */
const mistaken: Patient = {
  name: 'the settings of another school',
  async plant() {
    const [slack, teams, database] = await Promise.all([fakeSlack(), fakeTeams(), testDatabase()]);
    const mail = await startMailServer({ password: 'the-right-one', domain: 'other.example', connections: 3 });
    const names = await startNameServer({
      'school.example': { mx: ['.'], txt: ['v=spf1 mx -all', 'v=spf1 a -all'] },
    });
    const few = slack.addTeam({
      name: 'Few',
      scopes: ['commands', 'chat:write', 'im:write', 'im:history', 'users:read'],
    });
    const key = 'y'.repeat(32);
    const app = { ...database.app(), secretKey: sha256(key), publicUrl: 'http://localhost:3000' };
    await takeUpKey(app);
    const school = await aSchool(app);
    const as = school.as(await school.person({ role: 'coordinator' }));
    // A program that works for its own machine is sent there; this one has chats, and is not.
    await connectSite(as, { site: 'hub', scimUrl: 'http://127.0.0.1:9/scim', scimToken: 'of-the-site' });
    const [createdAt, expiresAt] = [-20, 2].map((days) => new Date(Date.now() + days * 86_400_000)) as [Date, Date];
    await database.db
      .insert(directoryTokens)
      .values({ centreId: school.centreId, tokenHash: sha256('t'), createdAt, expiresAt });
    const env = {
      ...schoolSettings('amina@school.example'),
      ...{ DATABASE_URL: database.url, SECRET_KEY: key, PORT: '0', PUBLIC_URL: 'http://localhost:3000' },
      ...{ SMTP_URL: mail.url('the-right-one'), MAIL_FROM: 'no-reply@school.example' },
      ...{ SLACK_API_URL: slack.apiUrl, SLACK_BOT_TOKEN: few.bot.token, SLACK_SIGNING_SECRET: slack.signingSecret },
      ...{ TEAMS_TRUST_URL: teams.trustUrl, TEAMS_APP_ID: teams.appId, TEAMS_TENANT_ID: another },
      TEAMS_APP_PASSWORD: teams.appPassword,
    };
    return { options: { env, resolver: names.resolver }, close: closing(slack, teams, mail, names, database) };
  },
  faults: [
    {
      name: 'a sender that is refused',
      about: 'mail sender',
      is: 'wrong',
      says: /takes no mails from no-reply@school\.example: 553/,
      todo: /Set MAIL_FROM/,
    },
    { name: 'a domain that takes no mail', about: 'mail sender', is: 'wrong', says: /null MX/, todo: /MAIL_FROM/ },
    { name: 'two SPF records', about: 'SPF', is: 'wrong', says: /2 SPF records/, todo: /into one/ },
    {
      name: 'a scope that is missing',
      about: 'Slack',
      is: 'wrong',
      says: /lacks the scopes .*users:read\.email.*What does not work: .*who someone is/,
      todo: /Reinstall/,
    },
    { name: 'an unknown tenant', about: 'Teams', is: 'wrong', says: /AADSTS90002/, todo: /App Tenant ID/ },
    {
      name: 'PUBLIC_URL of this machine',
      about: 'address',
      is: 'wrong',
      says: /opens on this machine alone.*Teams/,
      todo: /reverse proxy/,
    },
    {
      name: 'a site that is not reached',
      about: 'sites',
      is: 'wrong',
      says: /^School Support Hub of Riverside School: /,
      todo: /runs the site/,
    },
    {
      name: 'a directory’s token about to end',
      about: 'directories',
      is: 'wrong',
      says: /ends in 1 day/,
      todo: /makes another/,
    },
  ],
};

export const far: Patient[] = [outdated, mistaken];
