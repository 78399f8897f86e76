import { index, pgTable } from 'drizzle-orm/pg-core';

/** How often something was tried in a window of time, so that every copy of the program counts together. */
export const rateLimits = pgTable(
  'rate_limits',
  (t) => ({
    /** What is limited and whom: a hash, since it may be made from an e-mail or an address. */
    key: t.text().primaryKey(),
    count: t.integer().notNull(),
    resetsAt: t.timestamp({ withTimezone: true }).notNull(),
  }),
  (t) => [index('rate_limits_resets_at').on(t.resetsAt)],
);
