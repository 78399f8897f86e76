import { sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';

/** Ids as one parameter: however many they are, the statement is the same, and keeps its name. */
export const idList = (ids: Iterable<string>) => sql`${`{${[...ids].join(',')}}`}::uuid[]`;

export const isOneOf = (column: PgColumn, ids: Iterable<string>) => sql`${column} = any(${idList(ids)})`;

/** Texts in the same way. */
export const textList = (texts: Iterable<string>) =>
  sql`${`{${[...texts].map((text) => `"${text.replace(/[\\"]/g, '\\$&')}"`).join(',')}}`}::text[]`;
