import { sql } from 'drizzle-orm';
import type { JobHelpers } from 'graphile-worker';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '../../db/connect.ts';
import { purgeJobs } from '../../src/jobs/purge-jobs.ts';
import { daysAgo } from '../../src/service/purge.ts';
import { purgeExpired } from '../../src/service/purge-expired.ts';
import { purgeLateAnswers } from '../../src/service/workspaces/late-answers.ts';
import { usualKeep } from '../../src/words/keep.ts';
import { useDatabase } from '../kit/database.ts';
import { aSchool } from '../kit/school.ts';

/**
 * That no table grows for ever, by the database's own catalogue; and that however much is kept, the purge of each kind reads
 * what is old by an index, and what refers to it too.
 */

const rows = 10_000;
/** Every so many is old. */
const every = 4;

const database = useDatabase();
// One connection, so that what it has read is counted before the count is asked for.
const owner = connect(database.url, { max: 1, patient: true });
afterAll(() => owner.close());

/** The columns of each table and what is in them: `i` is the row's number, `at` when it had its day. */
const filled: Record<string, [columns: string, values: string]> = {
  drafts: ['centre_id, user_id, content, created_at, expires_at', "c, u, '{}', at, at"],
  one_time_secrets: [
    'id, centre_id, user_id, token_hash, created_at, expires_at',
    'gen_random_uuid(), c, u, i::bytea, at, at',
  ],
  done_once: ['key, centre_id, at', 'i, c, at'],
  deliveries: ['key, at', 'i, at'],
  late_answers: [
    'id, platform, workspace, recipient_hash, user_id, sealed, may_have_arrived, created_at, due_at',
    "gen_random_uuid(), 'slack', 'T1', i::bytea, u, '', false, at, at",
  ],
  rate_limits: ['key, count, resets_at', 'i, 1, at'],
  workspace_codes: ['platform, external_id, id, expires_at', "'slack', i, gen_random_uuid(), at"],
  oidc_records: ['model, id_hash, sealed, expires_at', "'Grant', i::bytea, '', at"],
  site_sessions: [
    'sid, centre_id, connection_id, user_id, uid_hash, started_at, expires_at',
    "i, c, gen_random_uuid(), u, '', at, at",
  ],
  column_choices: ['centre_id, subject, heads, columns, used_at', "c, 'people', i::bytea, '{}', at"],
  directory_tokens: ['centre_id, token_hash, created_at, revoked_at', 'c, i::bytea, at, at'],
  stand_ins: ['user_id, centre_id, stand_in_id, until', 'gen_random_uuid(), c, u, at'],
  chat_references: ['platform, external_id, peer, content, seen_at', "'teams', i, 'person:' || i, '{}', at"],
  chat_messages: ['centre_id, workspace_id, user_id, about, created_at', 'c, gen_random_uuid(), u, i, at'],
  links: [
    'id, centre_id, user_id, kind, token_hash, created_at, expires_at, used_at',
    "md5('l' || i)::uuid, c, u, 'reset', i::bytea, at, at, at",
  ],
  requests: [
    'id, centre_id, asker_id, kind, status, created_at, remind_at, expires_at, decided_at, correlation_id',
    "md5('r' || i)::uuid, c, u, 'reset', 'expired', at, at + interval '1 day', at + interval '2 days', at, gen_random_uuid()",
  ],
  request_messages: [
    'centre_id, request_id, workspace_id, channel, ref, created_at',
    "c, md5('r' || i)::uuid, gen_random_uuid(), 'C1', '{}', at",
  ],
  transfers: [
    'id, centre_id, from_id, to_id, by_id, at, counts, group_ids, undoes, correlation_id',
    "md5('t' || i)::uuid, c, u, gen_random_uuid(), u, at, '[]', '{}', case when n % 2 = 1 then md5('t' || n - 1)::uuid end, gen_random_uuid()",
  ],
  mails: [
    'id, centre_id, user_id, kind, link_id, transfer_id, request_id, state, created_at, correlation_id',
    "gen_random_uuid(), c, u, 'reset', md5('l' || i)::uuid, md5('t' || i)::uuid, md5('r' || i)::uuid, 'sent', at, gen_random_uuid()",
  ],
  imports: [
    'id, centre_id, owner_id, by_id, at, sites, counts, correlation_id',
    "md5('i' || i)::uuid, c, u, u, at, '{}', '{}', gen_random_uuid()",
  ],
  import_parts: ['import_id, kind, part, rows', "md5('i' || i)::uuid, 'group', 0, '[]'"],
  scheduled_changes: [
    'centre_id, user_id, kind, day, planned_by_id, correlation_id, created_at, state, ended_at',
    "c, u, 'suspend', '2026-01-01', u, gen_random_uuid(), at, 'done', at",
  ],
  people_changes: ['change_id, centre_id, user_id, was, now, at', "gen_random_uuid(), c, u, '{}', '{}', at"],
  vouched_emails: ['workspace_id, centre_id, user_id, email, at', "gen_random_uuid(), c, u, 'a@b.example', at"],
  promotions: [
    'id, centre_id, by_id, at, year, ended, made, correlation_id',
    "gen_random_uuid(), c, u, at, '2025/26', 0, 0, gen_random_uuid()",
  ],
  leavers: ['id, centre_id, user_id, started_at, ended_at', 'gen_random_uuid(), c, u, at, at'],
};

