import { randomBytes, randomUUID } from 'node:crypto';
import { eq, getTableName, sql } from 'drizzle-orm';
import { pino } from 'pino';
import postgres from 'postgres';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { links, mails, secondFactors, secretKeys, siteConnections } from '../../../db/schema/index.ts';
import { keepFile, keptFile } from '../../../src/bot/flow/kept-files.ts';
import { openChangeOfKey } from '../../../src/program/change-of-key.ts';
import type { App, Ctx } from '../../../src/service/context.ts';
import { makeToken } from '../../../src/service/directory/tokens.ts';
import { keptSealed } from '../../../src/service/keys/kept-sealed.ts';
import { resealAll } from '../../../src/service/keys/reseal.ts';
import { takeUpKey } from '../../../src/service/keys/take-up.ts';
import { mailToSend } from '../../../src/service/mail/mail-to-send.ts';
import { hashToken } from '../../../src/service/passwords/link-token.ts';
import { sendLink } from '../../../src/service/passwords/links.ts';
import { forgottenPath, pageCentre } from '../../../src/service/passwords/page-centre.ts';
import { consume, refund } from '../../../src/service/rate-limit.ts';
import { seal, unseal } from '../../../src/service/sealed.ts';
import { knownDevice, withDeviceMark } from '../../../src/service/sign-in/device.ts';
import { writeRecord } from '../../../src/service/sign-in/keep-records.ts';
import { signingKeySet } from '../../../src/service/sign-in/keys.ts';
import { findRecord } from '../../../src/service/sign-in/records.ts';
import {
  findConnection,
  scimAuthOf,
  sealScimAuth,
  sealSecret,
  secretOf,
} from '../../../src/service/sites/connection.ts';
import { inTransaction } from '../../../src/service/transaction.ts';
import { isCode, workspaceCode } from '../../../src/service/workspaces/code.ts';
import { registerDelivery, takeUpDeliveries } from '../../../src/service/workspaces/deliveries.ts';
import { findInstallation, saveInstallation } from '../../../src/service/workspaces/installations.ts';
import { keepLateAnswer, readLateAnswer } from '../../../src/service/workspaces/late-answers.ts';
import { testClock } from '../../kit/clock.ts';
import { useDatabase } from '../../kit/database.ts';
import { tokenIn } from '../../kit/handed-over.ts';
import { addCentre, addUser } from '../../kit/people.ts';
import { aSchool, refusedWith } from '../../kit/school.ts';
import { until } from '../../kit/until.ts';

/** That SECRET_KEY can be changed: what the one of before made is good for as long as it stands beside the new one. */

const database = useDatabase();
const clock = testClock();
const before = database.app(clock);
const after: App = { ...before, secretKey: randomBytes(32) };
const both: App = { ...after, secretKeysBefore: [before.secretKey] };
const owner = postgres(database.url, { max: 1 });
const never = new AbortController().signal;

afterAll(() => owner.end());

test('ASVS 13.3.1: every column that can hold something sealed is sealed again, or holds a hash or what goes into one', async () => {
  const hashes = [
    'audit_seals.hash',
    'audit_seals.previous',
    'audit_seals.reason_hash',
    'audit_seals.reason_salt',
    'column_choices.heads',
    'directory_tokens.token_hash',
    'late_answers.recipient_hash',
    'links.token_hash',
    'oidc_records.grant_hash',
    'oidc_records.id_hash',
    'oidc_records.uid_hash',
    'one_time_secrets.token_hash',
    'second_factors.recovery_salt',
    'secret_keys.fingerprint',
    'site_sessions.uid_hash',
  ];
  const { rows } = await before.db.execute<{ name: string }>(sql`
    select table_name || '.' || column_name as name from information_schema.columns
    where table_schema = 'public' and data_type = 'bytea'`);
  const sealed = Object.values(keptSealed).map(
    ({ table, column }) =>
      `${getTableName(table)}.${column.name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`,
  );
  expect(
    rows
      .map((row) => row.name)
      .filter((name) => !sealed.includes(name))
      .sort(),
  ).toEqual(hashes);
});

