import { describe, expect, test } from 'vitest';
import { readConfig } from '../../../src/program/config/config.ts';
import { isUnverified } from '../../../src/program/config/unencrypted.ts';
import { settingsIn, unknownIn } from '../../../src/program/environment.ts';

type Env = Record<string, string>;

/** The names of what is wrong; every line says what to do, and none repeats a secret. */
function wrongIn(env: Env): string[] {
  const config = readConfig(env);
  const wrong = 'wrong' in config ? config.wrong : [];
  for (const line of wrong) {
    expect(line).toMatch(/^[A-Z_]+: .{20,}\.$/);
    for (const [name, value] of Object.entries(env)) {
      if (/TOKEN|SECRET|PASSWORD/.test(name)) expect(line).not.toContain(value);
    }
  }
  return wrong;
}

const mail = { SMTP_URL: 'smtps://mail.school.example', MAIL_FROM: 'no-reply@school.example' };

const namesOf = (env: Env) => wrongIn(env).map((line) => line.split(':')[0]);

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

describe('how long things are kept', () => {
  test('has times of its own, of which none is shorter than what it needs is kept for', () => {
    expect(readConfig({})).toHaveProperty('keep', { days: 90, requestDays: 365, transferDays: 365 });
    expect(readConfig({ KEEP_DAYS: '30', KEEP_REQUESTS_DAYS: '30', KEEP_TRANSFERS_DAYS: '3650' })).toHaveProperty(
      'keep',
      {
        days: 30,
        requestDays: 30,
        transferDays: 3_650,
      },
    );
    expect(readConfig({ KEEP_DAYS: '500' })).toHaveProperty('keep', { days: 500, requestDays: 500, transferDays: 500 });
  });

  test.each(['29', '3651', '0', '-90', '90 days', '1.5', 'for ever'])('never %j', (days) => {
    expect(namesOf({ KEEP_DAYS: days })).toEqual(['KEEP_DAYS']);
    expect(namesOf({ KEEP_REQUESTS_DAYS: days })).toEqual(['KEEP_REQUESTS_DAYS']);
  });

  test('nor a request or a transfer for less long than the mails that name it', () => {
    expect(wrongIn({ KEEP_DAYS: '120', KEEP_TRANSFERS_DAYS: '119' })).toEqual([
      'KEEP_TRANSFERS_DAYS: this is shorter than KEEP_DAYS, for which the mails about them are kept. Set it to 120 or more.',
    ]);
    expect(namesOf({ KEEP_REQUESTS_DAYS: '60' })).toEqual(['KEEP_REQUESTS_DAYS']);
  });
});

