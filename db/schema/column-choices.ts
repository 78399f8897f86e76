import { sql } from 'drizzle-orm';
import { check, index, pgTable, primaryKey } from 'drizzle-orm/pg-core';
import { bytea } from './bytea.ts';
import { ofCentre } from './centres.ts';

/** What people of a school said of the columns of a file whose names say nothing, for the next file with the same names. */
export const columnChoices = pgTable(
  'column_choices',
  (t) => ({
    centreId: ofCentre(),
    /** What its rows are. */
    subject: t.text().notNull(),
    /** A hash of the columns' names, in the order of the alphabet: a first row may be someone's. */
    heads: bytea().notNull(),
    /** The place of each column among these, from 0; -1 for none. */
    columns: t.jsonb().$type<Record<string, number>>().notNull(),
    /** When it was said, or held last. */
    usedAt: t.timestamp({ withTimezone: true }).notNull(),
  }),
  (t) => [
    primaryKey({ columns: [t.centreId, t.subject, t.heads] }),
    index('column_choices_used_at').on(t.usedAt),
    check('column_choices_subject', sql`${t.subject} in ('people', 'results')`),
  ],
);
