import { type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { isUuid } from '../lib/uuid.ts';

/** Those that can be somebody's: for one that can't, the database would refuse the whole statement. */
export const idsIn = (ids: Iterable<string>): string[] => [...ids].filter(isUuid);

/** Ids as one parameter: however many they are, the statement is the same, and keeps its name. */
export const idList = (ids: Iterable<string>) => sql`${`{${idsIn(ids).join(',')}}`}::uuid[]`;

export const isOneOf = (column: PgColumn, ids: Iterable<string>) => sql`${column} = any(${idList(ids)})`;

/**
 * Whatever is one of a list, in a statement that is built once: `id = ${anyOf(ids)}`. Of a list that it sees PostgreSQL takes a plan for just as
 * many to be cheaper than one for any, and so would make a plan at each call; of one that comes from a query it does not know how many.
 */
export const anyOf = (ids: SQLWrapper): SQL => sql`any((select ${ids}::uuid[])::uuid[])`;

/**
 * An id that the plan is made without, where others already say which few rows are meant. Of a school that it sees PostgreSQL knows how many
 * people it has; of a small one it takes a plan for just this one to be cheaper than one for any, and so would make a plan at each call.
 */
export const anyId = (id: SQLWrapper): SQL => sql`(select ${id}::uuid)`;

/** {@link anyOf} a list of texts. */
export const anyOfTexts = (texts: SQLWrapper): SQL => sql`any((select ${texts}::text[])::text[])`;

/** Texts as {@link idList}. */
export const textList = (texts: Iterable<string>) =>
  sql`${`{${[...texts].map((text) => `"${text.replace(/[\\"]/g, '\\$&')}"`).join(',')}}`}::text[]`;
