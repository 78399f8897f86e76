import { randomBytes, randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connect } from '../../db/connect.ts';
import { serverErrorIn } from '../../db/errors.ts';
import {
  auditEvents,
  chatMessages,
  deliveries,
  deputies,
  directoryTokens,
  doneOnce,
  leavers,
  links,
  mails,
  oidcRecords,
  requestMessages,
  requests,
  signingKeys,
  transfers,
  users,
  workspaces,
} from '../../db/schema/index.ts';
import { batchRows, daysAgo, purgeOldest } from '../../src/service/purge.ts';
import { purgeExpired } from '../../src/service/purge-expired.ts';
import { usualKeep } from '../../src/words/keep.ts';
import { testClock } from '../kit/clock.ts';
import { useDatabase } from '../kit/database.ts';
import { aSchool, type School } from '../kit/school.ts';

const clock = testClock();
const database = useDatabase();
const app = database.app(clock);
const other = connect(database.appUrl, { max: 1 });
let school: School;
let ben: string;
let clara: string;
let workspaceId: string;
let centreId: string;

beforeAll(async () => {
  school = await aSchool(app);
  centreId = school.centreId;
  ben = (await school.person()).id;
  clara = (await school.person()).id;
  const [workspace] = await app.db
    .insert(workspaces)
    .values({ centreId, platform: 'slack', externalId: 'T1' })
    .returning();
  workspaceId = workspace?.id ?? '';
});
beforeEach(async () => {
  for (const table of [mails, links, requestMessages, transfers]) await app.db.delete(table);
});
afterAll(() => other.close());

const ago = (days: number) => daysAgo(clock(), days);
const countOf = (table: PgTable) => app.db.$count(table);
const idsOf = async (table: PgTable & { id: PgColumn }) =>
  (await app.db.select({ id: sql<string>`${table.id}` }).from(table)).map((row) => row.id).sort();

const common = () => ({ id: randomUUID(), centreId, userId: ben, correlationId: randomUUID() });

async function aMail(days: number, about: Partial<typeof mails.$inferInsert> = {}): Promise<string> {
  const mail = { ...common(), kind: 'reset', state: 'sent' as const, createdAt: ago(days), ...about };
  await app.db.insert(mails).values(mail);
  return mail.id;
}

/** @param days since it expired */
async function aLink(days: number): Promise<string> {
  const { correlationId: _, ...link } = common();
  const made = { createdAt: ago(days + 1), expiresAt: ago(days), usedAt: ago(days), tokenHash: randomBytes(32) };
  await app.db.insert(links).values({ ...link, kind: 'reset', ...made });
  return link.id;
}

/** @param days since it was decided; nothing: it waits */
async function aRequest(days: number | undefined): Promise<string> {
  const { userId: askerId, ...request } = common();
  const times = { createdAt: ago(900), remindAt: ago(899), expiresAt: ago(898) };
  const decision =
    days === undefined
      ? { kind: 'reset' as const }
      : {
          kind: 'access' as const,
          site: 'hub' as const,
          status: 'approved' as const,
          decidedBy: clara,
          decidedAt: ago(days),
        };
  await app.db.insert(requests).values({ ...request, askerId, ...times, ...decision });
  const copy = { centreId, requestId: request.id, workspaceId, channel: 'C1', createdAt: ago(900) };
  await app.db.insert(requestMessages).values([{ ...copy, ref: { ts: '1' } }, copy]);
  return request.id;
}

async function aTransfer(days: number, more: Partial<typeof transfers.$inferInsert> = {}): Promise<string> {
  const { userId: fromId, ...transfer } = common();
  const made = { toId: clara, byId: clara, at: ago(days), counts: [], groupIds: [randomUUID()] };
  await app.db.insert(transfers).values({ ...transfer, fromId, ...made, ...more });
  return transfer.id;
}

