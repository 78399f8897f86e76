import { pgTable, timestamp, uuid } from 'drizzle-orm/pg-core';
import { bytea } from './bytea.ts';
import { centres } from './centres.ts';

/** What a school's own directory (Entra ID, Okta, Google) shows to push its people to us. Only the hash is kept. */
export const directoryTokens = pgTable('directory_tokens', {
  id: uuid().primaryKey().defaultRandom(),
  centreId: uuid()
    .notNull()
    .references(() => centres.id),
  tokenHash: bytea().notNull().unique(),
  createdAt: timestamp({ withTimezone: true }).notNull(),
  lastUsedAt: timestamp({ withTimezone: true }),
  revokedAt: timestamp({ withTimezone: true }),
});
