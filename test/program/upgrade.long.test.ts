import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { and, eq } from 'drizzle-orm';
import { pino } from 'pino';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../../db/connect.ts';
import { mails, siteConnections, users } from '../../db/schema/index.ts';
import { sha256 } from '../../src/lib/hash.ts';
import { readConfig } from '../../src/program/config/config.ts';
import type { Running } from '../../src/program/serve.ts';
import { start } from '../../src/program/start.ts';
import { verifyDatabase } from '../../src/program/verify-trail/database.ts';
import { decide } from '../../src/service/requests/decide.ts';
import { listRequests } from '../../src/service/requests/list.ts';
import { checkPassword } from '../../src/service/sign-in/check-password.ts';
import { scimAuthOf, secretOf } from '../../src/service/sites/connection.ts';
import { loadDump } from '../kit/load-dump.ts';
import { until } from '../kit/until.ts';

/** This version on the databases of earlier ones, as test/cases/upgrade/README.md tells of them. */

const key = 'staffroom-fixture-key-of-long-ago-0001';
const dumpedAt = new Date('2026-11-30T13:39:40Z');
const password = 'violet tractor under rain';

function startOn(url: string, dataDir: string, clock = () => new Date()): Promise<Running> {
  const config = readConfig({ DATABASE_URL: url, SECRET_KEY: key, PORT: '0' });
  if ('wrong' in config) throw new Error(config.wrong.join());
  return start({ config, dataDir, clock, log: pino({ level: process.env.LOG ?? 'silent' }) });
}