describe('each night', () => {
  test('mails go, and links that no mail brings any more; of a link that is over it is still said for a while', async () => {
    const lately = await aLink(80);
    const mailed = await aLink(200);
    await aMail(91, { linkId: await aLink(91) });
    await aMail(120, { state: 'failed', problem: '550 no such user' });
    await aMail(120, { state: 'queued' });
    const young = await aMail(89, { linkId: mailed });
    await app.db.update(users).set({ mailProblem: '550 no such user' }).where(eq(users.id, ben));

    await purgeExpired(app);

    expect(await idsOf(mails)).toEqual([young]);
    expect(await idsOf(links)).toEqual([lately, mailed].sort());
    const [person] = await app.db.select().from(users).where(eq(users.id, ben));
    expect(person?.mailProblem).toBe('550 no such user');
  });

  test('decided requests go with what is known of their cards; one that waits stays, however old', async () => {
    await aRequest(366);
    await aMail(400, { requestId: await aRequest(366) });
    const kept = [await aRequest(364), await aRequest(undefined)];

    await purgeExpired(app);

    expect(await idsOf(requests)).toEqual(kept.sort());
    expect(await countOf(requestMessages)).toBe(4);
  });

  test('a request that waits can’t be deleted at all', async () => {
    const refused = await app.db.delete(requests).where(eq(requests.status, 'pending')).catch(serverErrorIn);
    expect(refused).toMatchObject({ code: '42501' });
  });

  test('transfers go with what took them back, and not while that could be asked about', async () => {
    const dora = await school.person({ status: 'suspended', suspendedFrom: 'active', suspendedAt: ago(700) });
    await aTransfer(366);
    await aTransfer(380, { undoes: await aTransfer(381), fromId: clara, toId: ben });
    await aMail(400, { transferId: await aTransfer(400) });
    // Of someone who leaves: the card tells of it until they are deleted or come back.
    const leavers = await aTransfer(690, { fromId: dora.id });
    await aTransfer(710, { fromId: dora.id });
    const undone = await aTransfer(370);
    const kept = [
      await aTransfer(364),
      leavers,
      undone,
      await aTransfer(3, { undoes: undone, fromId: clara, toId: ben }),
    ];

    await purgeExpired(app);

    expect(await idsOf(transfers)).toEqual(kept.sort());
  });

  test('so does all else that nobody waits for', async () => {
    const message = { centreId, workspaceId, userId: ben };
    await app.db.insert(chatMessages).values([
      { ...message, about: 'transfer:1', createdAt: ago(91) },
      { ...message, about: 'transfer:2', createdAt: ago(89) },
    ]);
    await app.db.insert(leavers).values([
      { id: randomUUID(), centreId, userId: ben, startedAt: ago(300), endedAt: ago(91) },
      { id: randomUUID(), centreId, userId: ben, startedAt: ago(300), endedAt: ago(89) },
      { id: randomUUID(), centreId, userId: ben, startedAt: ago(300) },
    ]);
    const token = () => ({ centreId, tokenHash: randomBytes(32), createdAt: ago(300) });
    await app.db
      .insert(directoryTokens)
      .values([{ ...token(), revokedAt: ago(91) }, { ...token(), revokedAt: ago(89) }, token()]);
    await app.db.insert(deputies).values([
      { centreId, userId: ben, deputyId: clara, until: ago(1) },
      { centreId, userId: clara, deputyId: ben, until: ago(-1) },
    ]);
    const key = (kid: string) => ({ kid, publicJwk: {}, sealed: randomBytes(8), createdAt: ago(300) });
    await app.db
      .insert(signingKeys)
      .values([{ ...key('old'), retiredAt: ago(31) }, { ...key('published'), retiredAt: ago(29) }, key('used')]);
    const record = () => ({ model: 'Grant', idHash: randomBytes(32), sealed: randomBytes(8) });
    await app.db.insert(oidcRecords).values([
      { ...record(), expiresAt: ago(1) },
      { ...record(), expiresAt: ago(-1) },
    ]);

    await purgeExpired(app);

    expect(await countOf(chatMessages)).toBe(1);
    expect(await countOf(leavers)).toBe(2);
    expect(await countOf(directoryTokens)).toBe(2);
    expect(await countOf(deputies)).toBe(1);
    expect((await app.db.select().from(signingKeys)).map((k) => k.kid).sort()).toEqual(['published', 'used']);
    expect(await countOf(oidcRecords)).toBe(1);
  });

  test('words that are still unanswered are left to the inbox, for a week', async () => {
    const open = { platform: 'slack' as const, payload: randomBytes(8), leasedUntil: clock() };
    await app.db.insert(deliveries).values([
      { key: 'answered', at: ago(2) },
      { key: 'young', at: ago(0.5) },
      { ...open, key: 'open', at: ago(2) },
      { ...open, key: 'of a chat that is gone', at: ago(8) },
    ]);
    await purgeExpired(app);
    const left = await app.db.select({ key: deliveries.key }).from(deliveries);
    expect(left.map(({ key }) => key).sort()).toEqual(['open', 'young']);
  });

  test('how long is the school’s to say; the trail and people stay', async () => {
    await app.db.insert(auditEvents).values({
      centreId,
      at: ago(4_000),
      action: 'user.add',
      outcome: 'done',
      targetId: ben,
      correlationId: randomUUID(),
    });
    await aMail(89);
    await aTransfer(364);
    const people = await countOf(users);
    await purgeExpired(app, { ...usualKeep, days: 30, transferDays: 100 });
    expect([await countOf(mails), await countOf(transfers)]).toEqual([0, 0]);
    expect([await countOf(auditEvents), await countOf(users)]).toEqual([1, people]);
  });
});

