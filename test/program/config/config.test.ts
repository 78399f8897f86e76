import { expect, test } from 'vitest';
import { readConfig } from '../../../src/program/config/config.ts';
import { type Env, mail, namesOf, wrongIn } from './wrong.ts';

test('nothing set is enough for this machine', () => {
  expect(readConfig({})).toMatchObject({
    host: '127.0.0.1',
    port: 3000,
    publicUrl: 'http://localhost:3000',
    logLevel: 'info',
  });
  expect(readConfig({})).not.toHaveProperty('slack');
  expect(readConfig({})).not.toHaveProperty('teams');
  expect(readConfig({})).not.toHaveProperty('centre');
  expect(readConfig({ PORT: '3050', DATABASE_URL: '  ' })).toMatchObject({ publicUrl: 'http://localhost:3050' });
});

test('it serves on for a while where a real chat is, and for as long as it is told', () => {
  const slack = { SLACK_BOT_TOKEN: 'xoxb-1234567890-abcdef', SLACK_APP_TOKEN: 'xapp-1-A0123-456-abcdef' };
  expect(readConfig({})).toMatchObject({ drainSeconds: 0 });
  expect(readConfig(slack)).toMatchObject({ drainSeconds: 3 });
  expect(readConfig({ ...slack, DRAIN_SECONDS: '0' })).toMatchObject({ drainSeconds: 0 });
  expect(readConfig({ DRAIN_SECONDS: '45' })).toMatchObject({ drainSeconds: 45 });
  for (const DRAIN_SECONDS of ['1.5', '-1', '3s', '601']) expect(namesOf({ DRAIN_SECONDS })).toEqual(['DRAIN_SECONDS']);
});

test('a line for each that is wrong or missing, with what to do', () => {
  const env = {
    DATABASE_URL: 'mysql://x',
    SMTP_URL: 'mail.school.test',
    PORT: '70000',
    PUBLIC_URL: 'school',
    LOG_LEVEL: 'loud',
    SLACK_BOT_TOKEN: 'xoxb-1',
    CENTRE_NUMBER: 'in123',
    TEAMS_APP_ID: 'x',
  };
  expect(namesOf(env)).toEqual([
    'DATABASE_URL',
    'SMTP_URL',
    'PORT',
    'PUBLIC_URL',
    'LOG_LEVEL',
    'SLACK_BOT_TOKEN',
    'TEAMS_APP_ID',
    'CENTRE_NUMBER',
    'SECRET_KEY',
    'MAIL_FROM',
    'SLACK_APP_TOKEN',
    'TEAMS_APP_PASSWORD',
    'TEAMS_TENANT_ID',
    'CENTRE_NAME',
    'COORDINATOR_EMAIL',
    'SUPPORT_CONTACT',
  ]);
});

test('with a database of its own, it wants a key that outlives the machine', () => {
  const database = { DATABASE_URL: 'postgres://localhost/staffroom' };
  expect(readConfig({ ...database, SECRET_KEY: 'short' })).toHaveProperty('wrong');
  expect(readConfig({ ...database, SECRET_KEY: 'x'.repeat(32) })).toMatchObject({ databaseUrl: database.DATABASE_URL });
});

test('ASVS 13.3.1: the keys of before are those that were, each as it was', () => {
  const [key, old, older] = ['k', 'o', 'p'].map((letter) => letter.repeat(32));
  const env = { SECRET_KEY: key ?? '' };
  expect(readConfig({ ...env, SECRET_KEY_BEFORE: `${old}, ${older}` })).toHaveProperty('secretKeysBefore', [
    old,
    older,
    `${old}, ${older}`,
  ]);
  // One that has commas and spaces itself; SECRET_KEY is to the letter as well.
  const odd = 'one, two and three, which is long enough ';
  expect(readConfig({ SECRET_KEY: odd })).toMatchObject({ secretKey: odd });
  expect(readConfig({ ...env, SECRET_KEY_BEFORE: odd })).toMatchObject({
    secretKeysBefore: expect.arrayContaining([odd]),
  });
  // Where SECRET_KEY is kept in a file, too.
  expect(readConfig({ SECRET_KEY_BEFORE: old })).toHaveProperty('secretKeysBefore', [old]);
  for (const wrong of ['brief', 'brief,short', `${old},${key}`, ` ${key}`])
    expect(wrongIn({ ...env, SECRET_KEY_BEFORE: wrong })).toEqual([expect.stringContaining('SECRET_KEY_BEFORE: ')]);
});

test('an address of a socket with a user and no host is read as PostgreSQL’s programs read it', () => {
  const DATABASE_URL = 'postgres://u:p@/db?host=/run/postgresql';
  const databaseUrl = 'postgres://u:p@localhost/db?host=/run/postgresql';
  expect(readConfig({ DATABASE_URL, SECRET_KEY: 'x'.repeat(32) })).toMatchObject({ databaseUrl });
});

