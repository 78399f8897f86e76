import { sql } from 'drizzle-orm';
import { check, foreignKey, index, pgTable, primaryKey, unique } from 'drizzle-orm/pg-core';
import { bytea } from './bytea.ts';
import { centres, ofCentre } from './centres.ts';
import { platform } from './enums.ts';
import { users } from './users.ts';

/**
 * A Slack workspace, a Microsoft 365 tenant, or the playground, bound to one centre. A tie that was ended stays, since the trail
 * names it; but it has no id of a workspace any more, by which anyone could come to it.
 */
export const workspaces = pgTable(
  'workspaces',
  (t) => ({
    id: t.uuid().primaryKey().defaultRandom(),
    centreId: ofCentre(),
    platform: platform().notNull(),
    /** The platform's own id of it; nothing once the tie is ended. */
    externalId: t.text(),
    /** The platform's id of the organisation that it is a part of, where it is of one (Slack's Grid): that may have installed us for all. */
    organisationId: t.text(),
    /** The platform's id of the conversation where requests are decided. */
    approvalsChannel: t.text(),
    /** What the platform called it when it was tied, where it said so: anyone may call theirs anything. */
    name: t.text(),
    createdAt: t.timestamp({ withTimezone: true }).notNull().defaultNow(),
    /** Who entered the code, where they have an account. */
    tiedBy: t.uuid(),
    /** The settings of the program named it at the last start that had any. */
    bySettings: t.boolean().notNull().default(false),
    endedAt: t.timestamp({ withTimezone: true }),
    endedBy: t.uuid(),
    /** What the platform's id of it was until then. */
    endedId: t.text(),
  }),
  (t) => [
    unique().on(t.platform, t.externalId),
    unique().on(t.centreId, t.id),
    foreignKey({ columns: [t.centreId, t.tiedBy], foreignColumns: [users.centreId, users.id] }),
    foreignKey({ columns: [t.centreId, t.endedBy], foreignColumns: [users.centreId, users.id] }),
    check(
      'workspaces_ended',
      sql`(${t.externalId} is null) = (${t.endedAt} is not null) and (${t.endedId} is null) = (${t.endedAt} is null)
        and (${t.endedAt} is null or ${t.approvalsChannel} is null)`,
    ),
  ],
);

/** The tie between a person in a workspace and a user: one for each of them there. */
export const chatIdentities = pgTable(
  'chat_identities',
  (t) => ({
    workspaceId: t.uuid().notNull(),
    /** The platform's id of the person. */
    externalId: t.text().notNull(),
    centreId: t.uuid().notNull(),
    userId: t.uuid().notNull(),
    /** When the workspace said last that it holds; nothing where that is in doubt. */
    confirmedAt: t.timestamp({ withTimezone: true }),
  }),
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.externalId] }),
    unique('chat_identities_one_a_user').on(t.workspaceId, t.userId),
    foreignKey({ columns: [t.centreId, t.workspaceId], foreignColumns: [workspaces.centreId, workspaces.id] }),
    foreignKey({ columns: [t.centreId, t.userId], foreignColumns: [users.centreId, users.id] }),
    index('chat_identities_user').on(t.userId),
  ],
);

/** What a platform gave for a workspace that installed us (tokens), sealed with the secret key. */
export const installations = pgTable(
  'installations',
  (t) => ({
    platform: platform().notNull(),
    /** The platform's own id of the workspace, or of the organisation that holds several. */
    externalId: t.text().notNull(),
    sealed: bytea().notNull(),
    installedAt: t.timestamp({ withTimezone: true }).notNull(),
  }),
  (t) => [primaryKey({ columns: [t.platform, t.externalId] })],
);

/**
 * The code that ties a workspace to a centre. One row a workspace, so that a newer code takes the place of the older. The
 * code itself is stored nowhere: it is derived from the id with the secret key.
 */
export const workspaceCodes = pgTable(
  'workspace_codes',
  (t) => ({
    platform: platform().notNull(),
    externalId: t.text().notNull(),
    id: t.uuid().notNull().unique(),
    /** Nothing where someone named a centre that there is not: that answers like any other, and no code fits it. */
    centreId: t.uuid().references(() => centres.id),
    /** What the platform calls the workspace, and whoever asked last, for the mail. */
    name: t.text(),
    askedBy: t.text(),
    /** The mails that bring it, by their correlation id; nothing until they are written. */
    mailedIn: t.uuid(),
    attempts: t.integer().notNull().default(0),
    expiresAt: t.timestamp({ withTimezone: true }).notNull(),
    usedAt: t.timestamp({ withTimezone: true }),
  }),
  (t) => [
    primaryKey({ columns: [t.platform, t.externalId] }),
    index('workspace_codes_expires_at').on(t.expiresAt),
    index('workspace_codes_centre').on(t.centreId),
  ],
);

/**
 * How a platform is written to without being asked first, where it tells that only when people write: the address of its
 * server, and its own ids of a conversation. A workspace need not be tied to a centre yet.
 */
export const chatReferences = pgTable(
  'chat_references',
  (t) => ({
    platform: platform().notNull(),
    /** The platform's own id of the workspace. */
    externalId: t.text().notNull(),
    /** Whom or what it leads to: `person:<the platform's id>`, `channel:<…>`. */
    peer: t.text().notNull(),
    content: t.jsonb().notNull(),
    seenAt: t.timestamp({ withTimezone: true }).notNull(),
  }),
  (t) => [primaryKey({ columns: [t.platform, t.externalId, t.peer] }), index('chat_references_seen_at').on(t.seenAt)],
);
