import { pgTable } from 'drizzle-orm/pg-core';
import { bytea } from './bytea.ts';

/**
 * Which secret keys this database has been worked with, each by a fingerprint that tells nothing of it; the newest is the one
 * that all is sealed with. A start with another one is refused.
 */
export const secretKeys = pgTable('secret_keys', (t) => ({
  id: t.integer().primaryKey().generatedAlwaysAsIdentity(),
  fingerprint: bytea().notNull().unique(),
  takenUpAt: t.timestamp({ withTimezone: true }).notNull(),
}));
