import { sql } from 'drizzle-orm';
import { check, foreignKey, pgTable, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { bytea } from './bytea.ts';
import { linkKind } from './enums.ts';
import { users } from './users.ts';

/** One e-mail and one password open all sites. */
export const credentials = pgTable(
  'credentials',
  {
    userId: uuid().primaryKey(),
    centreId: uuid().notNull(),
    /** argon2id, in its own encoded form with salt and cost. */
    passwordHash: text().notNull(),
    setAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [foreignKey({ columns: [t.centreId, t.userId], foreignColumns: [users.centreId, users.id] })],
);

/**
 * A link sent by mail. The secret in it is never stored: it is derived from the id with the secret key when the mail is
 * written, and only its hash is here.
 */
export const links = pgTable(
  'links',
  {
    id: uuid().primaryKey(),
    centreId: uuid().notNull(),
    userId: uuid().notNull(),
    kind: linkKind().notNull(),
    tokenHash: bytea().notNull().unique(),
    /** The address to confirm, for `confirm-email`. */
    newEmail: text(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
    usedAt: timestamp({ withTimezone: true }),
    /** When a newer link, or a suspension, took its place. */
    voidedAt: timestamp({ withTimezone: true }),
  },
  (t) => [
    foreignKey({ columns: [t.centreId, t.userId], foreignColumns: [users.centreId, users.id] }),
    // "A newer link voids the older": there is never more than one that works.
    uniqueIndex('links_one_open').on(t.userId, t.kind).where(sql`used_at is null and voided_at is null`),
    check('links_new_email', sql`(${t.kind} = 'confirm-email') = (${t.newEmail} is not null)`),
  ],
);
