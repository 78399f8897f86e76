import { sql } from 'drizzle-orm';
import { check, index, pgTable } from 'drizzle-orm/pg-core';
import { bytea } from './bytea.ts';
import { platform } from './enums.ts';

/** What was pressed or delivered already: written in the transaction of its effect, so that a second has none. */
export const doneOnce = pgTable(
  'done_once',
  (t) => ({
    key: t.text().primaryKey(),
    // No foreign key: nothing is read by it, and the key would have every press of a school lock the school's one row.
    centreId: t.uuid().notNull(),
    at: t.timestamp({ withTimezone: true }).notNull(),
  }),
  (t) => [index('done_once_at').on(t.at)],
);

/**
 * What a platform delivered. With what it said, for as long as it is not answered: whoever took it may die, and another
 * carries it out. From then on as a mark alone, so that a copy of the program that is sent it again lets it be.
 */
export const deliveries = pgTable(
  'deliveries',
  (t) => ({
    /** A hash, since platforms make their ids as long as they like. */
    key: t.text().primaryKey(),
    at: t.timestamp({ withTimezone: true }).notNull(),
    platform: platform(),
    /** The platform's payload, sealed; nothing once it is answered. */
    payload: bytea(),
    /** Until then it is in someone's hand. By the database's clock: those of the copies may differ. */
    leasedUntil: t.timestamp({ withTimezone: true }),
    /** How often it was taken up again. */
    retries: t.smallint().notNull().default(0),
  }),
  (t) => [
    index('deliveries_at').on(t.at),
    index('deliveries_open').on(t.leasedUntil).where(sql`${t.payload} is not null`),
    check(
      'deliveries_in_hand',
      sql`${t.payload} is null or (${t.platform} is not null and ${t.leasedUntil} is not null)`,
    ),
  ],
);