describe('ASVS 11.2.2: what was sealed with the key of before', () => {
  /** Of deliveries more than a batch has. */
  const said = 60;

  async function sealEach(app: App) {
    const school = await aSchool(app);
    const amina: Ctx = school.as(await school.person({ role: 'coordinator' }));
    await saveInstallation(app, 'slack', 'T1', 'the keys of it');
    const [signingKey] = await signingKeySet(app);
    await writeRecord(app, 'Session', 'session-1', { accountId: amina.actor.id }, 3_600);
    const id = randomUUID();
    await app.db.insert(siteConnections).values({
      id,
      centreId: school.centreId,
      site: 'hub',
      clientId: randomUUID(),
      sealedSecret: sealSecret(app, id, 'the secret of it'),
      scimUrl: 'https://hub.example/scim',
      sealedScimAuth: sealScimAuth(app, id, { bearer: 'the token of it' }),
      createdAt: clock(),
      changedAt: clock(),
    });
    await app.db.insert(secondFactors).values({
      userId: amina.actor.id,
      centreId: school.centreId,
      sealed: seal(app, 'second-factor', amina.actor.id, 'the secret of her app'),
      lastStep: 0,
      addedAt: clock(),
      recoverySalt: randomBytes(16),
      recoveryHashes: [],
    });
    const file = await keepFile(amina, { name: 'a.csv', type: 'text/csv', content: 'é' });
    await Promise.all(
      Array.from({ length: said }, (_, i) =>
        registerDelivery(app, `d${i}`, { platform: 'slack', payload: { said: i }, leaseMs: -1 }),
      ),
    );
    const late = randomUUID();
    const toBen = { platform: 'slack', workspace: 'T1', person: 'U1' } as const;
    await keepLateAnswer(app, late, { ...toBen, card: { title: 'Done' }, mayHaveArrived: false });
    const { page } = await makeToken(amina, {});
    return { amina, id, kid: signingKey?.kid, file, late, page };
  }

  async function codeSecretOf(app: App, userId: string): Promise<string> {
    const [row] = await app.db.select().from(secondFactors).where(eq(secondFactors.userId, userId));
    return row ? unseal(app, 'second-factor', userId, row.sealed) : '';
  }

  async function readEach(app: App, { amina, id, kid, file, late }: Awaited<ReturnType<typeof sealEach>>) {
    const connection = await findConnection(app.db, id);
    if (!connection) throw new Error('no connection');
    expect({
      installation: await findInstallation(app, 'slack', 'T1'),
      signs: (await signingKeySet(app)).map((k) => k.kid),
      session: await findRecord(app, 'Session', 'session-1'),
      secret: secretOf(app, connection),
      scim: scimAuthOf(app, connection),
      code: await codeSecretOf(app, amina.actor.id),
      late: (await readLateAnswer(app, late))?.card,
      file: (await keptFile({ ...amina, ...app }, file))?.content,
    }).toEqual({
      installation: 'the keys of it',
      signs: [kid],
      session: { accountId: amina.actor.id },
      secret: 'the secret of it',
      scim: { bearer: 'the token of it' },
      code: 'the secret of her app',
      late: { title: 'Done' },
      file: 'é',
    });
  }

  test('opens beside the new one, and is sealed again, once, by whichever copy', async () => {
    const sealed = await sealEach(before);
    await readEach(both, sealed);
    // What nobody can open any more stands in nobody's way.
    await saveInstallation({ ...before, secretKey: randomBytes(32) }, 'slack', 'T2', 'lost');
    const counts = await Promise.all([1, 2].map(() => resealAll(both, never)));
    expect(counts.reduce((a, b) => a + b)).toBe(Object.keys(keptSealed).length - 1 + said);
    expect(await resealAll(both, never)).toBe(0);
    await readEach(after, sealed);
    expect(await tokenIn(after, sealed.page)).toMatch(/^staffroomscim/);
    const left = await takeUpDeliveries(after, ['slack'], { leaseMs: 1_000, most: 1_000 });
    expect(left.map((d) => d.payload)).toEqual(
      expect.arrayContaining(Array.from({ length: said }, (_, i) => ({ said: i }))),
    );
    await expect(findInstallation(before, 'slack', 'T1')).rejects.toThrow('SECRET_KEY');
  });
});

