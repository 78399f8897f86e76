import { type SQL, sql } from 'drizzle-orm';
import { dayOf } from '../../lib/time.ts';
import { type Column, folds } from './attributes.ts';
import { DirectoryRefusal } from './refusal.ts';

export type Comparison = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le';

export type FilterValue = string | number | boolean | null;

interface Compared {
  op: Comparison;
  path: string;
  value: FilterValue;
}

/** @throws DirectoryRefusal `filter-value` for what can't be compared so */
export function compare({ kind, sql: column, equals }: Column, { op, path, value }: Compared): SQL {
  if (value === null) {
    if (op === 'eq') return sql`(${column} is null)`;
    if (op === 'ne') return sql`(${column} is not null)`;
    throw new DirectoryRefusal('filter-value', { path });
  }
  if (kind === 'boolean') return ordered(op, column, sql`${truth(value, path)}::boolean`, ['eq', 'ne'], path);
  if (kind === 'date') return ordered(op, column, sql`${moment(value, path)}::timestamptz`, allButParts, path);
  if (typeof value !== 'string') throw new DirectoryRefusal('filter-value', { path });
  if (op === 'eq' && equals) return equals(value);
  const fold = folds[kind] ?? ((text: SQL) => text);
  // Ids are written in small letters, and may be sent in others.
  const [a, b] = [fold(column), fold(sql`${kind === 'id' ? value.toLowerCase() : value}::text`)];
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

const dateForm = /^(?!0000)\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?)?$/i;

/** A day is meant as its beginning, and what names no zone as UTC. */
function moment(value: string | number | boolean, path: string): string {
  const [text, time, , , zone] = dateForm.exec(String(value)) ?? [];
  const at = text === undefined ? undefined : new Date(time && !zone ? `${text}Z` : text);
  if (!at || Number.isNaN(at.getTime()) || !isInCalendar(String(text))) {
    throw new DirectoryRefusal('filter-value', { path });
  }
  return at.toISOString();
}

/** To JavaScript 30 February is 2 March. */
function isInCalendar(date: string): boolean {
  const [year = 0, month = 0, day = 0] = date.slice(0, 10).split('-').map(Number);
  return dayOf(year, month, day) !== undefined;
}
