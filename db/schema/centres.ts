import { sql } from 'drizzle-orm';
import { check, pgTable, primaryKey, uuid } from 'drizzle-orm/pg-core';
import { secondFactorRule, site } from './enums.ts';

/** A school. */
export const centres = pgTable(
  'centres',
  (t) => ({
    id: t.uuid().primaryKey().defaultRandom(),
    name: t.text().notNull(),
    number: t.text().notNull().unique(),
    supportContact: t.text().notNull(),
    /** The e-mail that an answer to a mail goes to; nothing: to the sender of all mails. */
    replyTo: t.text(),
    timeZone: t.text().notNull().default('UTC'),
    /** Whether a reset that someone asks for waits for approval; else the link is sent at once. */
    approveResets: t.boolean().notNull().default(true),
    /** How long a request waits until it is announced again, and until it expires. A day is one of the calendar. */
    remindAfterHours: t.integer().notNull().default(24),
    expireAfterHours: t.integer().notNull().default(72),
    /** Who signs in with a second factor. */
    secondFactor: secondFactorRule().notNull().default('coordinators-and-admins'),
    createdAt: t.timestamp({ withTimezone: true }).notNull().defaultNow(),
  }),
  (t) => [
    check('centres_name_length', sql`length(trim(${t.name})) between 1 and 200`),
    check('centres_number_form', sql`${t.number} ~ '^[A-Z]{2}[0-9]{3,6}$'`),
    check(
      'centres_request_hours',
      sql`${t.remindAfterHours} >= 1 and ${t.expireAfterHours} > ${t.remindAfterHours} and ${t.expireAfterHours} <= 720`,
    ),
  ],
);

/** The column of a row that is a centre's. */
export const ofCentre = () =>
  uuid()
    .notNull()
    .references(() => centres.id);

/** The sites that a centre is eligible for. */
export const centreSites = pgTable(
  'centre_sites',
  {
    centreId: ofCentre(),
    site: site().notNull(),
  },
  (t) => [primaryKey({ columns: [t.centreId, t.site] })],
);
