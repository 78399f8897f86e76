import { type SQL, type SQLWrapper, sql } from 'drizzle-orm';

/**
 * An e-mail, or what a directory calls someone, as it is compared with others: A to Z in small letters, all else as it is,
 * whatever the locale of the database. `foldEmail` in src/words is the same in JavaScript.
 */
export const foldedEmail = (email: SQLWrapper | string): SQL<string> => sql`lower((${email})::text collate "C")`;

/** Whether an e-mail's domain is written as machines do (`xn--…`), as none is that was read since. */
export const hasXnDomain = (email: SQLWrapper): SQL<boolean> => sql<boolean>`${email} ilike '%@%xn--%'`;