describe('ASVS 13.3.1: what was made with the key of before', () => {
  test('links, in mails that have not left too; also where that key is gone', async () => {
    const centre = await addCentre(before.db);
    const ben = await addUser(before.db, centre.id);
    await inTransaction(before, (app) => sendLink(app, ben, 'reset', randomUUID()));
    const [mail] = await before.db.select().from(mails).where(eq(mails.userId, ben.id));
    const url = async (app: App) => (await mailToSend(app, mail?.id ?? ''))?.link?.url;
    const made = await url(before);
    expect(await url(both)).toBe(made);
    const anew = await url(after);
    expect(anew).not.toBe(made);
    const [link] = await before.db.select().from(links).where(eq(links.userId, ben.id));
    expect(link?.tokenHash).toEqual(hashToken(anew?.split('/').at(-1) ?? ''));
  });

  test('codes of workspaces, marks of browsers and of pages', async () => {
    const centre = await addCentre(before.db);
    const id = randomUUID();
    const mark = new URL(forgottenPath(before, centre.number), 'https://x.example').searchParams.get('school');
    const marks = withDeviceMark(before, '', id);
    for (const [app, good] of [
      [both, true],
      [after, false],
    ] as const) {
      expect(isCode(app, id, workspaceCode(before, id))).toBe(good);
      expect(isCode(app, id, workspaceCode(app, id))).toBe(true);
      expect(knownDevice(app, marks, id) !== undefined).toBe(good);
      expect((await pageCentre(app, mark))?.number).toBe(good ? centre.number : undefined);
    }
    // Who signs in again is marked with the new one, once.
    const marked = withDeviceMark(both, marks, id);
    expect(marked.split('.')).toHaveLength(1);
    expect(knownDevice(after, marked, id)).toBeDefined();
  });

  test('tries are counted on, also by copies that have the two keys the other way round', async () => {
    const inTurn: App[] = [before, both, { ...before, secretKeysBefore: [after.secretKey] }, both];
    const rate = { limit: 4, perMs: 60_000 };
    for (const app of inTurn) await consume(app, 'test', 'someone', rate);
    for (const app of inTurn.slice(1))
      expect(await refusedWith(consume(app, 'test', 'someone', rate))).toEqual({ '': 'too-many-tries' });
    for (let i = 0; i < 4; i++) await refund(both, 'test', 'someone');
    expect(await refusedWith(consume(both, 'test', 'someone', rate))).toBe('done');
    clock.advance(61_000);
    expect(await refusedWith(consume(both, 'test', 'someone', rate))).toBe('done');
  });
});

