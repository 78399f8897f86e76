import { sql } from 'drizzle-orm';
import type { Db } from '../../../db/connect.ts';

/** Tables of no school, in which anyone's press may leave something: limits, keys of presses, what the queue has. */
const ofNoSchool = new Set([
  'rate_limits',
  'deliveries',
  'secret_keys',
  'signing_keys',
  'oidc_records',
  'audit_unsealed',
  'chat_references',
  'installations',
  'mail_server',
]);

/** Of a group. */
const byGroup = new Set(['learners', 'tests', 'results']);

/** Which of a table's rows are a school's; of drafts those that are not the actor's own. */
const ofSchool = (table: string, centreId: string, actorId: string | null) => {
  if (table === 'centres') return sql`id = ${centreId}`;
  if (byGroup.has(table)) return sql`group_id in (select id from learner_groups where centre_id = ${centreId})`;
  if (table === 'import_parts') return sql`import_id in (select id from imports where centre_id = ${centreId})`;
  if (table === 'drafts') return sql`centre_id = ${centreId} and user_id is distinct from ${actorId}::uuid`;
  // A refusal for lack of rights is written down; that is no change.
  if (table === 'audit_events') return sql`centre_id = ${centreId} and outcome = 'done'`;
  return sql`centre_id = ${centreId}`;
};

/** The school's tables that this transaction has written to, whatever came of it. */
export async function touchedTables(db: Db): Promise<string[]> {
  const { rows } = await db.execute<{ name: string }>(sql`
    select relname as name from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r' and pg_stat_get_xact_tuples_inserted(oid)
      + pg_stat_get_xact_tuples_updated(oid) + pg_stat_get_xact_tuples_deleted(oid) > 0 order by relname`);
  return rows.map((r) => r.name).filter((name) => !ofNoSchool.has(name));
}

/** A number for each of these tables that changes with any row of the school. */
export async function digestOf(
  db: Db,
  tables: string[],
  centreId: string,
  actorId: string | null,
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const table of tables) {
    const { rows } = await db.execute<{ digest: string | null }>(sql`
      select md5(string_agg(t::text, '' order by t::text)) as digest from ${sql.identifier(table)} t
      where ${ofSchool(table, centreId, actorId)}`);
    found.set(table, rows[0]?.digest ?? '');
  }
  return found;
}