test('a line for each that is wrong or missing, with what to do', () => {
  const env = {
    DATABASE_URL: 'mysql://x',
    SMTP_URL: 'mail.school.example',
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

describe('Slack', () => {
  const botToken = 'xoxb-1234567890-abcdef';
  const appToken = 'xapp-1-A0123-456-abcdef';
  const signingSecret = '0123456789abcdef0123456789abcdef';
  const clientId = '1000.2000';
  const clientSecret = 'fedcba9876543210fedcba9876543210';
  const bot: Env = { SLACK_BOT_TOKEN: botToken };
  const app: Env = { SLACK_APP_TOKEN: appToken };
  const signing: Env = { SLACK_SIGNING_SECRET: signingSecret };
  const id: Env = { SLACK_CLIENT_ID: clientId };
  const oauth: Env = { ...id, SLACK_CLIENT_SECRET: clientSecret };

  test.each([
    [
      { ...bot, ...app },
      { botToken, receive: { appToken } },
    ],
    [
      { ...bot, ...signing },
      { botToken, receive: { signingSecret } },
    ],
    [
      { ...bot, ...app, SLACK_API_URL: 'http://127.0.0.1:4000/api/' },
      { botToken, receive: { appToken }, apiUrl: 'http://127.0.0.1:4000/api/' },
    ],
    [
      { ...oauth, ...signing, ...mail, PUBLIC_URL: 'https://staffroom.school.example' },
      { oauth: { clientId, clientSecret }, receive: { signingSecret } },
    ],
    [
      { ...oauth, ...app, PUBLIC_URL: 'http://localhost:3000' },
      { oauth: { clientId, clientSecret }, receive: { appToken } },
    ],
  ] as [Env, object][])('%j', (env, slack) => {
    expect(readConfig(env)).toHaveProperty('slack', slack);
  });

  test.each([
    ['a bot token alone', bot, ['SLACK_APP_TOKEN']],
    ['an app token alone', app, ['SLACK_BOT_TOKEN']],
    ['an address alone', { SLACK_API_URL: 'https://slack.com/api/' }, ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN']],
    ['both ways to receive', { ...bot, ...app, ...signing }, ['SLACK_SIGNING_SECRET']],
    ['half of OAuth', { ...id, ...app }, ['SLACK_CLIENT_SECRET']],
    ['the other half', { SLACK_CLIENT_SECRET: clientSecret, ...app }, ['SLACK_CLIENT_ID']],
    ['one token and OAuth', { ...bot, ...oauth, ...app }, ['SLACK_BOT_TOKEN']],
    [
      'OAuth without https',
      { ...oauth, ...app, ...mail, PUBLIC_URL: 'http://staffroom.school.example' },
      ['PUBLIC_URL'],
    ],
    ['an address without its end', { ...bot, ...app, SLACK_API_URL: 'https://slack.com/api' }, ['SLACK_API_URL']],
    ['an open wire', { ...bot, ...app, SLACK_API_URL: 'http://10.0.0.4/api/' }, ['SLACK_API_URL']],
    ['another protocol', { ...bot, ...app, SLACK_API_URL: 'ftp://slack.com/api/' }, ['SLACK_API_URL']],
    ['a token with a space', { SLACK_BOT_TOKEN: `${botToken} x`, ...app }, ['SLACK_BOT_TOKEN']],
    ['a token for a secret', { ...bot, SLACK_SIGNING_SECRET: appToken }, ['SLACK_SIGNING_SECRET']],
    ['a client id that is none', { ...oauth, SLACK_CLIENT_ID: 'A0123', ...app }, ['SLACK_CLIENT_ID']],
  ] as [string, Env, string[]][])('%s', (_what, env, names) => {
    expect(namesOf(env)).toEqual(names);
  });

  test('tokens in one another’s place are told where they belong', () => {
    const wrong = wrongIn({ SLACK_BOT_TOKEN: appToken, SLACK_APP_TOKEN: botToken });
    expect(wrong).toEqual([
      expect.stringMatching(/^SLACK_BOT_TOKEN: this is the app-level token; it belongs in SLACK_APP_TOKEN\./),
      expect.stringMatching(/^SLACK_APP_TOKEN: this is the bot token; it belongs in SLACK_BOT_TOKEN\./),
    ]);
    expect(wrongIn({ SLACK_BOT_TOKEN: 'xoxp-1-2-3', ...app }).join()).toContain('a user token');
  });
});

describe('Teams', () => {
  const appId = '00000000-aaaa-4bbb-8ccc-123456789abc';
  const tenant = '11111111-dddd-4eee-9fff-cba987654321';
  const password = 'abc8Q~defghijklmnopqrstuvwxyz0123456789';
  const bot: Env = { TEAMS_APP_ID: appId, TEAMS_APP_PASSWORD: password };
  const all: Env = { ...bot, TEAMS_TENANT_ID: tenant };
  const trust: Env = { TEAMS_TRUST_URL: 'http://127.0.0.1:4000/openid' };

  test.each([
    ['one tenant', all, { appId, password, tenant }],
    ['any tenant', { ...bot, TEAMS_TENANT_ID: 'any' }, { appId, password, tenant: 'any' }],
    ['keys of one’s own', { ...all, ...trust }, { appId, password, tenant, trustUrl: trust.TEAMS_TRUST_URL }],
    ['ids as some pages show them', { ...all, TEAMS_APP_ID: ` ${appId.toUpperCase()} ` }, { appId, password, tenant }],
  ] as [string, Env, object][])('%s', (_what, env, teams) => {
    expect(readConfig(env)).toHaveProperty('teams', teams);
  });

  test('beside Slack', () => {
    const slack = { SLACK_BOT_TOKEN: 'xoxb-12345678', SLACK_APP_TOKEN: 'xapp-12345678' };
    expect(readConfig({ ...all, ...slack })).toMatchObject({ teams: { appId }, slack: { botToken: 'xoxb-12345678' } });
  });

  test.each([
    ['an id alone', { TEAMS_APP_ID: appId }, ['TEAMS_APP_PASSWORD', 'TEAMS_TENANT_ID']],
    ['a password alone', { TEAMS_APP_PASSWORD: password }, ['TEAMS_APP_ID', 'TEAMS_TENANT_ID']],
    ['a tenant alone', { TEAMS_TENANT_ID: tenant }, ['TEAMS_APP_ID', 'TEAMS_APP_PASSWORD']],
    ['no tenant', bot, ['TEAMS_TENANT_ID']],
    ['an id that is none', { ...all, TEAMS_APP_ID: 'staffroom' }, ['TEAMS_APP_ID']],
    ['a tenant by name', { ...all, TEAMS_TENANT_ID: 'school.example' }, ['TEAMS_TENANT_ID']],
    ['Microsoft’s word for several', { ...all, TEAMS_TENANT_ID: 'common' }, ['TEAMS_TENANT_ID']],
    ['the id of the secret', { ...all, TEAMS_APP_PASSWORD: tenant }, ['TEAMS_APP_PASSWORD']],
    ['a short password', { ...all, TEAMS_APP_PASSWORD: 'hunter2' }, ['TEAMS_APP_PASSWORD']],
    ['a password with a space', { ...all, TEAMS_APP_PASSWORD: `${password} x` }, ['TEAMS_APP_PASSWORD']],
    ['trust alone', trust, ['TEAMS_TRUST_URL']],
    ['trust for people’s work', { ...all, ...trust, NODE_ENV: 'production' }, ['TEAMS_TRUST_URL']],
    ['trust that is no address', { ...all, TEAMS_TRUST_URL: 'localhost' }, ['TEAMS_TRUST_URL']],
    ['trust in a machine near by', { ...all, TEAMS_TRUST_URL: 'http://10.0.0.4/openid' }, ['TEAMS_TRUST_URL']],
    ['trust in a look-alike', { ...all, TEAMS_TRUST_URL: 'http://127.0.0.1.evil.example/' }, ['TEAMS_TRUST_URL']],
    ['trust in a name before an @', { ...all, TEAMS_TRUST_URL: 'http://localhost@evil.example/' }, ['TEAMS_TRUST_URL']],
  ] as [string, Env, string[]][])('%s', (_what, env, names) => {
    expect(namesOf(env)).toEqual(names);
  });

  test('wants to know where links in mails lead, too', () => {
    const env = { ...all, SMTP_URL: 'smtp://mail.school.example', MAIL_FROM: 'no-reply@school.example' };
    expect(namesOf(env)).toEqual(['PUBLIC_URL']);
  });
});

describe('the first school', () => {
  const school = {
    CENTRE_NAME: 'Riverside School',
    CENTRE_NUMBER: 'IN123',
    COORDINATOR_EMAIL: 'amina.rahman@riverside.example',
    SUPPORT_CONTACT: 'IT desk',
  };

  test('its coordinator’s name is what the settings say, or what the e-mail tells', () => {
    const nameOf = (env: Env) => {
      const config = readConfig({ ...school, ...env });
      return 'wrong' in config
        ? config.wrong
        : [config.centre?.coordinatorFirstName, config.centre?.coordinatorLastName];
    };
    expect(nameOf({})).toEqual(['Amina', 'Rahman']);
    expect(nameOf({ COORDINATOR_NAME: ' Ana  María de la Cruz ' })).toEqual(['Ana', 'María de la Cruz']);
    expect(nameOf({ COORDINATOR_NAME: 'Suharto' })).toEqual(['Suharto', '']);
    expect(nameOf({ COORDINATOR_EMAIL: 'office@riverside.example' })).toEqual(['Office', 'Coordinator']);
    expect(nameOf({ COORDINATOR_EMAIL: '1234+x@riverside.example' })).toEqual(['School', 'Coordinator']);
    expect(nameOf({ COORDINATOR_EMAIL: 'jean-luc_o’neil2@riverside.example' })).toEqual(['Jean', "Luc O'neil"]);
  });

  test('its coordinator’s e-mail is taken as it was pasted', () => {
    const pasted = { ...school, COORDINATOR_EMAIL: 'Amina <mailto:amina@riverside.example>,' };
    expect(readConfig(pasted)).toHaveProperty('centre.coordinatorEmail', 'amina@riverside.example');
  });

  test('all of it', () => {
    expect(readConfig({ ...school, CENTRE_TIME_ZONE: 'Asia/Kolkata' })).toHaveProperty('centre', {
      name: 'Riverside School',
      number: 'IN123',
      supportContact: 'IT desk',
      timeZone: 'Asia/Kolkata',
      coordinatorEmail: 'amina.rahman@riverside.example',
      coordinatorFirstName: 'Amina',
      coordinatorLastName: 'Rahman',
    });
  });

  test.each([
    ['CENTRE_NUMBER', 'in123'],
    ['CENTRE_NUMBER', 'IN12'],
    ['CENTRE_NUMBER', 'IN123\nX'],
    ['CENTRE_NAME', 'x'.repeat(201)],
    ['CENTRE_NAME', 'two\nlines'],
    ['COORDINATOR_EMAIL', 'amina'],
    ['COORDINATOR_EMAIL', 'amina@riverside'],
    ['COORDINATOR_EMAIL', 'amina@riverside.example, bea@riverside.example'],
    ['CENTRE_TIME_ZONE', 'Kolkata'],
  ])('%s: %j', (name, value) => {
    expect(namesOf({ ...school, [name]: value })).toEqual([name]);
  });

  test('some of it asks for the rest', () => {
    expect(namesOf({ COORDINATOR_NAME: 'Amina Rahman' })).toEqual([
      'CENTRE_NAME',
      'CENTRE_NUMBER',
      'COORDINATOR_EMAIL',
      'SUPPORT_CONTACT',
    ]);
  });

  test('wants to know where links in mails lead once people are to open them', () => {
    const env = {
      SLACK_BOT_TOKEN: 'xoxb-12345678',
      SLACK_APP_TOKEN: 'xapp-12345678',
      SMTP_URL: 'smtp://mail.school.example',
      MAIL_FROM: 'no-reply@school.example',
    };
    expect(readConfig(env)).toEqual({ wrong: [expect.stringContaining('PUBLIC_URL: missing')] });
    expect(readConfig({ ...env, PUBLIC_URL: 'https://staffroom.school.example' })).not.toHaveProperty('wrong');
  });
});

describe('ASVS 12.2.1, 12.3.1: what is secret goes to another machine encrypted, or where it is said that it need not', () => {
  const key = { SECRET_KEY: 'x'.repeat(32) };
  const database = (address: string) => ({ ...key, DATABASE_URL: `postgres://u:p@${address}` });
  const mails = (SMTP_URL: string) => ({ ...mail, SMTP_URL });

  test.each([
    ['a database', database('db.school.example/x'), 'database'],
    ['a database that may have no TLS', database('db.school.example/x?sslmode=prefer'), 'database'],
    ['a database behind a name of this machine', database('localhost/x?host=10.0.0.4'), 'database'],
    ['a database that turns TLS off', database('db.school.example/x?sslmode=disable&sslrootcert=system'), 'database'],
    ['a mail server without STARTTLS', mails('smtp://mail.school.example?ignoreTLS=true'), 'smtp'],
    ['a mail server with STARTTLS at will', mails('smtp://mail.school.example?requireTLS=false'), 'smtp'],
    ['a mail server that may be any', mails('smtps://mail.school.example?tls.rejectUnauthorized=false'), 'smtp'],
    ['pages', { PUBLIC_URL: 'http://staffroom.school.example' }, 'http'],
  ] as [string, Env, string][])('%s', (_what, env, kind) => {
    const [wrong, ...more] = wrongIn(env);
    expect(wrong).toContain(`ALLOW_UNENCRYPTED=${kind}`);
    expect(more).toEqual([]);
    for (const other of ['smtp', 'database', 'http'].filter((each) => each !== kind))
      expect(wrongIn({ ...env, ALLOW_UNENCRYPTED: other })).toEqual([wrong]);
    expect(wrongIn({ ...env, ALLOW_UNENCRYPTED: `http, ${kind}` })).toEqual([]);
  });

  test.each([
    database('localhost/x'),
    database('[::1]/x?sslmode=disable'),
    database('/x?host=/run/postgresql'),
    database('db.school.example/x?sslmode=require'),
    database('db.school.example/x?ssl=true'),
    mails('smtp://127.0.0.1:25?ignoreTLS=true'),
    { PUBLIC_URL: 'http://localhost:3000' },
  ] as Env[])('%j is let be', (env) => expect(wrongIn(env)).toEqual([]));

  test('a mail server elsewhere has to speak TLS', () => {
    expect(readConfig(mails('smtp://mail.school.example'))).toMatchObject({ smtpNeedsTls: true });
    expect(readConfig(mails('smtp://localhost'))).toMatchObject({ smtpNeedsTls: false });
    const allowed = { ...mails('smtp://mail.school.example'), ALLOW_UNENCRYPTED: 'smtp' };
    expect(readConfig(allowed)).toMatchObject({ smtpNeedsTls: false });
  });

  test('of the mail library’s options there are a few, in one spelling each', () => {
    for (const options of [
      '?requireTLS=true&name=mx.school.example',
      '?authMethod=LOGIN&tls.servername=x.example',
      '?',
    ])
      expect([options, wrongIn(mails(`smtp://mail.school.example${options}`))]).toEqual([options, []]);
    for (const option of [
      'requireTLS=0',
      'requireTLS=',
      'requireTLS=no',
      'REQUIRETLS=false',
      'requireTLS=true&requireTLS=false',
      'ignoreTLS=1',
      'secure=0',
      'secure=false',
      'tls.rejectUnauthorized=0',
      'tls.checkServerIdentity=1',
      'tls.minVersion=TLSv1',
      'host=mail.other.example',
      'service=gmail',
      '__proto__=1',
      'constructor=1',
    ])
      for (const more of [{}, { ALLOW_UNENCRYPTED: 'smtp' }] as Env[])
        expect([option, namesOf({ ...mails(`smtp://mail.school.example?${option}`), ...more })]).toEqual([
          option,
          ['SMTP_URL'],
        ]);
    expect(namesOf(mails('smtp://?name=x.example'))).toEqual(['SMTP_URL']);
  });

  test('ASVS 12.3.2: that nobody looks at whose database answers is known', () => {
    const at = (address: string) => isUnverified(`postgres://u:p@${address}`);
    expect(at('db.school.example/x?sslmode=require')).toBe(true);
    for (const address of [
      'db.school.example/x?sslmode=verify-full',
      'db.school.example/x',
      'localhost/x?sslmode=require',
    ])
      expect([address, at(address)]).toEqual([address, false]);
  });

  test('what is allowed is a list of what there is', () => {
    for (const ALLOW_UNENCRYPTED of ['all', 'true', 'smtp,tls'])
      expect(namesOf({ ALLOW_UNENCRYPTED })).toEqual(['ALLOW_UNENCRYPTED']);
  });
});

test('an address of a socket with a user and no host is read as PostgreSQL’s programs read it', () => {
  const DATABASE_URL = 'postgres://u:p@/db?host=/run/postgresql';
  const databaseUrl = 'postgres://u:p@localhost/db?host=/run/postgresql';
  expect(readConfig({ DATABASE_URL, SECRET_KEY: 'x'.repeat(32) })).toMatchObject({ databaseUrl });
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
    'proxy.school.example',
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
  const PUBLIC_URL = 'https://staffroom.school.example';
  const chats: Env[] = [
    { SLACK_BOT_TOKEN: 'xoxb-12345678', SLACK_APP_TOKEN: 'xapp-12345678' },
    { SLACK_CLIENT_ID: '1.2', SLACK_CLIENT_SECRET: 'x'.repeat(32), SLACK_SIGNING_SECRET: 'y'.repeat(32) },
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
    PUBLIC_URL: 'https://school.example',
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
    COORDINATOR_EMAIL: 'amina.rahman@riverside.example',
    SUPPORT_CONTACT: 'IT desk',
    CENTRE_TIME_ZONE: 'Asia/Kolkata',
  };
  const spaced = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, ` ${value}\t\r`]));
  expect(readConfig(env)).toMatchObject({ publicUrl: 'https://school.example', port: 3050 });
  expect(readConfig(spaced)).toEqual(readConfig(env));
});

test('PUBLIC_URL is an address alone, or one below which Staffroom’s pages are', () => {
  for (const address of ['https://school.example/staff/', 'https://school.example:8443', 'http://[::1]:3000'])
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

test('.env is read as Notepad saves it, or refused in a sentence', () => {
  expect(settingsIn('\uFEFFPORT=3050\r\nLOG_LEVEL=warn\r\n')).toEqual({ PORT: '3050', LOG_LEVEL: 'warn' });
  for (const bytes of [
    Buffer.from('\uFEFFPORT=3050', 'utf16le'),
    Buffer.from('\uFEFFPORT=3050', 'utf16le').swap16(),
    Buffer.from('PORT=3050', 'utf16le'),
    Buffer.from('CENTRE_NAME=École', 'latin1'),
  ])
    expect(() => settingsIn(bytes.toString('utf8'))).toThrow(/^\.env: .*UTF-8/);
});

test('what Node reads before .env is told to belong elsewhere', () => {
  const names = ['TZ', 'NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS', 'LC_ALL', 'PGSSLMODE', 'https_proxy'];
  for (const line of unknownIn(names)) expect(line).toMatch(/no effect.* set it in the environment/);
  expect(unknownIn(names)).toHaveLength(names.length);
});

test('a name in .env that is no setting’s is told, with the nearest', () => {
  expect(unknownIn(['KEEP_DAYS', 'NODE_ENV', 'LOG_LEVEL'])).toEqual([]);
  expect(unknownIn(['KEEP_DAY', 'smtp_url', 'COMPOSE_PROJECT_NAME'])).toEqual([
    'KEEP_DAY: Staffroom has no setting of this name. The nearest is KEEP_DAYS. Correct it in .env, or take it out.',
    'smtp_url: Staffroom has no setting of this name. The nearest is SMTP_URL. Correct it in .env, or take it out.',
    'COMPOSE_PROJECT_NAME: Staffroom has no setting of this name. .env.example has all of them. Take it out of .env.',
  ]);
});
