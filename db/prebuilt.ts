import { Column, getTableName, is, Placeholder, type Query, SQL, Subquery, sql } from 'drizzle-orm';
import { NodePgDatabase, NodePgSession } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { type Db, dialect } from './session.ts';
import { statementName } from './statement-names.ts';

/** What differs from call to call, each to be named where its value goes. */
export type Values<I> = { [K in keyof I & string]: Placeholder<K, I[K]> };

type Prepare = Parameters<NodePgSession<Record<string, never>, Record<string, never>>['prepareQuery']>;
type Fields = NonNullable<Prepare[1]>;
type RowMapper = NonNullable<Prepare[4]>;

/**
 * A hot statement that Drizzle builds once, at its first call; to build it anew was a fifth of what an answer costs. It runs on
 * whatever database it is given, the pool or a transaction, under the name that the statement has there.
 *
 *     const nameOf = prebuilt((db, { id }: Values<{ id: string }>) => db.select({ name: users.lastName }).from(users).where(eq(users.id, id)));
 *     const [row] = await nameOf(ctx.db, { id });
 *
 * A value goes to the driver as it is, by no column's own way: an array as PostgreSQL's (`any(${ids}::uuid[])`), an object as JSON,
 * a date as a moment. It is no value yet while the statement is built: nothing can be asked of it there, and what would take the
 * statement's form from it wants a statement for each form.
 *
 * @param build a query, or `db.execute(sql…)`; called once
 * @param options.isNamed whether the server may keep its plan though it looks for parts of a text
 */
export function prebuilt<I extends object, O>(
  build: (db: Db, values: Values<I>) => PromiseLike<O>,
  options: { isNamed?: boolean } = {},
): (db: Db, values: I) => Promise<O> {
  let built: Built | undefined;
  return (db, values) => {
    built ??= take(build as (db: Db, values: object) => unknown, options);
    const prepared = Object.assign(db._.session.prepareQuery(...built.query), built.joins);
    return prepared.execute(values as Record<string, unknown>) as Promise<O>;
  };
}

interface Built {
  query: Prepare;
  /** Drizzle's own note of which joined tables may be missing from a row. */
  joins: { joinsNotNullableMap?: Record<string, boolean> };
}

/** Hears what is prepared, and runs nothing. */
class Listener extends NodePgSession<Record<string, never>, Record<string, never>> {
  heard: Prepare | undefined;
  constructor() {
    super(undefined as never, dialect, undefined);
  }
  override prepareQuery(...query: Prepare) {
    this.heard = query;
    return super.prepareQuery(...query) as never;
  }
}

/** Has whatever is asked for by its name; which names there are nobody has told it. */
const named = new Proxy(
  {},
  {
    get: (_, name: string) => sql.placeholder(name),
    ownKeys() {
      throw new Error('Name each value of what is prebuilt: the rest of them is not known.');
    },
  },
);

function take(build: (db: Db, values: object) => unknown, { isNamed = false }): Built {
  const listener = new Listener();
  const query = build(new NodePgDatabase(dialect, listener as never, undefined), named) as {
    prepare?(name: string): Built['joins'];
  };
  // Plain SQL is prepared as it is made.
  const { joinsNotNullableMap } = query.prepare?.('') ?? {};
  if (!listener.heard) throw new Error('What is prebuilt has to be one query.');
  const [given, fields, , asArrays] = listener.heard;
  const text = withFewerParameters(given);
  const rows = fields && rowMapper(fields, joinsNotNullableMap);
  // However long it is: it comes again.
  const name = text.params.length > 0 ? statementName(text.sql, { isLong: true, isNamed }) : undefined;
  return {
    query: [text, fields, name, asArrays, rows],
    joins: joinsNotNullableMap ? { joinsNotNullableMap } : {},
  };
}

/**
 * What is the same at each call is written into the text, and a value that is asked for in several places is one parameter: each
 * parameter is sent, read and looked up by its type at each call, and a plan that is kept can make no use of what it does not know.
 */
function withFewerParameters({ sql: text, params }: Query): Query {
  const kept: unknown[] = [];
  const places = new Map<unknown, number>();
  const written = params.map((param) => {
    if (typeof param === 'string' || typeof param === 'number' || typeof param === 'boolean')
      return pg.escapeLiteral(String(param));
    const value = is(param, Placeholder) ? param.name : param;
    const place = places.get(value) ?? kept.push(param);
    places.set(value, place);
    return `$${place}`;
  });
  return { sql: text.replace(/\$(\d+)/g, (_, place) => written[place - 1] as string), params: kept };
}

/** The columns of a select on a database that builds what is prebuilt, and how its rows are read. */
export function columnsOf(select: unknown): { count: number; rows: RowMapper | undefined } {
  const { fields, joinsNotNullableMap } = (
    select as { prepare(name: string): { fields: Fields } & Built['joins'] }
  ).prepare('');
  return { count: fields.length, rows: rowMapper(fields, joinsNotNullableMap) };
}

/**
 * What Drizzle's own makes, which finds out for each value anew how it is read.
 *
 * @param joins which joined tables are always there; nothing is returned where a whole one may be missing: that is Drizzle's own to read
 */
function rowMapper(fields: Fields, joins: Record<string, boolean> = {}): RowMapper | undefined {
  const mayMiss = fields.some(
    ({ path, field }) => path.length === 2 && is(field, Column) && joins[getTableName(field.table)] === false,
  );
  if (mayMiss) return undefined;
  const columns = fields.map(({ path, field }) => ({
    within: path.slice(0, -1),
    name: path.at(-1) as string,
    decoder: decoderOf(field),
  }));
  const mapRow = (values: unknown[]) => {
    const row: Row = {};
    for (let i = 0; i < columns.length; i++) {
      const { within, name, decoder } = columns[i] as (typeof columns)[number];
      let node = row;
      for (const key of within) {
        node[key] ??= {};
        node = node[key] as Row;
      }
      node[name] = values[i] === null ? null : decoder.mapFromDriverValue(values[i]);
    }
    return row;
  };
  return (rows) => rows.map(mapRow);
}

type Row = Record<string, unknown>;

function decoderOf(field: Fields[number]['field']): { mapFromDriverValue(value: unknown): unknown } {
  if (is(field, Column)) return field;
  if (is(field, SQL)) return decoderIn(field);
  return decoderIn(is(field, Subquery) ? field._.sql : field.sql);
}

/** Not in Drizzle's types, though `mapWith` is there to set it. */
const decoderIn = (sql: SQL) => (sql as unknown as { decoder: Column }).decoder;