describe.each([
  { name: '2026-11-22', link: 'jAlnnwrTmHxvBTmJY35HNTvwDT51guZDif6QRnK_FKc', waiting: 0, connected: 0 },
  { name: '2026-11-30', link: 'zkwLZd_g2PgTUjyqB6zryuVcjjfWL4pKXrlIuCuAoN4', waiting: 4, connected: 7 },
])('a database of $name', ({ name, link, waiting, connected }) => {
  let drop: () => Promise<void>;
  let dataDir: string;
  let running: Running;
  let sql: postgres.Sql;
  let close: () => Promise<void>;
  let app: Parameters<typeof checkPassword>[0];
  let before: { people: readonly unknown[]; events: readonly unknown[]; clients: readonly unknown[] };

  const peopleIn = () => sql`select id, first_name, last_name, email, role, status from users order by id`;
  const eventsIn = () =>
    sql`select id::text, at, action, actor_id, target_id, reason from audit_events order by audit_events.id limit ${before?.events.length ?? null}`;

  beforeAll(async () => {
    const loaded = await loadDump(name, dumpedAt);
    drop = loaded.drop;
    sql = postgres(loaded.url, { max: 1, onnotice: () => {} });
    const [has] = await sql`select to_regclass('site_connections') is not null as connections`;
    before = {
      people: await peopleIn(),
      events: await eventsIn(),
      clients: has?.connections ? await sql`select id, client_id from site_connections order by id` : [],
    };
    const late = Date.now() - dumpedAt.getTime();
    const clock = () => new Date(Date.now() - late);
    dataDir = await mkdtemp(join(tmpdir(), 'staffroom-upgrade-'));
    running = await startOn(loaded.url, dataDir, clock);
    const owner = connect(loaded.url);
    close = owner.close;
    app = { db: owner.db, clock, secretKey: sha256(key), publicUrl: running.url };
  });
  afterAll(async () => {
    await running?.stop();
    await close?.();
    await sql?.end();
    await drop?.();
    await rm(dataDir, { recursive: true, force: true });
  });

  test('is ready, and everyone is there as they were, with all that was written down', async () => {
    expect(await (await fetch(`${running.url}/readyz`)).json()).toEqual({ status: 'ready', missing: [] });
    expect(before.people.length).toBeGreaterThan(60);
    expect([...(await peopleIn())]).toEqual([...before.people]);
    expect(before.events.length).toBeGreaterThan(4);
    expect([...(await eventsIn())]).toEqual([...before.events]);
  });

  test('the mail that waited goes, and its link is good', async () => {
    const waits = and(eq(mails.kind, 'invitation'), eq(mails.state, 'queued'));
    await until(async () => (await app.db.$count(mails, waits)) === 0, 20_000);
    const sent = (await readFile(join(dataDir, 'mails.jsonl'), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const mail = sent.find(({ to }) => to === 'valentina.rojas@riverside.example');
    const [url] = /http\S+\/password\/set\/\S+/.exec(mail?.text) ?? [];
    expect((await fetch(url ?? '')).status).toBe(200);
  });

  test('a link of before opens and sets a password; a password of before is good', async () => {
    const page = `${running.url}/password/set/${link}`;
    expect(await (await fetch(page)).text()).toContain('sandeep.gill@riverside.example');
    const body = new URLSearchParams({ password: `${password}s`, again: `${password}s` });
    expect((await fetch(page, { method: 'POST', body })).status).toBe(200);
    const isIn = (email: string, password: string) =>
      checkPassword(app, { email, password, address: '127.0.0.1', marks: '', correlationId: crypto.randomUUID() });
    for (const [who, word] of [
      ['abena.boateng', password],
      ['sandeep.gill', `${password}s`],
    ] as const) {
      const [user] = await app.db
        .select()
        .from(users)
        .where(eq(users.email, `${who}@riverside.example`));
      expect(await isIn(`${who}@riverside.example`, word)).toMatchObject({ userId: user?.id });
    }
  });

  test.runIf(waiting)('what was asked for waits, and can be decided', async () => {
    const amina = await app.db.select().from(users).where(eq(users.email, 'amina.rahman@riverside.example'));
    const [{ id = '', centreId = '' } = {}] = amina;
    const ctx = {
      ...app,
      actor: { id, centreId, role: 'coordinator' as const, siteAdminOf: [] },
      workspaceId: null,
      correlationId: crypto.randomUUID(),
    };
    const { requests } = await listRequests(ctx, {});
    expect(requests).toHaveLength(waiting);
    for (const { id } of requests)
      expect(await decide(ctx, { id, decision: 'approve' })).toMatchObject({ id, status: 'approved' });
  });

  test.runIf(connected)('the sites are connected as they were, with secrets that open', async () => {
    const now = await app.db.select().from(siteConnections).orderBy(siteConnections.id);
    expect(now.map(({ id, clientId }) => ({ id, client_id: clientId }))).toEqual([...before.clients]);
    expect(now).toHaveLength(connected);
    for (const each of now) {
      expect(secretOf(app, each)).toMatch(/^[\w-]{43}$/);
      expect(scimAuthOf(app, each)).toMatchObject({ bearer: expect.stringMatching(/^[\w-]{43}$/) });
    }
  });
});

// By the true clock: what is added is dated by it, and sealed by the server's.
test.each(['2026-11-22', '2026-11-30'])('the trail of a database of %s goes on, and is whole', async (name) => {
  const { url, drop } = await loadDump(name, dumpedAt);
  const dataDir = await mkdtemp(join(tmpdir(), 'staffroom-upgrade-'));
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  const owner = connect(url);
  try {
    const [before] = await sql<{ n: number }[]>`select count(*)::int as n from audit_events`;
    const running = await startOn(url, dataDir);
    try {
      const app = { db: owner.db, clock: () => new Date(), secretKey: sha256(key), publicUrl: running.url };
      const given = {
        email: 'abena.boateng@riverside.example',
        password: 'not this one',
        address: '127.0.0.1',
        marks: '',
      };
      await expect(checkPassword(app, { ...given, correlationId: crypto.randomUUID() })).rejects.toThrow(
        'sign-in-wrong',
      );
      await until(async () => {
        const [now] = await sql`select count(*)::int as n from audit_events`;
        return now?.n > (before?.n ?? 0) && (await sql`select 1 from audit_unsealed`).length === 0;
      }, 20_000);
    } finally {
      await running.stop();
    }
    expect(await verifyDatabase(owner.db)).toMatchObject({ isWhole: true });
    const [sealed] = await sql<
      { n: number }[]
    >`select count(*)::int as n from audit_seals join audit_events e on e.id = event_id`;
    expect(sealed?.n).toBeGreaterThan(before?.n ?? Number.POSITIVE_INFINITY);
  } finally {
    await owner.close();
    await sql.end();
    await drop();
    await rm(dataDir, { recursive: true, force: true });
  }
});
