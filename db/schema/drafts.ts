import { foreignKey, index, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { centres } from './centres.ts';
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

/** What was pressed or delivered already: written in the transaction of its effect, so that a second has none. */
export const doneOnce = pgTable(
  'done_once',
  {
    key: text().primaryKey(),
    centreId: uuid()
      .notNull()
      .references(() => centres.id),
    at: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [index('done_once_at').on(t.at)],
);
