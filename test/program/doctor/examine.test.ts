import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Check, Finding } from '../../../src/program/doctor/check.ts';
import { examine } from '../../../src/program/doctor/examine.ts';
import { findingLines, summary } from '../../../src/program/doctor/print.ts';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'staffroom-doctor-'));
});
afterAll(() => rm(root, { recursive: true }));

const found = (about: string): Finding => ({ about, is: 'good', says: 'It is there.' });
const check = (about: string, look: Check['look'], more: Partial<Check> = {}): Check => ({ about, look, ...more });

async function all(checks: Check[], env: Record<string, string> = {}): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const finding of examine({ root, env }, checks)) findings.push(finding);
  return findings;
}

test('what breaks, hangs or lacks a setting is said, and all else is looked at, in order', async () => {
  let ended = false;
  const findings = await all(
    [
      check(
        'hangs',
        (_at, signal) => {
          signal.addEventListener('abort', () => {
            ended = true;
          });
          return new Promise(() => {});
        },
        { limitMs: 20 },
      ),
      check('breaks', async () => {
        throw new Error('There is no door.');
      }),
      check('mail server', async () => [found('never')], { needs: ['SMTP_URL'] }),
      check('works', async () => [found('works')]),
    ],
    { SMTP_URL: 'mail.school.example' },
  );
  expect(findings.map(({ about, is, says }) => [about, is, says])).toEqual([
    ['hangs', 'unknown', 'No answer within 0.02 seconds.'],
    ['breaks', 'unknown', 'Could not be looked at: There is no door.'],
    ['mail server', 'unknown', 'Can’t be looked at: SMTP_URL is wrong or missing.'],
    ['works', 'good', 'It is there.'],
  ]);
  expect(ended).toBe(true);
});

test('what of the settings can be read is read where others are wrong', async () => {
  let seen: unknown;
  const see = check('see', async ({ config, wrongSettings }) => {
    seen = { url: config.databaseUrl, port: config.port, teams: config.teams, wrong: wrongSettings.length };
    return [];
  });
  await writeFile(join(root, '.env'), 'PORT=many\nDATABSE_URL=x\nTEAMS_APP_ID=3fa85f64-5717-4562-b3fc-2c963f66afa6\n');
  await all([see], { DATABASE_URL: 'postgres://localhost/here' });
  // A mistyped name, a port that is none, no key, and two of Teams.
  expect(seen).toEqual({ url: 'postgres://localhost/here', port: 3000, teams: undefined, wrong: 5 });
});

test('a key that is too short takes nothing else with it, and an .env that can’t be read all that it may hold', async () => {
  let seen: unknown;
  const see = check('see', async ({ config, database }) => {
    const look = await database();
    seen = { port: config.port, database: look.db ? 'open' : look.is };
    return [];
  });
  const needs = check('key', async () => [found('never')], { needs: ['SECRET_KEY'] });
  const url = 'postgres://staffroom@127.0.0.1:1/here';
  await writeFile(join(root, '.env'), 'PORT=3050\nSECRET_KEY=short\n');
  const [short] = await all([needs, see], { DATABASE_URL: url });
  expect(short?.says).toBe('Can’t be looked at: SECRET_KEY is wrong or missing.');
  expect(seen).toEqual({ port: 3050, database: 'wrong' });
  await writeFile(join(root, '.env'), Buffer.from([0x41, 0xff, 0xc3, 0x28]));
  const [unread] = await all([needs, see], {});
  expect(unread?.says).toBe('Can’t be looked at: .env can’t be read.');
  expect(seen).toEqual({ port: 3000, database: 'unread' });
});

test('a line fits a terminal, and says without colours what it means', () => {
  const says = 'The disk that holds .data has 12 MB left, and PostgreSQL stops where it can’t write. '.repeat(2).trim();
  const lines = findingLines({ about: 'disk', is: 'wrong', says, todo: 'Make room.' }, { colours: false }).split('\n');
  expect(lines[0]).toMatch(/^WRONG {2}disk {10}The disk/);
  expect(lines.at(-1)).toBe(`${' '.repeat(21)}→ Make room.`);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  expect(summary([{ about: 'disk', is: 'wrong', says }, found('port')])).toBe('1 thing is wrong: disk.');
});
