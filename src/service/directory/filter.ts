import { and, or, type SQL, sql } from 'drizzle-orm';
import { foldedEmail } from '../../../db/schema/folded-email.ts';
import { userProgrammes, users } from '../../../db/schema/index.ts';
import { isActive, isCalled, userNameOf } from './member.ts';
import { DirectoryRefusal } from './refusal.ts';

export type Comparison = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le';

/** What a directory looks for. A path is an attribute's, in small letters: `name.familyname`. */
export type Filter =
  | { all: Filter[] }
  | { any: Filter[] }
  | { not: Filter }
  | { op: 'pr'; path: string }
  | { op: Comparison; path: string; value: FilterValue };

export type FilterValue = string | number | boolean | null;

type Kind = 'text' | 'email' | 'exact' | 'boolean' | 'date';

interface Column {
  kind: Kind;
  sql: SQL;
}

const displayName = sql`(${users.firstName} || ' ' || ${users.lastName})`;
const email = sql`${users.email}`;

/** What can be looked for and sorted by. All else that SCIM knows of a user is nothing that we keep. */
const columns = new Map<string, Column>(
  Object.entries<Column>({
    id: { kind: 'exact', sql: sql`${users.id}::text` },
    externalid: { kind: 'exact', sql: sql`${users.externalId}` },
    username: { kind: 'email', sql: userNameOf },
    displayname: { kind: 'text', sql: displayName },
    'name.formatted': { kind: 'text', sql: displayName },
    'name.givenname': { kind: 'text', sql: sql`${users.firstName}` },
    'name.familyname': { kind: 'text', sql: sql`${users.lastName}` },
    emails: { kind: 'email', sql: email },
    'emails.value': { kind: 'email', sql: email },
    'emails.type': { kind: 'text', sql: sql`'work'::text` },
    'emails.primary': { kind: 'boolean', sql: sql`true` },
    active: { kind: 'boolean', sql: isActive },
    'meta.created': { kind: 'date', sql: sql`${users.createdAt}` },
    'meta.resourcetype': { kind: 'exact', sql: sql`'User'::text` },
  }),
);

/** @param isKnown whether SCIM has such an attribute, though we keep none of it: nobody has it then */
export function usersLike(filter: Filter, isKnown: (path: string) => boolean): SQL {
  const inner = (f: Filter) => usersLike(f, isKnown);
  if ('all' in filter) return and(...filter.all.map(inner)) ?? sql`true`;
  if ('any' in filter) return or(...filter.any.map(inner)) ?? sql`false`;
  // What is neither true nor false for want of a value is false, and so its opposite true.
  if ('not' in filter) return sql`(not coalesce(${inner(filter.not)}, false))`;
  if (filter.path === 'groups' || filter.path === 'groups.value') return inGroup(filter);
  if (filter.path === 'username' && filter.op === 'eq' && typeof filter.value === 'string')
    return isCalled(filter.value);
  const column = columns.get(filter.path);
  if (column) return filter.op === 'pr' ? sql`(${column.sql} is not null)` : compare(column, filter);
  if (isKnown(filter.path)) return filter.op === 'ne' ? sql`true` : sql`false`;
  throw new DirectoryRefusal('filter-path', { path: filter.path });
}

/** @throws DirectoryRefusal for what can't be sorted by */
export function sortColumn(path: string): SQL {
  const column = columns.get(path);
  if (!column) throw new DirectoryRefusal('sort-path', { path });
  return folds[column.kind]?.(column.sql) ?? column.sql;
}

/** How those are compared whose letter case means nothing. */
const folds: Partial<Record<Kind, (text: SQL) => SQL>> = { text: (text) => sql`lower(${text})`, email: foldedEmail };

type Compared = Extract<Filter, { value: unknown }>;

function compare({ kind, sql: column }: Column, { op, path, value }: Compared): SQL {
  if (value === null) {
    if (op === 'eq') return sql`(${column} is null)`;
    if (op === 'ne') return sql`(${column} is not null)`;
    throw new DirectoryRefusal('filter-value', { path });
  }
  if (kind === 'boolean') return ordered(op, column, sql`${truth(value, path)}::boolean`, ['eq', 'ne'], path);
  if (kind === 'date') return ordered(op, column, sql`${moment(value, path)}::timestamptz`, allButParts, path);
  if (typeof value !== 'string') throw new DirectoryRefusal('filter-value', { path });
  const fold = folds[kind] ?? ((text: SQL) => text);
  const [a, b] = [fold(column), fold(sql`${value}::text`)];
  if (op === 'co') return sql`(strpos(${a}, ${b}) > 0)`;
  if (op === 'sw') return sql`starts_with(${a}, ${b})`;
  if (op === 'ew') return sql`(right(${a}, length(${b})) = ${b})`;
  return ordered(op, a, b, allButParts, path);
}

const allButParts: Comparison[] = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'];
const signs: Partial<Record<Comparison, SQL>> = {
  eq: sql`=`,
  ne: sql`is distinct from`,
  gt: sql`>`,
  ge: sql`>=`,
  lt: sql`<`,
  le: sql`<=`,
};

function ordered(op: Comparison, a: SQL, b: SQL, allowed: Comparison[], path: string): SQL {
  const sign = signs[op];
  if (!sign || !allowed.includes(op)) throw new DirectoryRefusal('filter-value', { path });
  return sql`(${a} ${sign} ${b})`;
}

/** Entra ID writes `active eq "True"`. */
function truth(value: string | number | boolean, path: string): boolean {
  const said = String(value).toLowerCase();
  if (said !== 'true' && said !== 'false') throw new DirectoryRefusal('filter-value', { path });
  return said === 'true';
}

function moment(value: string | number | boolean, path: string): string {
  const at = typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value) ? new Date(value) : undefined;
  if (!at || Number.isNaN(at.getTime())) throw new DirectoryRefusal('filter-value', { path });
  return at.toISOString();
}

function inGroup(filter: Extract<Filter, { op: unknown }>): SQL {
  const some = (which: SQL) => sql`exists (select from ${userProgrammes} p where p.user_id = ${users.id} and ${which})`;
  if (filter.op === 'pr') return some(sql`true`);
  if (filter.op === 'eq' && typeof filter.value === 'string') return some(sql`p.programme::text = ${filter.value}`);
  throw new DirectoryRefusal('filter-value', { path: filter.path });
}
