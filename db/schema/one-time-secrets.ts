import { foreignKey, index, pgTable } from 'drizzle-orm/pg-core';
import { bytea } from './bytea.ts';
import { users } from './users.ts';

/** What is handed over once, by a page: whoever has the link that was given to this user may look at it, a single time. */
export const oneTimeSecrets = pgTable(
  'one_time_secrets',
  (t) => ({
    id: t.uuid().primaryKey(),
    centreId: t.uuid().notNull(),
    userId: t.uuid().notNull(),
    /** Of the secret in the link, which is kept nowhere. */
    tokenHash: bytea().notNull().unique(),
    /** Sealed; nothing once it was shown. */
    sealed: bytea(),
    createdAt: t.timestamp({ withTimezone: true }).notNull(),
    expiresAt: t.timestamp({ withTimezone: true }).notNull(),
    shownAt: t.timestamp({ withTimezone: true }),
  }),
  (t) => [
    foreignKey({ columns: [t.centreId, t.userId], foreignColumns: [users.centreId, users.id] }),
    index('one_time_secrets_expires_at').on(t.expiresAt),
  ],
);
