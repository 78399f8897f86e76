import { pgTable } from 'drizzle-orm/pg-core';
import { bytea } from './bytea.ts';
import { ofCentre } from './centres.ts';

/** What a school's own directory (Entra ID, Okta, Google) shows to push its people to us. Only the hash is kept. */
export const directoryTokens = pgTable('directory_tokens', (t) => ({
  id: t.uuid().primaryKey().defaultRandom(),
  centreId: ofCentre(),
  tokenHash: bytea().notNull().unique(),
  createdAt: t.timestamp({ withTimezone: true }).notNull(),
  lastUsedAt: t.timestamp({ withTimezone: true }),
  revokedAt: t.timestamp({ withTimezone: true }),
}));
