import { sql } from 'drizzle-orm';
import { check, foreignKey, index, pgTable, unique } from 'drizzle-orm/pg-core';
import { mailState, site } from './enums.ts';
import { links } from './passwords.ts';
import { transfers } from './progression.ts';
import { requests } from './requests.ts';
import { users } from './users.ts';
import { workspaces } from './workspaces.ts';

/** A mail to send, added in the transaction that causes it; a job sends it, again until it arrives. */
export const mails = pgTable(
  'mails',
  (t) => ({
    id: t.uuid().primaryKey(),
    centreId: t.uuid().notNull(),
    userId: t.uuid().notNull(),
    /** Which of the catalogue's mails it is. */
    kind: t.text().notNull(),
    /** Where to, if not to the user's own address at the time of sending (an old or a new address). */
    address: t.text(),
    linkId: t.uuid().references(() => links.id),
    /** The code that it brings. No foreign key: a code that a newer one took the place of is gone, its mail is not. */
    codeId: t.uuid(),
    /** What it tells of, where that is a transfer. */
    transferId: t.uuid().references(() => transfers.id),
    /** …or a request. */
    requestId: t.uuid().references(() => requests.id),
    /**
     * …or the tie of a workspace, or one to someone in a chat: the workspace, and what they are called there. No foreign key: a
     * tie may be gone.
     */
    workspaceId: t.uuid(),
    chatName: t.text(),
    /** …or sites that someone has not come to. */
    sites: site().array(),
    state: mailState().notNull().default('queued'),
    /** How often it was refused for now because of its address, or of what is in it; and when it is its turn again. */
    tries: t.integer().notNull().default(0),
    nextTryAt: t.timestamp({ withTimezone: true }),
    /** What the mail server said when it refused for good. */
    problem: t.text(),
    createdAt: t.timestamp({ withTimezone: true }).notNull(),
    sentAt: t.timestamp({ withTimezone: true }),
    correlationId: t.uuid().notNull(),
  }),
  (t) => [
    foreignKey({ columns: [t.centreId, t.userId], foreignColumns: [users.centreId, users.id] }),
    index('mails_user').on(t.userId),
    index('mails_correlation').on(t.correlationId, t.state),
    index('mails_created_at').on(t.createdAt),
    // What is to be sent next is asked for each mail that is sent.
    index('mails_queued').on(t.createdAt).where(sql`state = 'queued'`),
    // Whether a mail refers to them is asked before they are deleted, and by the foreign keys.
    index('mails_link').on(t.linkId).where(sql`link_id is not null`),
    index('mails_transfer').on(t.transferId).where(sql`transfer_id is not null`),
    index('mails_request').on(t.requestId).where(sql`request_id is not null`),
  ],
);

/**
 * How the mail server is, in the one row there is: all copies of the program send by the same, and one at a time. What is learnt of
 * its pace stays until it has proved to take more.
 */
export const mailServer = pgTable(
  'mail_server',
  (t) => ({
    isOnly: t.boolean().primaryKey().default(true),
    /** Since when it takes nothing of ours, why (a `Hold`), and in codes what it said; nothing once it takes a mail. */
    failingSince: t.timestamp({ withTimezone: true }),
    why: t.text(),
    problem: t.text(),
    /** How often in a row; and how many mails in a row it refused without saying whether because of them. */
    tries: t.integer().notNull().default(0),
    unclear: t.integer().notNull().default(0),
    /** It is let be until then. */
    notBefore: t.timestamp({ withTimezone: true }),
    /** When people were told last that mails wait, and whether they are to be told that they go again. */
    toldAt: t.timestamp({ withTimezone: true }),
    told: t.boolean().notNull().default(false),
    /** How many connections and mails a minute it was found to take; nothing: as many as the settings say. When that changed last. */
    connections: t.integer(),
    perMinute: t.integer(),
    paceSince: t.timestamp({ withTimezone: true }),
    /** When the next mail may go, where there is a number of them a minute. */
    nextMailAt: t.timestamp({ withTimezone: true }),
  }),
  (t) => [check('mail_server_only', sql`${t.isOnly}`)],
);

/** A message that a job keeps up to date in someone's chat, with the platform's own reference to it. */
export const chatMessages = pgTable(
  'chat_messages',
  (t) => ({
    id: t.uuid().primaryKey().defaultRandom(),
    centreId: t.uuid().notNull(),
    workspaceId: t.uuid().notNull(),
    userId: t.uuid().notNull(),
    /** What it tells of: `mail-progress:<correlation id>`. */
    about: t.text().notNull(),
    /** The platform's; nothing until it was posted. */
    ref: t.jsonb(),
    createdAt: t.timestamp({ withTimezone: true }).notNull(),
  }),
  (t) => [
    foreignKey({ columns: [t.centreId, t.workspaceId], foreignColumns: [workspaces.centreId, workspaces.id] }),
    foreignKey({ columns: [t.centreId, t.userId], foreignColumns: [users.centreId, users.id] }),
    unique().on(t.workspaceId, t.userId, t.about),
    index('chat_messages_created_at').on(t.createdAt),
  ],
);