/** What is kept for as long as there is what it is about, and why it does not grow with use alone. */
const kept = {
  audit_events: 'the trail',
  audit_seals: 'the trail',
  audit_unsealed: 'goes when the event is sealed, a moment later',
  users: 'what the trail points at',
  centres: 'a school',
  centre_sites: 'a school',
  workspaces: 'a school',
  installations: 'goes when the workspace takes us out',
  chat_identities: 'goes with the tie, or the account',
  credentials: 'one a person',
  directory_groups: 'five a school',
  site_access: 'goes when it is taken',
  user_programmes: 'goes when it is taken',
  notes: 'one a person',
  site_visits: 'one a person and site; goes with the account',
  usage_digests: 'one a coordinator; goes when it is turned off',
  learner_groups: 'the school’s own data',
  learners: 'the same',
  tests: 'the same',
  results: 'the same',
  site_connections: 'goes when the site is disconnected',
  provisioning: 'goes with the connection, or once the site has deleted the account',
  signing_keys: 'purged too; so few that no index is needed',
  secret_keys: 'one for each SECRET_KEY that there was',
  mail_server: 'one row',
  second_factors: 'one a person',
};

test('every table is purged, or kept for a reason', async () => {
  const { rows: tables } = await owner.db.execute<{ name: string }>(
    sql`select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1`,
  );
  expect(
    tables.map(({ name }) => name),
    'A table grows for ever: purge it (src/service/purge-expired.ts) and fill it here, or say in "kept" why it stays.',
  ).toEqual([...Object.keys(filled), ...Object.keys(kept)].sort());
});

beforeAll(async () => {
  const school = await aSchool(database.app());
  const { id } = await school.person();
  // Without foreign keys and triggers, which would take most of the time.
  await owner.db.execute(sql`set session_replication_role = replica`);
  for (const [table, [columns, values]] of Object.entries(filled)) {
    await owner.db.execute(sql`
      insert into ${sql.identifier(table)} (${sql.raw(columns)})
      select ${sql.raw(values)}
      from (
        select n, n::text as i, ${school.centreId}::uuid as c, ${id}::uuid as u,
          now() + case when n / 2 % ${sql.raw(String(every))} = 0 then -1 else 1 end * interval '1000 days' as at
        from generate_series(0, ${sql.raw(String(rows - 1))}) n
      ) row`);
  }
  await owner.db.execute(sql`
    select count(*) from graphile_worker.add_jobs(array(
      select row('t', '{}', null, now(), 25, null, null, null)::graphile_worker.job_spec from generate_series(1, ${rows}::int)))`);
  await owner.db.execute(sql`
    update graphile_worker._private_jobs
    set attempts = case when id % ${every}::int = 0 then 25 else 0 end, updated_at = now() - interval '1000 days'`);
  await owner.db.execute(sql`reset session_replication_role`);
  await owner.db.execute(sql`vacuum analyze`);
}, 60_000);

async function lookedThrough(): Promise<Map<string, { scans: number; deleted: number }>> {
  await owner.db.execute(sql`select pg_stat_force_next_flush()`);
  const { rows } = await owner.db.execute<{ name: string; scans: string; deleted: string }>(
    sql`select relname as name, seq_scan as scans, n_tup_del as deleted from pg_stat_user_tables`,
  );
  return new Map(rows.map((r) => [r.name, { scans: Number(r.scans), deleted: Number(r.deleted) }]));
}

const withClient: JobHelpers['withPgClient'] = async (work) => {
  const client = await owner.db.$client.connect();
  try {
    return await work(client);
  } finally {
    client.release();
  }
};

test('the purge of each kind reads no table from end to end', async () => {
  const before = await lookedThrough();
  const app = { ...database.app(), db: owner.db };
  const more = [
    purgeLateAnswers(app, pino({ level: 'silent' })),
    purgeJobs(withClient, daysAgo(app.clock(), usualKeep.days)),
  ];
  await purgeExpired(app, usualKeep, more);
  const after = await lookedThrough();
  const names = [...Object.keys(filled), '_private_jobs'];
  const read = names.filter((name) => after.get(name)?.scans !== before.get(name)?.scans);
  expect(read).toEqual([]);
  const deleted = names.map((name) => [name, (after.get(name)?.deleted ?? 0) - (before.get(name)?.deleted ?? 0)]);
  expect(deleted).toEqual(names.map((name) => [name, rows / every]));
});
