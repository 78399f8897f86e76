import { sql } from 'drizzle-orm';
import type { Db } from '../../../db/connect.ts';
import type { Event } from '../../../src/bot/inbound.ts';

/** What is named by an id in a press, by its table. */
const named = ['users', 'requests', 'learner_groups', 'transfers', 'drafts'] as const;
export type Ids = Record<(typeof named)[number], string>;

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** The same press with the id of another school in one place where an id is carried: one for each such place. */
export async function forgeries(db: Db, event: Event, ids: Ids): Promise<Event[]> {
  if (event.type === 'text') return [];
  const text = JSON.stringify(event);
  const forged: Event[] = [];
  for (const match of text.matchAll(uuid)) {
    const table = await tableOf(db, match[0]);
    if (!table) continue;
    forged.push(JSON.parse(text.slice(0, match.index) + ids[table] + text.slice(match.index + match[0].length)));
  }
  return forged;
}

async function tableOf(db: Db, id: string): Promise<keyof Ids | undefined> {
  const looks = named.map((table) => sql`select ${table} as name from ${sql.identifier(table)} where id = ${id}::uuid`);
  const { rows } = await db.execute<{ name: keyof Ids }>(sql.join(looks, sql` union all `));
  return rows[0]?.name;
}
