import { sql } from 'drizzle-orm';
import express from 'express';
import { beforeAll, expect, test } from 'vitest';
import { NotReady } from '../../../adapters/pages/health.ts';
import { connect } from '../../../db/connect.ts';
import { makeSampleCentre } from '../../../db/sample/centre.ts';
import { directoryTokens, mailServer, mails, provisioning, siteConnections, users } from '../../../db/schema/index.ts';
import { openMetrics } from '../../../src/program/metrics/metrics.ts';
import { openReadings } from '../../../src/program/metrics/readings.ts';
import { testClock } from '../../kit/clock.ts';
import { useDatabase } from '../../kit/database.ts';
import { readExposition, sampleOf } from '../../kit/exposition.ts';
import { listen } from '../../kit/listen.ts';
import { useOpened } from '../../kit/opened.ts';
import { proxyTo } from '../../kit/slow-database.ts';

const token = 'a token of sixteen'.replaceAll(' ', '-');
const database = useDatabase();
const clock = testClock(new Date());
const minute = 60_000;

/** `/metrics` on a port of its own, over a way to the database that can be closed. */
const served = useOpened(
  async () => {
    const proxy = await proxyTo(database.appUrl);
    const metrics = openMetrics('1.2.3');
    const people = connect(proxy.url);
    const app = { ...database.app(clock), db: people.db };
    const open = () => openReadings(app, { app: proxy.url, queue: database.queueUrl });
    let readings = open();
    const web = express().use(metrics.requests);
    web.use(
      metrics.route(token, {
        checks: {
          database: async () => {},
          slack: async () => {
            throw new NotReady('it takes nothing');
          },
        },
        pools: { people: people.db.$client },
        readings: { read: () => readings.read(), close: () => readings.close() },
        tasks: ['send-mails', 'tell-late'],
      }),
    );
    const server = await listen(web);
    const get = (authorization?: string) =>
      fetch(`${server.url}/metrics`, authorization ? { headers: { authorization } } : {});
    return {
      metrics,
      proxy,
      get,
      /** What is read anew, and not within ten seconds of the last time. */
      async read() {
        await readings.close();
        readings = open();
        return readExposition(await (await get(`Bearer ${token}`)).text());
      },
      async close() {
        await server.close();
        await readings.close();
        await people.close();
        await proxy.close();
      },
    };
  },
  ({ close }) => close(),
);

beforeAll(() => makeSampleCentre(database.db, clock()));

