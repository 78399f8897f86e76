import { and, or, type SQL, sql } from 'drizzle-orm';
import { type Attribute, type Column, find, type Searched } from './attributes.ts';
import { type Comparison, compare, type FilterValue } from './compare.ts';
import { DirectoryRefusal } from './refusal.ts';

/** What a directory looks for. A path is an attribute's, in small letters: `name.familyname`. */
export type Filter =
  | { all: Filter[] }
  | { any: Filter[] }
  | { not: Filter }
  /** One of several values that is all of this; its paths begin with the attribute's. */
  | { within: string; which: Filter }
  | { op: 'pr'; path: string }
  | { op: Comparison; path: string; value: FilterValue };

/** @throws DirectoryRefusal `filter-path`, `filter-value` for a question that can't be answered */
export function condition(filter: Filter, searched: Searched): SQL {
  const inner = (f: Filter) => condition(f, searched);
  if ('all' in filter) return and(...filter.all.map(inner)) ?? sql`true`;
  if ('any' in filter) return or(...filter.any.map(inner)) ?? sql`false`;
  // What is neither true nor false for want of a value is false, and so its opposite true.
  if ('not' in filter) return sql`(not coalesce(${inner(filter.not)}, false))`;
  if ('within' in filter) return within(filter, searched);
  const found = find(searched, filter.path);
  return found ? holds(found, filter) : isAbsent(filter);
}

type Within = Extract<Filter, { within: string }>;

function within(filter: Within, searched: Searched): SQL {
  const found = find(searched, filter.within);
  if (found?.kind === 'complex') return condition(filter.which, searched);
  const which = conditionOfOne(filter, searched);
  return found?.kind === 'several' ? found.some(which) : sql`false`;
}

/**
 * What is looked for in each of several values, by itself.
 *
 * @throws DirectoryRefusal `filter-path`, `filter-value` for a question that can't be answered, or where there is but one value
 */
export function conditionOfOne({ within: path, which }: Within, { attributes, isKnown }: Searched): SQL {
  const found = find({ attributes, isKnown }, path);
  if (found && found.kind !== 'several') throw new DirectoryRefusal('filter-path', { path });
  const parts = Object.entries(found?.parts ?? {}).map(([name, part]) => [`${path}.${name}`, part] as const);
  return condition(which, { attributes: new Map<string, Attribute>(parts), isKnown });
}

type Compared = Extract<Filter, { op: unknown }>;

function holds(found: Attribute, filter: Compared): SQL {
  if (found.kind === 'complex') return isThere(sql`true`, filter);
  if (found.kind !== 'several') return filter.op === 'pr' ? isThere(notNull(found), filter) : compare(found, filter);
  const there = found.some(sql`true`);
  if (filter.op === 'pr' || filter.value === null) return isThere(there, filter);
  const column = found.parts[found.part ?? 'value'];
  if (!column) throw new DirectoryRefusal('filter-path', { path: filter.path });
  const some = found.some(compare(column, filter));
  // Who has none has none that is equal.
  return filter.op === 'ne' ? sql`(not ${there} or ${some})` : some;
}

const notNull = ({ sql: column }: Column) => sql`(${column} is not null)`;

/** What is asked of something as a whole: whether it is there. */
function isThere(there: SQL, filter: Compared): SQL {
  if (filter.op === 'pr' || (filter.op === 'ne' && filter.value === null)) return there;
  if (filter.op === 'eq' && filter.value === null) return sql`(not ${there})`;
  throw new DirectoryRefusal('filter-value', { path: filter.path });
}

/** What SCIM knows and nobody has here is as if it had no value (RFC 7644 §3.4.2.1). */
const isAbsent = (filter: Compared): SQL =>
  filter.op !== 'pr' && (filter.op === 'ne') !== (filter.value === null) && ['eq', 'ne'].includes(filter.op)
    ? sql`true`
    : sql`false`;
