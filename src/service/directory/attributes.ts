import { type SQL, sql } from 'drizzle-orm';
import { foldedEmail } from '../../../db/schema/folded-email.ts';
import { type Programme, programmes } from '../../words/programmes.ts';
import { DirectoryRefusal } from './refusal.ts';

/** One value, and how it is compared: `exact` to the letter, `email` and `text` whatever the letter case. */
export interface Column {
  kind: 'text' | 'email' | 'exact' | 'id' | 'boolean' | 'date';
  sql: SQL;
  /** Who has just this value, in a form that reads an index. */
  equals?: (value: string) => SQL;
}

/** Of several values each has these parts; `some` is whether there is one of which something holds. */
interface Several {
  kind: 'several';
  some: (which: SQL) => SQL;
  parts: Record<string, Column>;
  /** The part that is meant, where it is not `value`. */
  part?: string;
  /** There is one and no more, so that it can be sorted by. */
  isOne?: true;
}

/** `complex` has parts, and each of them a line of its own; it is always there. */
export type Attribute = Column | Several | { kind: 'complex' };

/** What can be looked for in a kind of resource. */
export interface Searched {
  /** By paths in small letters. */
  attributes: Map<string, Attribute>;
  /** Whether SCIM has such an attribute, though we keep none of it: nobody has it then. */
  isKnown: (path: string) => boolean;
}

/** How resources are shown, so that they can be looked for by just that. */
export interface Shown {
  /** The address of the service, without a slash at its end. */
  base: string;
  userSchema: string;
  groupSchema: string;
  groupNames: Record<Programme, string>;
}

/** @returns nothing for what nobody has @throws DirectoryRefusal `filter-path` for what is no attribute */
export function find({ attributes, isKnown }: Searched, path: string): Attribute | undefined {
  const found = attributes.get(path);
  if (found) return found;
  const [, above = '', part = ''] = /^(.+)\.([^.]+)$/.exec(path) ?? [];
  const several = attributes.get(above);
  if (several?.kind === 'several' && Object.hasOwn(several.parts, part)) return { ...several, part };
  if (isKnown(path)) return undefined;
  throw new DirectoryRefusal('filter-path', { path: path.slice(0, 200) });
}

/** How those are compared whose letter case means nothing. */
export const folds: Partial<Record<Column['kind'], (text: SQL) => SQL>> = {
  text: (text) => sql`lower(${text})`,
  email: foldedEmail,
};

/**
 * What is sorted by; nothing for what nobody has, which puts all in the one place.
 *
 * @throws DirectoryRefusal `sort-path` for what can't be sorted by
 */
export function sortColumn(searched: Searched, path: string): SQL | undefined {
  const found = findToSort(searched, path);
  if (!found) return undefined;
  const column = found.kind === 'several' && found.isOne ? found.parts[found.part ?? 'value'] : found;
  if (!column || column.kind === 'complex' || column.kind === 'several')
    throw new DirectoryRefusal('sort-path', { path });
  return folds[column.kind]?.(column.sql) ?? column.sql;
}

function findToSort(searched: Searched, path: string): Attribute | undefined {
  try {
    return find(searched, path);
  } catch {
    throw new DirectoryRefusal('sort-path', { path: path.slice(0, 200) });
  }
}

/** A time as it is shown: in milliseconds. */
export const shownTime = (time: SQL): Column => ({ kind: 'date', sql: sql`date_trunc('milliseconds', ${time})` });

export const constant = (text: string): Column => ({ kind: 'text', sql: sql`${text}::text` });

/** What a group is called. @param id the programme's, as text */
export const nameOf = ({ groupNames }: Shown, id: SQL): SQL => {
  const names = programmes.map((p) => sql`when ${p}::text then ${groupNames[p]}::text`);
  return sql`(case ${id} ${sql.join(names, sql` `)} end)`;
};
