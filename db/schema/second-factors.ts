import { foreignKey, pgTable } from 'drizzle-orm/pg-core';
import { bytea } from './bytea.ts';
import { users } from './users.ts';

/** A person's second factor: an app that shows codes (TOTP, RFC 6238), and codes on paper for when it is lost. */
export const secondFactors = pgTable(
  'second_factors',
  (t) => ({
    userId: t.uuid().primaryKey(),
    centreId: t.uuid().notNull(),
    /** The secret that the app shares with us, sealed. */
    sealed: bytea().notNull(),
    /** The step of time of the last code that was used: none up to it is good again. */
    lastStep: t.bigint({ mode: 'number' }).notNull(),
    addedAt: t.timestamp({ withTimezone: true }).notNull(),
    /** What the codes on paper are hashed with (argon2id), and those that are left, as base64. */
    recoverySalt: bytea().notNull(),
    recoveryHashes: t.text().array().notNull(),
  }),
  (t) => [foreignKey({ columns: [t.centreId, t.userId], foreignColumns: [users.centreId, users.id] })],
);
