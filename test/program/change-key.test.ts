import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, describe, expect, test } from 'vitest';
import { keepKey } from '../../src/program/backup/keys.ts';
import { changeKey, finishChange } from '../../src/program/change-key/change-key.ts';
import { withKeys } from '../../src/program/change-key/env-file.ts';
import { openChanges } from '../../src/program/changes.ts';
import { readConfig } from '../../src/program/config/config.ts';
import { readEnvironment } from '../../src/program/environment.ts';
import { keysInForce, openSecretKeys } from '../../src/program/secret-key.ts';
import { writeAtOnce } from '../../src/program/write-at-once.ts';
import { resealAll } from '../../src/service/keys/reseal.ts';
import { takeUpKey } from '../../src/service/keys/take-up.ts';
import { findInstallation, saveInstallation } from '../../src/service/workspaces/installations.ts';
import { testClock } from '../kit/clock.ts';
import { useDatabase } from '../kit/database.ts';

/** `npm run change-key`: what it leaves on the disk is what a start finds. */

const dir = mkdtempSync(join(tmpdir(), 'staffroom-change-key-'));
afterAll(() => rmSync(dir, { recursive: true }));
const places = { keyFile: join(dir, 'secret-key'), envFile: join(dir, '.env'), environment: {} };
const beforeFile = `${places.keyFile}-before`;
const dayMs = 24 * 3_600_000;
const clock = testClock();
const log = pino({ level: 'silent' });

/** A start: the settings and the keys as they lie there by now, taken up. */
async function started(base: ReturnType<ReturnType<typeof useDatabase>['app']>) {
  const { env, wrong } = readEnvironment(dir, {});
  expect(wrong).toEqual([]);
  const config = readConfig(env);
  if ('wrong' in config) throw new Error(config.wrong.join());
  const app = { ...base, ...openSecretKeys(config, places.keyFile).keys() };
  return { app, config, standing: await takeUpKey(app) };
}

const sealed = (app: Parameters<typeof findInstallation>[0]) => findInstallation(app, 'slack', 'T1');