test('a sign in a password that makes a part of it the server is said, and how it is written', () => {
  const database = { SECRET_KEY: 'x'.repeat(32), ALLOW_UNENCRYPTED: 'database' };
  for (const env of [
    { ...mail, SMTP_URL: 'smtps://u:p@ss/w@mail.school.test' },
    { ...mail, SMTP_URL: 'smtps://u:12#3@mail.school.test' },
    { ...database, DATABASE_URL: 'postgres://u:p@ss/w@db.school.test/x' },
    { ...database, DATABASE_URL: 'postgres://u:12#3@db.school.test/x' },
  ])
    expect(wrongIn(env)).toEqual([expect.stringMatching(/^(SMTP|DATABASE)_URL: .*%2F/)]);
});

test('ASVS 4.1.3: the proxies that are trusted are named or counted, and never everyone', () => {
  const of = (TRUSTED_PROXIES: string) => readConfig({ TRUSTED_PROXIES });
  expect(readConfig({})).not.toHaveProperty('trustedProxies');
  expect(of('2')).toMatchObject({ trustedProxies: 2 });
  expect(of('loopback, 10.0.0.0/8,fd00::/8,192.0.2.1,::1,2001:db8::/16')).toMatchObject({
    trustedProxies: ['loopback', '10.0.0.0/8', 'fd00::/8', '192.0.2.1', '::1', '2001:db8::/16'],
  });
  for (const given of [
    '0',
    '11',
    '1,2',
    'true',
    'proxy.school.test',
    '10.0.0.0/33',
    '10.0.0/8',
    '10.0.0.0/',
    '0.0.0.0/0',
    '::/0',
    '0.0.0.0/1,128.0.0.0/1',
    '10.0.0.0/7',
    '2000::/3',
    '::/16',
    '::ffff:0:0/96',
    '0:0:0:0:0:ffff::/96',
    ',',
  ])
    expect([given, namesOf({ TRUSTED_PROXIES: given })]).toEqual([given, ['TRUSTED_PROXIES']]);
});

test('ASVS 15.2.3: a real chat that others reach sends its mails: nobody’s are left where one could read them', () => {
  const PUBLIC_URL = 'https://staffroom.school.test';
  const chats: Env[] = [
    { SLACK_BOT_TOKEN: 'xoxb-12345678', SLACK_APP_TOKEN: 'xapp-12345678' },
    { SLACK_CLIENT_ID: '1.2', SLACK_CLIENT_SECRET: 'c'.repeat(32), SLACK_SIGNING_SECRET: 'd'.repeat(32) },
    {
      TEAMS_APP_ID: '3fa85f64-5717-4562-b3fc-2c963f66afa6',
      TEAMS_APP_PASSWORD: 'abc8Q~0123456789',
      TEAMS_TENANT_ID: 'any',
    },
  ];
  for (const chat of chats) {
    expect(namesOf({ ...chat, PUBLIC_URL })).toEqual(['SMTP_URL']);
    expect(namesOf({ ...chat, ...mail, PUBLIC_URL })).toEqual([]);
    expect(namesOf({ ...chat, PUBLIC_URL: 'http://localhost:3000' })).toEqual([]);
  }
  expect(namesOf({ PUBLIC_URL })).toEqual([]);
});

test('spaces at the ends of a setting are nobody’s intent', () => {
  const env = {
    ...mail,
    PUBLIC_URL: 'https://school.test',
    PORT: '3050',
    LOG_LEVEL: 'warn',
    KEEP_DAYS: '40',
    DRAIN_SECONDS: '5',
    SLACK_BOT_TOKEN: 'xoxb-12345678',
    SLACK_APP_TOKEN: 'xapp-12345678',
    TRUSTED_PROXIES: '2',
    ALLOW_UNENCRYPTED: 'http',
    SITES_FILE: '/etc/staffroom/sites.json',
    CENTRE_NAME: 'Riverside School',
    CENTRE_NUMBER: 'IN123',
    COORDINATOR_EMAIL: 'amina.rahman@riverside.test',
    SUPPORT_CONTACT: 'IT desk',
    CENTRE_TIME_ZONE: 'Asia/Kolkata',
  };
  const spaced = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, ` ${value}\t\r`]));
  expect(readConfig(env)).toMatchObject({ publicUrl: 'https://school.test', port: 3050 });
  expect(readConfig(spaced)).toEqual(readConfig(env));
});

test('PUBLIC_URL is an address alone, or one below which Staffroom’s pages are', () => {
  for (const address of ['https://school.test/staff/', 'https://school.test:8443', 'http://[::1]:3000'])
    expect(readConfig({ PUBLIC_URL: address })).toMatchObject({ publicUrl: address.replace(/\/$/, '') });
  for (const rest of [
    'u:hunter2@x.example',
    'u@x.example',
    '@x.example',
    'x.example?',
    'x.example/?a=b',
    'x.example/#a',
  ]) {
    const wrong = wrongIn({ PUBLIC_URL: `https://${rest}` });
    expect(wrong).toEqual([expect.stringMatching(/^PUBLIC_URL: .*the address alone/)]);
    expect(wrong.join()).not.toContain('hunter2');
  }
});
