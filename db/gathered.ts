import { type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { columnsOf, prebuilt, type Values } from './prebuilt.ts';
import type { Db } from './session.ts';

/** A select of Drizzle's. */
type Select = PromiseLike<unknown[]> & SQLWrapper;
type Rows<Q extends Record<string, Select>> = { [K in keyof Q]: Awaited<Q[K]> };

/**
 * Several reads as one statement, prebuilt: one round trip, and all of them see the same moment. Each gives the rows that it gives by
 * itself.
 *
 *     const ofPerson = gathered((db, { id }: Values<{ id: string }>) => ({ person: db.select(…), note: db.select(…) }));
 *     const { person: [person], note: [note] } = await ofPerson(ctx.db, { id });
 *
 * The rows travel as JSON, so a column is read out of that: numbers that JavaScript can't hold don't go this way.
 *
 * @param build selects by their names; called once
 * @param given what all of them may read from: `name as (select …)`
 */
export function gathered<I extends object, Q extends Record<string, Select>>(
  build: (db: Db, values: Values<I>) => Q,
  given?: (db: Db, values: Values<I>) => SQL,
): (db: Db, values: I) => Promise<Rows<Q>> {
  let readers: [name: string, read: (rows: unknown[][]) => unknown][] = [];
  const read = prebuilt((db, values: Values<I>) => {
    const selects = Object.entries(build(db, values)).map(([name, select]) => {
      const { count, rows } = columnsOf(select);
      if (!rows) throw new Error(`${name}: a joined table that may be missing is to be read column by column`);
      return { name, select, count, rows };
    });
    readers = selects.map(({ name, rows }) => [name, rows]);
    const all = sql.join(
      selects.map(({ select, count }) => asJson(select, count)),
      sql`, `,
    );
    // One column: each is described anew with each answer.
    return db.execute<{ all: (unknown[][] | null)[] }>(
      sql`${given ? sql`with ${given(db, values)} ` : sql``}select json_build_array(${all}) as "all"`,
    );
  });
  return async (db, values) => {
    const { rows } = await read(db, values);
    const all = rows[0]?.all ?? [];
    return Object.fromEntries(readers.map(([name, each], i) => [name, each(all[i] ?? [])])) as Rows<Q>;
  };
}

/** All rows of a select, each as a list of its columns, in its order; nothing where there are none. */
function asJson(select: Select, count: number): SQL {
  const columns = sql.join(
    Array.from({ length: count }, (_, i) => sql.identifier(`c${i}`)),
    sql`, `,
  );
  return sql`(select json_agg(json_build_array(${columns})) from (${select.getSQL()}) as q(${columns}))`;
}
