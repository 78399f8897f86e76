import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { packageRoot } from '../../../src/lib/package-root.ts';
import { readConfig } from '../../../src/program/config/config.ts';
import { type Env, namesOf, wrongIn } from './wrong.ts';

const bot = { SLACK_BOT_TOKEN: 'xoxb-1234567890-abcdef', SLACK_APP_TOKEN: 'xapp-1-A0123-456-abcdef' };
const teams = {
  TEAMS_APP_ID: '3f0c1a52-7d44-4c1e-9a56-0d2f4be8c7a1',
  TEAMS_APP_PASSWORD: 'abc8Q~0123456789.-_~',
  TEAMS_TENANT_ID: '9b1d4c36-51e7-4d1b-8f60-7a2c3e4d5f60',
};
const mails = {
  SMTP_URL: 'smtps://u:p@mail.school.test',
  MAIL_FROM: 'no-reply@school.test',
  PUBLIC_URL: 'https://staffroom.school.test',
};

test.each([
  [
    'SLACK_BOT_TOKEN',
    [
      'xoxb-…',
      'xoxb-...',
      'xoxb-',
      'xoxb-your-token',
      'xoxb-your-bot-token-here',
      'xoxb-xxxxxxxxxxxx',
      '<token>',
      'changeme',
    ],
  ],
  ['SLACK_APP_TOKEN', ['xapp-…', 'xapp-', 'xapp-1-…', '{token}']],
  ['TEAMS_APP_ID', ['3fa85f64-…', '00000000-0000-0000-0000-000000000000', 'your-app-id']],
  ['TEAMS_TENANT_ID', ['72f988bf-…', '00000000-0000-0000-0000-000000000000']],
  ['TEAMS_APP_PASSWORD', ['…', '<value of the secret>', 'your-client-secret']],
])('%s as it is in an example is called so, alone', (name, values) => {
  const all: Env = name.startsWith('SLACK') ? bot : { ...teams, ...mails };
  expect(wrongIn(all)).toEqual([]);
  for (const value of values) {
    const wrong = wrongIn({ ...all, [name]: value });
    expect(wrong).toEqual([`${name}: this is only an example. Put your own.`]);
  }
});

test('so is a key that nobody made, in the playground too', () => {
  for (const SECRET_KEY of [
    'changeme',
    'secret',
    '…',
    'your-secret-key',
    'openssl rand -hex 32',
    '$(openssl rand -hex 32)',
    '`openssl rand -hex 32`',
  ])
    expect(readConfig({ SECRET_KEY })).toEqual({
      wrong: [expect.stringMatching(/^SECRET_KEY: this is only an example\. .*openssl rand -hex 32/)],
    });
  expect(wrongIn({ SECRET_KEY: 'a sentence about your example that nobody else would change' })).toEqual([]);
});

test.each([
  [
    {
      DATABASE_URL: 'postgres://staffroom:secret@db.school.example/staffroom?sslmode=verify-full',
      SECRET_KEY: 'k'.repeat(32),
    },
    'DATABASE_URL',
  ],
  [{ ...mails, SMTP_URL: 'smtps://user:secret@mail.school.example' }, 'SMTP_URL'],
  [{ ...mails, SMTP_URL: 'smtps://user:secret@mail.school.test' }, 'SMTP_URL'],
  [{ ...mails, MAIL_FROM: 'Staffroom <no-reply@school.example>' }, 'MAIL_FROM'],
  [{ ...mails, PUBLIC_URL: 'https://staffroom.school.example' }, 'PUBLIC_URL'],
  [{ ...mails, PUBLIC_URL: 'https://staffroom.example.com' }, 'PUBLIC_URL'],
] as [Env, string][])('%j belongs to nobody, once people work with it', (env, name) => {
  for (const chat of [bot, teams]) {
    const wrong = wrongIn({ ...mails, ...env, ...chat });
    expect(wrong).toEqual([expect.stringMatching(new RegExp(`^${name}: .* only an example.* Put your own\\.$`))]);
    expect(wrong.join()).not.toContain('secret');
  }
  // The playground, and a chat that this machine stands in for.
  expect(wrongIn(env)).toEqual([]);
  expect(wrongIn({ ...mails, ...env, ...bot, SLACK_API_URL: 'http://127.0.0.1:4000/api/' })).toEqual([]);
});

test('a password of this machine’s or of a network of its own is nobody else’s affair', () => {
  for (const host of ['localhost', '127.0.0.1'])
    expect(
      wrongIn({ ...bot, SECRET_KEY: 'k'.repeat(32), DATABASE_URL: `postgres://staffroom:secret@${host}/x` }),
    ).toEqual([]);
  expect(
    wrongIn({
      ...bot,
      SECRET_KEY: 'k'.repeat(32),
      ALLOW_UNENCRYPTED: 'database',
      DATABASE_URL: 'postgres://staffroom:secret@db/x',
    }),
  ).toEqual([]);
});

test('the school of docs/set-up is nobody’s; another may have its name or its number', () => {
  const school = {
    CENTRE_NAME: 'Riverside International School',
    CENTRE_NUMBER: 'IN123',
    COORDINATOR_EMAIL: 'amina.rahman@school.example',
    SUPPORT_CONTACT: 'the IT help desk, room 12',
  };
  expect(namesOf({ ...bot, ...school })).toEqual([
    'COORDINATOR_EMAIL',
    'CENTRE_NAME',
    'CENTRE_NUMBER',
    'SUPPORT_CONTACT',
  ]);
  for (const page of ['slack', 'teams']) {
    const shown = readFileSync(new URL(`docs/set-up/${page}.md`, packageRoot), 'utf8');
    for (const [name, value] of Object.entries(school)) expect(shown).toContain(`${name}=${value}`);
  }
  expect(wrongIn({ ...bot, ...school }).join()).toContain('CENTRE_NAME: this is of the example in docs/set-up');
  const own = { ...school, COORDINATOR_EMAIL: 'amina@riverside.test' };
  expect(namesOf({ ...bot, ...own, CENTRE_NUMBER: 'IN456' })).toEqual([]);
  expect(namesOf({ ...bot, ...own, CENTRE_NAME: 'Hillside School', SUPPORT_CONTACT: 'IT' })).toEqual([]);
  expect(namesOf({ ...bot, ...school, SLACK_API_URL: 'http://127.0.0.1:4000/api/' })).toEqual([]);
});
