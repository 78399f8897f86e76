import postgres, { type Sql } from 'postgres';

/**
 * Fills a database past its triggers and foreign keys, and without the indexes, which are made afterwards: many times quicker. So
 * whoever fills sets what a trigger would have set.
 *
 * @param url of the superuser
 */
export async function fillFast(url: string, fill: (sql: Sql) => Promise<void>): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql`set session_replication_role = replica`;
    await sql`set synchronous_commit = off`;
    await sql`set maintenance_work_mem = '512MB'`;
    const make = await dropIndexes(sql);
    await fill(sql);
    for (const statement of make) await sql.unsafe(statement);
    // Not the others: PostgreSQL reads a table that it once found empty from end to end for each row that is looked for, until a minute
    // later it looks again. In a new database it does not.
    const filled = await sql<{ name: string }[]>`
      select relname as name from pg_class
      where relnamespace = 'public'::regnamespace and relkind = 'r' and pg_relation_size(oid) > 0`;
    await sql`vacuum analyze ${sql(filled.map(({ name }) => name))}`;
  } finally {
    await sql.end();
  }
}

/** All but those that keep a constraint. @returns what makes them again */
async function dropIndexes(sql: Sql): Promise<string[]> {
  const found = await sql<{ name: string; statement: string }[]>`
    select c.relname as name, pg_get_indexdef(i.indexrelid) as statement
    from pg_index i join pg_class c on c.oid = i.indexrelid
    where c.relnamespace = 'public'::regnamespace
      and not exists (select from pg_constraint where conindid = i.indexrelid)`;
  for (const { name } of found) await sql`drop index ${sql(name)}`;
  return found.map(({ statement }) => statement);
}
