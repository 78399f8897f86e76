import { sql } from 'drizzle-orm';
import { check, foreignKey, index, pgTable, uniqueIndex } from 'drizzle-orm/pg-core';
import { bytea } from './bytea.ts';
import { linkKind } from './enums.ts';
import { users } from './users.ts';

/** One e-mail and one password open all sites. */
export const credentials = pgTable(
  'credentials',
  (t) => ({
    userId: t.uuid().primaryKey(),
    centreId: t.uuid().notNull(),
    /** argon2id, in its own encoded form with salt and cost. */
    passwordHash: t.text().notNull(),
    setAt: t.timestamp({ withTimezone: true }).notNull(),
  }),
  (t) => [foreignKey({ columns: [t.centreId, t.userId], foreignColumns: [users.centreId, users.id] })],
);

/**
 * A link sent by mail. The secret in it is never stored: it is derived from the id with the secret key when the mail is
 * written, and only its hash is here.
 */
export const links = pgTable(
  'links',
  (t) => ({
    id: t.uuid().primaryKey(),
    centreId: t.uuid().notNull(),
    userId: t.uuid().notNull(),
    kind: linkKind().notNull(),
    tokenHash: bytea().notNull().unique(),
    /** The address to confirm, for `confirm-email`. */
    newEmail: t.text(),
    /** Who asked for it; nobody, where that is not kept. What they may not do any more at the press, it does not do. */
    askedBy: t.uuid(),
    /**
     * For `confirm-chat`: the workspace, the platform's id of the person in it who is to be tied to the account, and what they
     * are called there. No foreign key: the tie itself has one.
     */
    workspaceId: t.uuid(),
    chatPerson: t.text(),
    chatName: t.text(),
    createdAt: t.timestamp({ withTimezone: true }).notNull(),
    expiresAt: t.timestamp({ withTimezone: true }).notNull(),
    usedAt: t.timestamp({ withTimezone: true }),
    /** When a newer link, or a suspension, took its place. */
    voidedAt: t.timestamp({ withTimezone: true }),
  }),
  (t) => [
    foreignKey({ columns: [t.centreId, t.userId], foreignColumns: [users.centreId, users.id] }),
    foreignKey({ columns: [t.centreId, t.askedBy], foreignColumns: [users.centreId, users.id] }),
    // "A newer link voids the older": there is never more than one that works.
    uniqueIndex('links_one_open')
      .on(t.userId, t.kind)
      .where(sql`used_at is null and voided_at is null and chat_person is null`),
    // Of two chat people who ask for one account, neither voids the other's.
    uniqueIndex('links_one_open_chat')
      .on(t.userId, t.kind, t.workspaceId, t.chatPerson)
      .where(sql`used_at is null and voided_at is null and chat_person is not null`),
    index('links_expires_at').on(t.expiresAt),
    check('links_new_email', sql`(${t.kind} = 'confirm-email') = (${t.newEmail} is not null)`),
  ],
);