describe('in .data/secret-key', () => {
  const database = useDatabase();
  const start = () => started(database.app(clock));

  test('a new key takes the place of the old, which stays beside it for a day; what was sealed opens throughout', async () => {
    const { app, config } = await start();
    await saveInstallation(app, 'slack', 'T1', 'kept');
    const old = readFileSync(places.keyFile, 'utf8');
    expect(await changeKey(app, config, places)).toContain('Restart Staffroom now');
    expect(readFileSync(beforeFile, 'utf8')).toBe(old);
    expect(readFileSync(places.keyFile, 'utf8')).not.toBe(old);
    for (const file of [places.keyFile, beforeFile]) expect(statSync(file).mode & 0o077).toBe(0);

    const next = await start();
    expect(next.standing).toBe('changing');
    expect(await sealed(next.app)).toBe('kept');
    await expect(changeKey(next.app, config, places)).rejects.toThrow('under way');
    await expect(finishChange(next.app, config, places, { now: false })).rejects.toThrow('--finish --now');
    clock.advance(dayMs);
    expect(await finishChange(next.app, config, places, { now: false })).toContain('gone from .data/secret-key');
    expect(readdirSync(dir)).toEqual(['secret-key']);
    const last = await start();
    expect([last.standing, await sealed(last.app)]).toEqual(['alone', 'kept']);
    expect(await finishChange(last.app, config, places, { now: false })).toContain('nothing to finish');
  });

  test('a change that was broken off before the new key was there is none: a start works, and so does the next change', async () => {
    writeFileSync(beforeFile, readFileSync(places.keyFile));
    const { app, config, standing } = await start();
    expect([standing, await sealed(app)]).toEqual(['alone', 'kept']);
    await changeKey(app, config, places);
    const next = await start();
    expect([next.standing, await sealed(next.app)]).toEqual(['changing', 'kept']);
    await finishChange(next.app, config, places, { now: true });
    const last = await start();
    expect([last.standing, await sealed(last.app)]).toEqual(['alone', 'kept']);
  });

  test('of several at once one changes it, and the key that opens everything stays', async () => {
    const { app, config } = await start();
    const old = readFileSync(places.keyFile, 'utf8');
    const all = await Promise.allSettled([1, 2, 3].map(() => changeKey(app, config, places)));
    expect(all.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    for (const each of all) if (each.status === 'rejected') expect(`${each.reason}`).toContain('changed meanwhile');
    expect(readFileSync(beforeFile, 'utf8')).toBe(old);
    const next = await start();
    expect([next.standing, await sealed(next.app)]).toEqual(['changing', 'kept']);
    // One that is late with the key of before takes nothing away.
    await expect(finishChange(app, config, places, { now: true })).rejects.toThrow();
    await finishChange(next.app, config, places, { now: true });
    expect(await sealed((await start()).app)).toBe('kept');
  });

  test('a backup that is made while it is changed has both, and they are put where they stood', async () => {
    const { app, config } = await start();
    await changeKey(app, config, places);
    const both = keysInForce(config, places.keyFile);
    expect(both).toEqual([readFileSync(places.keyFile, 'utf8'), readFileSync(beforeFile, 'utf8')]);
    const there = join(dir, 'there', 'secret-key');
    const put = (...keys: [string, ...string[]]) => keepKey(there, keys, { isBackedUp: false });
    put(...both);
    expect(keysInForce({}, there)).toEqual(both);
    put(both[0]);
    expect(keysInForce({}, there)).toEqual([both[0]]);
    rmSync(join(dir, 'there'), { recursive: true });
    await finishChange((await start()).app, config, places, { now: true });
  });

  test('a restored key leaves none beside it that looks like one in force: what it replaces is with what was replaced', () => {
    const folder = join(dir, 'there');
    const there = join(folder, 'secret-key');
    const [first, second, third] = ['1', '2', '3'].map((digit) => digit.repeat(64)) as [string, string, string];
    expect(keepKey(there, [first, second], { isBackedUp: false })).not.toContain('stood');
    expect(keepKey(there, [third], { isBackedUp: false })).toContain(join(folder, 'replaced'));
    expect(keysInForce({}, there)).toEqual([third]);
    expect(readdirSync(folder).sort()).toEqual(['replaced', 'secret-key']);
    const [aside = ''] = readdirSync(join(folder, 'replaced'));
    expect(readFileSync(join(folder, 'replaced', aside), 'utf8')).toBe(`${first}\n${second}`);
    expect(statSync(join(folder, 'replaced', aside)).mode & 0o777).toBe(0o600);
    // The backup of what was replaced has it.
    expect(keepKey(there, [first], { isBackedUp: true })).not.toContain('stood');
    expect(readdirSync(join(folder, 'replaced'))).toEqual([aside]);
    rmSync(folder, { recursive: true });
  });

  test('while several copies work it is not changed by command', async () => {
    const { app, config } = await start();
    const copies = await Promise.all([1, 2].map(() => openChanges({ url: database.url, db: app.db, log })));
    await expect(changeKey(app, config, places)).rejects.toThrow('2 copies of Staffroom');
    for (const { close } of copies) await close();
    expect(existsSync(beforeFile)).toBe(false);
  });

  test.runIf(process.getuid?.() === 0)('a file of root’s that a group alone may read stays so', () => {
    const file = join(dir, 'shared');
    writeFileSync(file, 'x');
    chownSync(file, 0, 4);
    for (const [mode, then] of [
      [0o640, 0o640],
      [0o600, 0o600],
      [0o644, 0o600],
    ] as const) {
      chmodSync(file, mode);
      writeAtOnce(file, 'y');
      const is = statSync(file);
      expect([is.gid, is.mode & 0o777]).toEqual([4, then]);
    }
    rmSync(file);
  });

  test.runIf(process.getuid?.() === 0)('what root makes in a folder of someone else’s is theirs', () => {
    const folder = join(dir, 'theirs');
    mkdirSync(folder);
    chownSync(folder, 1234, 4);
    writeAtOnce(join(folder, 'new'), 'x');
    const { uid, gid, mode } = statSync(join(folder, 'new'));
    expect([uid, gid, mode & 0o777]).toEqual([1234, 4, 0o600]);
    rmSync(folder, { recursive: true });
  });

  test('what the environment sets is not ours to change', async () => {
    const { app, config } = await start();
    const set = { ...places, environment: { SECRET_KEY: 'x'.repeat(32) } };
    await expect(changeKey(app, config, set)).rejects.toThrow('npm run change-key -- --print');
    expect(existsSync(beforeFile)).toBe(false);
  });
});

describe('in .env', () => {
  const database = useDatabase();
  const start = () => started(database.app(clock));

  test('both lines are changed at once, and the second goes at the end; all else stays to the byte', async () => {
    const key = 'an old key, with commas, # and "quotes" in it';
    writeFileSync(places.envFile, `# ours\r\nSECRET_KEY='${key}'\r\nKEEP_DAYS=100\r\n`, {
      mode: 0o644,
    });
    const { app, config } = await start();
    await saveInstallation(app, 'slack', 'T1', 'kept');
    await changeKey(app, { ...config, secretKey: key }, places);
    expect(statSync(places.envFile).mode & 0o777).toBe(0o600);
    const next = await start();
    expect([next.standing, await sealed(next.app), next.config.secretKeysBefore]).toEqual([
      'changing',
      'kept',
      expect.arrayContaining([key]),
    ]);
    clock.advance(dayMs);
    await finishChange(next.app, next.config, places, { now: false });
    const last = await start();
    expect([last.standing, await sealed(last.app), await resealAll(last.app, new AbortController().signal)]).toEqual([
      'alone',
      'kept',
      0,
    ]);
    expect(readFileSync(places.envFile, 'utf8')).toBe(
      `# ours\r\nSECRET_KEY=${last.config.secretKey}\r\nKEEP_DAYS=100\r\n`,
    );
    expect(readdirSync(dir).sort()).toEqual(['.env', 'secret-key']);
  });

  const [old, key] = ['o'.repeat(32), 'k'.repeat(32)];
  test.each([
    ['alone', `SECRET_KEY=${old}`, `SECRET_KEY=${key}\nSECRET_KEY_BEFORE=${old}`],
    [
      'with Notepad’s mark',
      `\uFEFFPORT=1\nSECRET_KEY = "${old}"\n`,
      `\uFEFFPORT=1\nSECRET_KEY=${key}\nSECRET_KEY_BEFORE=${old}\n`,
    ],
    [
      'beside an empty one',
      `SECRET_KEY_BEFORE=\nexport SECRET_KEY=${old}\nX=é\n`,
      `SECRET_KEY_BEFORE=${old}\nSECRET_KEY=${key}\nX=é\n`,
    ],
    [
      'where others speak of it',
      `# SECRET_KEY=no\nA="SECRET_KEY"\nSECRET_KEY=${old}\n`,
      `# SECRET_KEY=no\nA="SECRET_KEY"\nSECRET_KEY=${key}\nSECRET_KEY_BEFORE=${old}\n`,
    ],
  ])('a line %s', (_, file, expected) => {
    expect(withKeys(Buffer.from(file), { key, before: old }).toString()).toBe(expected);
  });

  test.each([
    ['none', 'PORT=1\n'],
    ['two', `SECRET_KEY=${old}\nSECRET_KEY=${old}\n`],
    ['several lines', `SECRET_KEY="${old}\n${old}"\n`],
    ['within another', `A="\nSECRET_KEY=${old}\n"\n`],
  ])('of a file with %s, nothing is changed', (_, file) => {
    expect(() => withKeys(Buffer.from(file), { key, before: old })).toThrow(/^\.env: .*docs\/secret-key\.md/);
  });

  const utf16 = (from: string) => Buffer.from(from, 'utf16le');
  test.each([
    ['with its mark', '\uFEFF', utf16],
    ['without', '', utf16],
    ['in the other order', '\uFEFF', (from: string) => utf16(from).swap16()],
  ])('a file of Windows in UTF-16, %s, stays one', (_, mark, written) => {
    const before = written(`${mark}# é\r\nSECRET_KEY=${old}\r\nCENTRE_NAME=学校`);
    expect(withKeys(before, { key, before: old })).toEqual(
      written(`${mark}# é\r\nSECRET_KEY=${key}\r\nSECRET_KEY_BEFORE=${old}\r\nCENTRE_NAME=学校`),
    );
  });

  test('of a file that no start reads, nothing is changed', () => {
    expect(() => withKeys(Buffer.from(`SECRET_KEY=${old}\nA=é`, 'latin1'), { key })).toThrow('Save it as UTF-8');
  });
});
