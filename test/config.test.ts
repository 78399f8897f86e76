import { expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';

test('nothing set is enough for this machine', () => {
  expect(readConfig({})).toMatchObject({
    host: '127.0.0.1',
    port: 3000,
    publicUrl: 'http://localhost:3000',
    logLevel: 'info',
  });
  expect(readConfig({ PORT: '3050', DATABASE_URL: '  ' })).toMatchObject({ publicUrl: 'http://localhost:3050' });
});

test('a line for each that is wrong or missing, with what to do', () => {
  const config = readConfig({
    DATABASE_URL: 'mysql://x',
    SMTP_URL: 'mail.school.example',
    PORT: '70000',
    PUBLIC_URL: 'school',
    LOG_LEVEL: 'loud',
    SLACK_BOT_TOKEN: 'xoxb-1',
  });
  const wrong = 'wrong' in config ? config.wrong : [];
  expect(wrong.map((line) => line.split(':')[0])).toEqual([
    'DATABASE_URL',
    'SMTP_URL',
    'PORT',
    'PUBLIC_URL',
    'LOG_LEVEL',
    'SECRET_KEY',
    'MAIL_FROM',
    'SLACK_BOT_TOKEN',
  ]);
  for (const line of wrong) expect(line).toMatch(/^[A-Z_]+: .{20,}\.$/);
  expect(wrong.join()).not.toContain('xoxb');
});

test('with a database of its own, it wants a key that outlives the machine', () => {
  const database = { DATABASE_URL: 'postgres://localhost/staffroom' };
  expect(readConfig({ ...database, SECRET_KEY: 'short' })).toHaveProperty('wrong');
  expect(readConfig({ ...database, SECRET_KEY: 'x'.repeat(32) })).toMatchObject({ databaseUrl: database.DATABASE_URL });
});