const manyPresses = async (n: number) => {
  await app.db.execute(sql`
    insert into done_once (key, centre_id, at)
    select gen_random_uuid()::text, ${centreId}::uuid, ${ago(8).toISOString()}::timestamptz from generate_series(1, ${n}::int)`);
};

describe('in batches', () => {
  test('of a thousand, each for itself', async () => {
    await manyPresses(2_500);
    const purge = purgeOldest(app, { table: doneOnce, by: doneOnce.at, before: ago(7) });
    const deleted = [await purge(), await purge(), await purge(), await purge()];
    expect(deleted).toEqual([batchRows, batchRows, 500, 0]);
  });

  test('two at once do each other no harm, and one goes on where another was broken off', async () => {
    await manyPresses(3_500);
    await purgeOldest(app, { table: doneOnce, by: doneOnce.at, before: ago(7) })();
    await Promise.all([purgeExpired(app), purgeExpired(app), purgeExpired(app)]);
    expect(await countOf(doneOnce)).toBe(0);
  });

  test('it ends after the one in hand where the process is to end', async () => {
    const stop = new AbortController();
    let batches = 0;
    const endless = async () => {
      batches += 1;
      if (batches === 3) stop.abort();
      return batchRows;
    };
    await purgeExpired(app, usualKeep, [endless, endless], stop.signal);
    expect(batches).toBe(3);
  });

  test('what someone holds is left for the next night, and the rest is not', async () => {
    const held = await aMail(100);
    for (let i = 0; i < 3; i += 1) await aMail(100);
    await other.db.transaction(async (tx) => {
      await tx.select().from(mails).where(eq(mails.id, held)).for('key share');
      await purgeExpired(app);
      expect(await idsOf(mails)).toEqual([held]);
    });
    await purgeExpired(app);
    expect(await idsOf(mails)).toEqual([]);
  });

  test('a kind that fails keeps none of the others from being purged, and the queue hears of it', async () => {
    await aMail(100);
    await aRequest(400);
    await aTransfer(400);
    await other.db.transaction(async (tx) => {
      await tx.execute(sql`lock table ${requestMessages} in share mode`);
      await expect(purgeExpired(app)).rejects.toThrow();
    });
    expect([await countOf(mails), await countOf(transfers)]).toEqual([0, 0]);
    const before = await countOf(requests);
    await purgeExpired(app);
    expect(await countOf(requests)).toBe(before - 1);
  });
});
