import { foreignKey, index, pgTable, primaryKey } from 'drizzle-orm/pg-core';
import { users } from './users.ts';
import { workspaces } from './workspaces.ts';

/** How someone was before a change of many, and after it, so that it can be undone for a day; it goes with the account. */
export const peopleChanges = pgTable(
  'people_changes',
  (t) => ({
    /** Of all that were changed in one go. */
    changeId: t.uuid().notNull(),
    centreId: t.uuid().notNull(),
    userId: t.uuid().notNull(),
    /** Only what was changed: names, e-mail, role, programmes, sites, site admin marks. */
    was: t.jsonb().$type<Record<string, unknown>>().notNull(),
    now: t.jsonb().$type<Record<string, unknown>>().notNull(),
    at: t.timestamp({ withTimezone: true }).notNull(),
    undoneAt: t.timestamp({ withTimezone: true }),
  }),
  (t) => [
    primaryKey({ columns: [t.changeId, t.userId] }),
    foreignKey({ columns: [t.centreId, t.userId], foreignColumns: [users.centreId, users.id] }),
    index('people_changes_user').on(t.userId),
    index('people_changes_at').on(t.at),
  ],
);

/**
 * What a workspace says is someone's e-mail now, whom it was tied to by the one that their account has: the tie ended, but who
 * it is was known. A new e-mail of the account that is this one needs no link to be believed.
 */
export const vouchedEmails = pgTable(
  'vouched_emails',
  (t) => ({
    workspaceId: t.uuid().notNull(),
    centreId: t.uuid().notNull(),
    userId: t.uuid().notNull(),
    /** As it is compared. */
    email: t.text().notNull(),
    at: t.timestamp({ withTimezone: true }).notNull(),
  }),
  (t) => [
    primaryKey({ columns: [t.workspaceId, t.userId] }),
    foreignKey({ columns: [t.centreId, t.workspaceId], foreignColumns: [workspaces.centreId, workspaces.id] }),
    foreignKey({ columns: [t.centreId, t.userId], foreignColumns: [users.centreId, users.id] }),
    index('vouched_emails_user').on(t.userId),
    index('vouched_emails_at').on(t.at),
  ],
);