test('is for whoever shows the token alone', async () => {
  for (const wrong of [
    undefined,
    'Bearer',
    'Bearer x',
    `Basic ${token}`,
    token,
    `Bearer ${token}x`,
    'Bearer undefined',
  ]) {
    const answer = await served.get(wrong);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="metrics"');
    expect(await answer.text()).not.toContain('staffroom_');
  }
  const answer = await served.get(`bearer ${token}`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const found = readExposition(await answer.text());
  expect(sampleOf(found, 'staffroom_build_info', { version: '1.2.3' })).toBe(1);
  expect(sampleOf(found, 'staffroom_ready', { part: 'database' })).toBe(1);
  expect(sampleOf(found, 'staffroom_ready', { part: 'slack' })).toBe(0);
  expect(sampleOf(found, 'staffroom_http_requests_total', { route: 'metrics', status: '401' })).toBe(7);
  expect(sampleOf(found, 'staffroom_database_connections', { state: 'used' })).toBe(0);
  for (const name of ['nodejs_eventloop_lag_p99_seconds', 'process_resident_memory_bytes'])
    expect(sampleOf(found, name)).toBeGreaterThan(0);
});

test('tells what waits in the database, and for how long', async () => {
  const [user] = await database.db.select().from(users).limit(1);
  if (!user) throw new Error('nobody is there');
  const ago = (minutes: number) => new Date(clock().getTime() - minutes * minute);
  const { centreId, id: userId } = user;
  const mail = { centreId, userId, kind: 'reset', correlationId: userId };
  const ids = ['a', 'b', 'c'].map((c) => `00000000-0000-4000-8000-00000000000${c}`);
  await database.db.insert(mails).values([
    { ...mail, id: ids[0] ?? '', createdAt: ago(7) },
    { ...mail, id: ids[1] ?? '', createdAt: ago(3) },
    { ...mail, id: ids[2] ?? '', createdAt: ago(90), state: 'sent', sentAt: ago(89) },
  ]);
  await database.db.update(mailServer).set({ failingSince: ago(4), why: 'away', problem: 'x', tries: 2 });
  const [connection] = await database.db
    .insert(siteConnections)
    .values({
      ...{
        centreId,
        site: 'hub',
        clientId: 'in123-hub',
        scimUrl: 'https://hub.example',
        sealedScimAuth: Buffer.alloc(1),
      },
      ...{ createdAt: ago(0), changedAt: ago(0), scimFailingSince: ago(11), scimTries: 3 },
    })
    .returning();
  const behind = { centreId, connectionId: connection?.id ?? '', userId, version: 2, done: 1, waitingSince: ago(12) };
  await database.db
    .insert(provisioning)
    .values(behind)
    .onConflictDoUpdate({ target: [provisioning.connectionId, provisioning.userId], set: behind });
  const day = 24 * 60;
  await database.db.insert(directoryTokens).values([
    {
      centreId,
      tokenHash: Buffer.alloc(32, 1),
      createdAt: ago(500 * day),
      lastUsedAt: ago(6),
      expiresAt: ago(-5 * day),
    },
    { centreId, tokenHash: Buffer.alloc(32, 2), createdAt: ago(9 * day), lastUsedAt: ago(5), revokedAt: ago(1) },
  ]);
  const jobs = (task: string, more: object) => JSON.stringify([{ task, payload: {}, ...more }]);
  await database.db.execute(sql`select queue_jobs(${jobs('send-mails', {})}::jsonb)`);
  await database.db.execute(sql`select queue_jobs(${jobs('send-mails', { run_at: ago(-60) })}::jsonb)`);
  await database.db.execute(sql`select queue_jobs(${jobs('of-tomorrow', { run_at: ago(60) })}::jsonb)`);

  const found = await served.read();
  const value = (name: string, labels = {}) => sampleOf(found, `staffroom_${name}`, labels);
  expect(value('database_up')).toBe(1);
  expect(value('mails_waiting')).toBe(2);
  expect(value('mails_oldest_seconds')).toBe(7 * 60);
  expect(value('mail_server_failing_seconds')).toBe(4 * 60);
  // Those of the sample school.
  expect(value('requests_waiting', { kind: 'reset' })).toBe(1);
  expect(value('requests_oldest_seconds', { kind: 'reset' })).toBeGreaterThan(0);
  expect(value('site_connections', { site: 'hub' })).toBe(1);
  expect(value('site_connections_failing', { site: 'hub' })).toBe(1);
  expect(value('site_failing_seconds', { site: 'hub' })).toBe(11 * 60);
  expect(value('site_accounts_behind', { site: 'hub' })).toBe(1);
  expect(value('site_behind_oldest_seconds', { site: 'hub' })).toBe(12 * 60);
  expect(value('directories')).toBe(1);
  expect(value('directory_silence_seconds')).toBe(6 * 60);
  expect(value('directory_token_end_seconds')).toBe(5 * 24 * 3_600);
  expect(value('jobs', { task: 'send-mails', state: 'waiting' })).toBe(1);
  expect(value('jobs', { task: 'send-mails', state: 'scheduled' })).toBe(1);
  // What only another release carries out keeps nobody waiting here, and sets off no alert.
  expect(value('jobs', { task: 'of-tomorrow', state: 'unknown' })).toBe(1);
  expect(value('jobs', { task: 'of-tomorrow', state: 'waiting' })).toBeUndefined();
  // One that has none is there all the same.
  expect(value('jobs', { task: 'tell-late', state: 'given_up' })).toBe(0);
});

test('without the database it tells all the rest', async () => {
  await served.proxy.down(true);
  const found = await served.read();
  await served.proxy.down(false);
  expect(sampleOf(found, 'staffroom_database_up')).toBe(0);
  expect(sampleOf(found, 'staffroom_bugs_total')).toBe(0);
  for (const gone of ['jobs', 'mails_waiting', 'requests_waiting', 'site_accounts_behind'])
    expect(found.has(`staffroom_${gone}`)).toBe(false);
});
