import { foreignKey, index, pgTable } from 'drizzle-orm/pg-core';
import { bytea } from './bytea.ts';
import { users } from './users.ts';

/** What is too large for a button (a CSV of 1,000 rows), kept for the one who sent it. */
export const drafts = pgTable(
  'drafts',
  (t) => ({
    id: t.uuid().primaryKey().defaultRandom(),
    centreId: t.uuid().notNull(),
    userId: t.uuid().notNull(),
    /** What the release before this one keeps, and reads. */
    content: t.jsonb(),
    sealedContent: bytea(),
    createdAt: t.timestamp({ withTimezone: true }).notNull(),
    expiresAt: t.timestamp({ withTimezone: true }).notNull(),
  }),
  (t) => [
    foreignKey({ columns: [t.centreId, t.userId], foreignColumns: [users.centreId, users.id] }),
    index('drafts_expires_at').on(t.expiresAt),
  ],
);
