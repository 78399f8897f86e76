import { index, integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { bytea } from './bytea.ts';
import { centres } from './centres.ts';
import { platform } from './enums.ts';

/** What a platform gave for a workspace that installed us (tokens), sealed with the secret key. */
export const installations = pgTable(
  'installations',
  {
    platform: platform().notNull(),
    /** The platform's own id of the workspace, or of the organisation that holds several. */
    externalId: text().notNull(),
    sealed: bytea().notNull(),
    installedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.platform, t.externalId] })],
);

/**
 * The code that ties a workspace to a centre. One row a workspace, so that a newer code takes the place of the older. The
 * code itself is stored nowhere: it is derived from the id with the secret key.
 */
export const workspaceCodes = pgTable(
  'workspace_codes',
  {
    platform: platform().notNull(),
    externalId: text().notNull(),
    id: uuid().notNull().unique(),
    /** Nothing where someone named a centre that there is not: that answers like any other, and no code fits it. */
    centreId: uuid().references(() => centres.id),
    /** What the platform calls the workspace, for the mail. */
    name: text(),
    attempts: integer().notNull().default(0),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
    usedAt: timestamp({ withTimezone: true }),
  },
  (t) => [primaryKey({ columns: [t.platform, t.externalId] }), index('workspace_codes_expires_at').on(t.expiresAt)],
);

/** What a platform delivered already, so that a copy of the program that is sent it again lets it be. */
export const deliveries = pgTable(
  'deliveries',
  {
    /** A hash, since platforms make their ids as long as they like. */
    key: text().primaryKey(),
    at: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [index('deliveries_at').on(t.at)],
);

/**
 * How a platform is written to without being asked first, where it tells that only when people write: the address of its
 * server, and its own ids of a conversation. A workspace need not be tied to a centre yet.
 */
export const chatReferences = pgTable(
  'chat_references',
  {
    platform: platform().notNull(),
    /** The platform's own id of the workspace. */
    externalId: text().notNull(),
    /** Whom or what it leads to: `person:<the platform's id>`, `channel:<…>`. */
    peer: text().notNull(),
    content: jsonb().notNull(),
    seenAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.platform, t.externalId, t.peer] })],
);
