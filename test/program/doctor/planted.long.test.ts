import { expect, inject, test } from 'vitest';
import { sha256 } from '../../../src/lib/hash.ts';
import { takeUpKey } from '../../../src/service/keys/take-up.ts';
import { useDatabase } from '../../kit/database.ts';
import { administer, databaseName, withDatabase } from '../../kit/server.ts';
import { databases } from './planted/databases.ts';
import { far } from './planted/far.ts';
import { machines } from './planted/machine.ts';
import { findingsOf, installation } from './planted/patient.ts';
import { schools } from './planted/schools.ts';

/** Each with several faults; the doctor names all. */
const patients = [...machines, ...databases, ...schools, ...far];

test.each(patients)('$name', async ({ plant, faults }) => {
  const { folder, remove } = await installation();
  const { options, close } = await plant(folder);
  try {
    const found = await findingsOf({ root: folder, ...options });
    for (const { name, about, is, says, todo } of faults) {
      const named = {
        about,
        is,
        says: expect.stringMatching(says),
        ...(todo && { todo: expect.stringMatching(todo) }),
      };
      expect(found, name).toContainEqual(expect.objectContaining(named));
    }
    // Nothing secret is said: neither what the settings hold nor a password in an address.
    const all = JSON.stringify(found);
    for (const secret of secretsIn(options.env)) expect(all).not.toContain(secret);
  } finally {
    await close?.();
    await remove();
  }
});

function secretsIn(env: Record<string, string | undefined>): string[] {
  const { SECRET_KEY, SLACK_BOT_TOKEN, SLACK_APP_TOKEN, TEAMS_APP_PASSWORD, DATABASE_URL, SMTP_URL } = env;
  const passwords = [DATABASE_URL, SMTP_URL].map((url) => url && new URL(url).password);
  const all = [SECRET_KEY, SLACK_BOT_TOKEN, SLACK_APP_TOKEN, TEAMS_APP_PASSWORD, ...passwords];
  return all.flatMap((each) => each || []);
}

test('twenty faults at least are planted', () => {
  expect(new Set(patients.flatMap(({ faults }) => faults.map(({ name }) => name))).size).toBeGreaterThanOrEqual(20);
});

const database = useDatabase();

test('before the first start on a database of one’s own nothing is wrong, and nothing unknown', async () => {
  const { folder, remove } = await installation();
  const name = databaseName('empty');
  await administer(inject('serverUrl'), (sql) => sql`create database ${sql(name)}`);
  try {
    const env = { DATABASE_URL: withDatabase(inject('serverUrl'), name), SECRET_KEY: 'x'.repeat(32), PORT: '0' };
    const found = await findingsOf({ root: folder, env });
    expect(found.filter(({ is }) => is === 'wrong' || is === 'unknown')).toEqual([]);
    expect(found).toContainEqual(expect.objectContaining({ about: 'schema', is: 'note' }));
  } finally {
    await administer(inject('serverUrl'), (sql) => sql`drop database ${sql(name)} with (force)`);
    await remove();
  }
});

test('where nothing is wrong, nothing is said to be', async () => {
  const { folder, remove } = await installation('# nothing but the environment\n');
  try {
    const SECRET_KEY = 'of nothing that is wrong, 32 letters and more';
    await takeUpKey({ ...database.app(), secretKey: sha256(SECRET_KEY) });
    const found = await findingsOf({ root: folder, env: { DATABASE_URL: database.url, SECRET_KEY, PORT: '0' } });
    expect(found.filter(({ is }) => is === 'wrong' || is === 'unknown')).toEqual([]);
    expect(found.map(({ about }) => about)).toEqual(
      expect.arrayContaining([
        'Node.js',
        'disk',
        'files',
        'settings',
        'database',
        'schema',
        'secret key',
        'queue',
        'mails',
      ]),
    );
  } finally {
    await remove();
  }
});
