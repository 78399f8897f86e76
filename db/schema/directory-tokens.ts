import { sql } from 'drizzle-orm';
import { index, pgTable } from 'drizzle-orm/pg-core';
import { bytea } from './bytea.ts';
import { ofCentre } from './centres.ts';

/** What a school's own directory (Entra ID, Okta, Google) shows to push its people to us. Only the hash is kept. */
export const directoryTokens = pgTable(
  'directory_tokens',
  (t) => ({
    id: t.uuid().primaryKey().defaultRandom(),
    centreId: ofCentre(),
    tokenHash: bytea().notNull().unique(),
    createdAt: t.timestamp({ withTimezone: true }).notNull(),
    lastUsedAt: t.timestamp({ withTimezone: true }),
    /** From then on it opens nothing. What the release before this one makes is good for a year. */
    expiresAt: t.timestamp({ withTimezone: true }).notNull().default(sql`now() + interval '365 days'`),
    /** How many days before that its coordinators were warned last; nothing: not yet. */
    warnedDays: t.smallint(),
    revokedAt: t.timestamp({ withTimezone: true }),
  }),
  (t) => [index('directory_tokens_revoked_at').on(t.revokedAt).where(sql`revoked_at is not null`)],
);
