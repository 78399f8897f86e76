import { foreignKey, index, pgTable, primaryKey } from 'drizzle-orm/pg-core';
import { site } from './enums.ts';
import { users } from './users.ts';

/**
 * That someone has signed in to a site, and when last. It stays while the sessions go, and while their access does: who has access and
 * no row here never came. What is known begins with `site_connections.sign_ins_since`.
 */
export const siteVisits = pgTable(
  'site_visits',
  (t) => ({
    centreId: t.uuid().notNull(),
    userId: t.uuid().notNull(),
    site: site().notNull(),
    /** Nothing: they signed in with us before it was kept to which sites, and may have come to this one. */
    lastAt: t.timestamp({ withTimezone: true }),
  }),
  (t) => [
    primaryKey({ columns: [t.userId, t.site] }),
    foreignKey({ columns: [t.centreId, t.userId], foreignColumns: [users.centreId, users.id] }),
    // All that a count of a school's visits asks for.
    index('site_visits_site').on(t.centreId, t.site, t.userId, t.lastAt),
  ],
);

/** A coordinator who wants to be told each week how the school stands. */
export const usageDigests = pgTable(
  'usage_digests',
  (t) => ({
    userId: t.uuid().primaryKey(),
    centreId: t.uuid().notNull(),
    /** The Monday of the last week whose digest was sent, or is not to be. */
    lastMonday: t.date({ mode: 'string' }).notNull(),
  }),
  (t) => [foreignKey({ columns: [t.centreId, t.userId], foreignColumns: [users.centreId, users.id] })],
);
