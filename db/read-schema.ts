import { readdirSync, readFileSync } from 'node:fs';
import type { Sql } from 'postgres';

const head = `-- The database as the migrations make it, for reading: kinds of words, tables, functions. A table stands below those that
-- it refers to, with its rules, indexes and triggers. Written by \`npm run schema\`, and a test holds it to the migrations.
-- What the program's own role may do with all this is in db/roles.ts; the job queue's own schema is graphile-worker's.`;

/**
 * Reads a database's rules from its catalogue, in an order that changes only with them. Comments on tables and columns are
 * those of db/schema/, comments on functions the database's own.
 */
export async function readSchema(sql: Sql): Promise<string> {
  const [extensions, enums, tables, functions] = await Promise.all([
    textsOf(sql, extensionsQuery),
    textsOf(sql, enumsQuery),
    readTables(sql),
    textsOf(sql, functionsQuery),
  ]);
  return `${[head, ...extensions, enums.join('\n'), ...tables, ...functions].join('\n\n')}\n`;
}

const extensionsQuery = `
  select format('CREATE EXTENSION %s;', extname) as text from pg_extension where extname <> 'plpgsql' order by extname`;

const enumsQuery = `
  select format('CREATE TYPE %I AS ENUM (%s);', typname,
    (select string_agg(quote_literal(enumlabel), ', ' order by enumsortorder) from pg_enum where enumtypid = t.oid)) as text
  from pg_type t where typtype = 'e' and typnamespace = 'public'::regnamespace order by typname`;

const functionsQuery = `
  select '-- ' || replace(obj_description(p.oid), E'\\n', E'\\n-- ') || E'\\n' || rtrim(pg_get_functiondef(p.oid), E'\\n') || ';' as text
  from pg_proc p where pronamespace::regnamespace::text in ('public', 'staffroom_wakes')
    and not exists (select from pg_depend where objid = p.oid and deptype = 'e') order by proname`;

interface Table {
  name: string;
  columns: { name: string; text: string }[];
  constraints: { name: string; kind: string; text: string; refersTo: string | null; columns: string[] }[];
  /** Indexes and triggers. */
  beside: string[];
}

async function readTables(sql: Sql): Promise<string[]> {
  const tables = await sql<Table[]>`
    select c.relname as name,
      (select json_agg(json_build_object('name', attname, 'text', concat_ws(' ',
          format_type(atttypid, atttypmod),
          case when attnotnull then 'NOT NULL' end,
          case when attidentity = 'a' then 'GENERATED ALWAYS AS IDENTITY' end,
          case when attgenerated = 's' then 'GENERATED ALWAYS AS (' || pg_get_expr(adbin, adrelid, true) || ') STORED'
            else 'DEFAULT ' || pg_get_expr(adbin, adrelid, true) end
        )) order by attnum)
        from pg_attribute left join pg_attrdef on adrelid = attrelid and adnum = attnum
        where attrelid = c.oid and attnum > 0 and not attisdropped) as columns,
      (select coalesce(json_agg(json_build_object('name', conname, 'kind', contype, 'refersTo', r.relname,
          'text', pg_get_constraintdef(o.oid, true),
          'columns', (select coalesce(json_agg(attname order by n), '[]') from unnest(conkey) with ordinality k(number, n)
            join pg_attribute on attrelid = conrelid and attnum = k.number)
        ) order by position(contype::text in 'pucf'), pg_get_constraintdef(o.oid, true)), '[]')
        from pg_constraint o left join pg_class r on r.oid = confrelid
        where conrelid = c.oid and contype in ('p', 'u', 'c', 'f')) as constraints,
      array(select pg_get_indexdef(indexrelid) from pg_index
        where indrelid = c.oid and not exists (select from pg_constraint where conindid = indexrelid) order by 1)
      || array(select pg_get_triggerdef(oid, true) from pg_trigger where tgrelid = c.oid and not tgisinternal order by tgname)
      as beside
    from pg_class c where relkind = 'r' and relnamespace = 'public'::regnamespace order by c.relname`;
  const comments = commentsInSources();
  return inOrder(tables).map((table) => sqlOf(table, comments));
}

/** Each below those that it refers to, else by name. */
function inOrder(tables: Table[]): Table[] {
  const done = new Set<Table>();
  const visit = (table: Table) => {
    const before = table.constraints.map((c) => c.refersTo).filter((name) => name !== table.name);
    for (const other of tables) if (before.includes(other.name) && !done.has(other)) visit(other);
    done.add(table);
  };
  for (const table of tables) if (!done.has(table)) visit(table);
  return [...done];
}

function sqlOf({ name, columns, constraints, beside }: Table, comments: Map<string, string[]>): string {
  const parts = [
    ...columns.map((c) => ({ comment: comments.get(`${name}.${c.name}`) ?? [], text: `${c.name} ${c.text}` })),
    ...constraints.map((c) => ({ comment: [], text: `${isNamed(name, c) ? `CONSTRAINT ${c.name} ` : ''}${c.text}` })),
  ];
  return [
    ...(comments.get(name) ?? []).map((line) => `-- ${line}`),
    `CREATE TABLE ${name} (`,
    ...parts.flatMap(({ comment, text }, i) => [
      ...comment.map((line) => `  -- ${line}`),
      `  ${withoutCasts(short(text))}${i < parts.length - 1 ? ',' : ''}`,
    ]),
    ');',
    ...beside.map((text) => `${withoutCasts(short(text))};`),
  ].join('\n');
}

/** Whether somebody chose the name: the generator's say what the rest of the line does. */
const isNamed = (table: string, { name, kind, columns }: Table['constraints'][number]) =>
  kind !== 'p' && !(kind === 'f' && name.startsWith(`${table}_${columns.join('_')}_`.slice(0, 63)));

const short = (text: string) =>
  text.replaceAll('public.', '').replaceAll(' USING btree', '').replaceAll('timestamp with time zone', 'timestamptz');

/** PostgreSQL writes the type of each literal, where the column beside it says it already. */
const withoutCasts = (text: string) => text.replace(/('(?:[^']|'')*')::\w+(\[\])?/g, '$1');

async function textsOf(sql: Sql, query: string): Promise<string[]> {
  return (await sql.unsafe<{ text: string }[]>(query)).map(({ text }) => short(text));
}

/** The comments of db/schema/: by `table` and `table.column`, in lines. */
function commentsInSources(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const folder = new URL('schema/', import.meta.url);
  for (const file of readdirSync(folder)) {
    const source = readFileSync(new URL(file, folder), 'utf8');
    let table = '';
    for (const [, comment, name, column] of source.matchAll(
      /(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*)?(?:export const \w+ = pgTable\(\s*'(\w+)'|^ +(\w+): (?:t\s*\.)?\w+\()/gm,
    )) {
      if (name) table = name;
      const key = name ?? `${table}.${column?.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)}`;
      const lines = comment?.split('\n').map((line) => line.replace(/^\s*\* ?/, '').trim());
      if (lines) found.set(key, lines.filter(Boolean));
    }
  }
  return found;
}