describe('ASVS 13.3.1: a start', () => {
  const [a, b, c] = [randomBytes(32), randomBytes(32), randomBytes(32)];
  const withKeys = (secretKey: Buffer, ...secretKeysBefore: Buffer[]): App => ({
    ...before,
    secretKey,
    secretKeysBefore,
  });
  const refused = /^SECRET_KEY: .*SECRET_KEY_BEFORE/;

  beforeEach(async () => {
    await Promise.all(
      [
        'second_factors',
        'secret_keys',
        'installations',
        'deliveries',
        'late_answers',
        'oidc_records',
        'signing_keys',
        'drafts',
        'site_connections',
      ].map((table) => owner`delete from ${owner(table)}`),
    );
  });

  test('with another key than before is refused, and changes nothing', async () => {
    expect(await takeUpKey(withKeys(a))).toBe('alone');
    expect(await takeUpKey(withKeys(a))).toBe('alone');
    await expect(takeUpKey(withKeys(b))).rejects.toThrow(refused);
    await expect(takeUpKey(withKeys(b, c))).rejects.toThrow(refused);
    expect(await before.db.$count(secretKeys)).toBe(1);
  });

  test('changes the key where the one so far is beside it; then that one alone is refused', async () => {
    await takeUpKey(withKeys(a));
    expect(await takeUpKey(withKeys(b, a))).toBe('changing');
    expect(await takeUpKey(withKeys(b, a))).toBe('changing');
    expect(await takeUpKey(withKeys(b))).toBe('alone');
    await expect(takeUpKey(withKeys(a))).rejects.toThrow(refused);
    // Two changes on end, before the first is over.
    expect(await takeUpKey(withKeys(c, b, a))).toBe('changing');
  });

  test('after a change that was taken back, and made again, says how all opens', async () => {
    const way = /start with both/;
    await takeUpKey(withKeys(a));
    await takeUpKey(withKeys(b, a));
    expect(await takeUpKey(withKeys(a, b))).toBe('overtaken');
    await saveInstallation(withKeys(a, b), 'slack', 'T1', '{}');
    await expect(takeUpKey(withKeys(a))).rejects.toThrow(way);
    expect(await takeUpKey(withKeys(b))).toBe('alone');
    await expect(findInstallation(withKeys(b), 'slack', 'T1')).rejects.toThrow(way);
    expect(await takeUpKey(withKeys(b, a))).toBe('changing');
    expect(await findInstallation(withKeys(b, a), 'slack', 'T1')).toBe('{}');
  });

  test('of several copies, each knows the next key before any seals with it', async () => {
    await takeUpKey(withKeys(a));
    expect(await takeUpKey(withKeys(a, b))).toBe('next-beside');
    expect(await takeUpKey(withKeys(b, a))).toBe('changing');
    expect(await takeUpKey(withKeys(a, b))).toBe('overtaken');
  });

  test('of copies that start together, all agree', async () => {
    await takeUpKey(withKeys(a));
    const standings = await Promise.all([1, 2, 3, 4].map(() => takeUpKey(withKeys(b, a))));
    expect(standings).toEqual(Array(4).fill('changing'));
    expect(await before.db.$count(secretKeys)).toBe(2);
  });

  test('seals again in the background, and says when the key of before is no longer needed', async () => {
    const said: string[] = [];
    const log = pino({}, { write: (line: string) => said.push(JSON.parse(line).msg) });
    const started = async (app: App) => (await openChangeOfKey(app, log)).close();
    await started(withKeys(a));
    await saveInstallation(withKeys(a), 'slack', 'T1', '{}');
    await started(withKeys(a, b));
    expect(said.splice(0)).toEqual([expect.stringContaining('never worked with')]);
    const { close } = await openChangeOfKey(withKeys(b, a), log);
    await until(() => said.length >= 2);
    expect(said.splice(0)).toEqual([
      'What the key of before had sealed is sealed with SECRET_KEY now (1).',
      expect.stringContaining('no longer needed'),
    ]);
    expect(await findInstallation(withKeys(b), 'slack', 'T1')).toBe('{}');
    await started(withKeys(a, b));
    expect(said).toEqual([expect.stringContaining('older than a key in SECRET_KEY_BEFORE')]);
    await close();
  });

  test('on a database that noted no key yet goes by what the key opens', async () => {
    await saveInstallation(withKeys(a), 'slack', 'T1', '{}');
    await expect(takeUpKey(withKeys(b))).rejects.toThrow(refused);
    expect(await before.db.$count(secretKeys)).toBe(0);
    expect(await takeUpKey(withKeys(b, c, a))).toBe('changing');
    expect(await before.db.$count(secretKeys)).toBe(2);
  });
});
