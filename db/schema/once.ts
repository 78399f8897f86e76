import { index, pgTable } from 'drizzle-orm/pg-core';
import { ofCentre } from './centres.ts';

/** What was pressed or delivered already: written in the transaction of its effect, so that a second has none. */
export const doneOnce = pgTable(
  'done_once',
  (t) => ({
    key: t.text().primaryKey(),
    centreId: ofCentre(),
    at: t.timestamp({ withTimezone: true }).notNull(),
  }),
  (t) => [index('done_once_at').on(t.at)],
);

/** What a platform delivered already, so that a copy of the program that is sent it again lets it be. */
export const deliveries = pgTable(
  'deliveries',
  (t) => ({
    /** A hash, since platforms make their ids as long as they like. */
    key: t.text().primaryKey(),
    at: t.timestamp({ withTimezone: true }).notNull(),
  }),
  (t) => [index('deliveries_at').on(t.at)],
);
