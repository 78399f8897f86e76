import { foreignKey, index, jsonb, pgTable, timestamp, uuid } from 'drizzle-orm/pg-core';
import { users } from './users.ts';

/** What is too large for a button (a CSV of 1,000 rows), kept for the one who sent it. */
export const drafts = pgTable(
  'drafts',
  {
    id: uuid().primaryKey().defaultRandom(),
    centreId: uuid().notNull(),
    userId: uuid().notNull(),
    content: jsonb().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [
    foreignKey({ columns: [t.centreId, t.userId], foreignColumns: [users.centreId, users.id] }),
    index('drafts_expires_at').on(t.expiresAt),
  ],
);
