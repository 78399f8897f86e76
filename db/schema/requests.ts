import { sql } from 'drizzle-orm';
import { check, foreignKey, index, pgTable, primaryKey, unique, uniqueIndex } from 'drizzle-orm/pg-core';
import { requestKind, requestStatus, site } from './enums.ts';
import { users } from './users.ts';
import { workspaces } from './workspaces.ts';

/**
 * What someone asks for and others decide. A request is decided once: what a decision was is held by a trigger
 * (schema.sql, `requests_once`).
 */
export const requests = pgTable(
  'requests',
  (t) => ({
    id: t.uuid().primaryKey().defaultRandom(),
    centreId: t.uuid().notNull(),
    askerId: t.uuid().notNull(),
    kind: requestKind().notNull(),
    /** Access to what. */
    site: site(),
    /** Of access that is to end: the last day of it, in the school's calendar. */
    until: t.date({ mode: 'string' }),
    /** In the asker's words; erased with the account. */
    reason: t.text(),
    status: requestStatus().notNull().default('pending'),
    /** Where it was asked. */
    workspaceId: t.uuid(),
    createdAt: t.timestamp({ withTimezone: true }).notNull(),
    remindAt: t.timestamp({ withTimezone: true }).notNull(),
    expiresAt: t.timestamp({ withTimezone: true }).notNull(),
    /** When it was announced again. */
    remindedAt: t.timestamp({ withTimezone: true }),
    /** Nobody, when it expired. */
    decidedBy: t.uuid(),
    decidedAt: t.timestamp({ withTimezone: true }),
    decisionReason: t.text(),
    /** Whether the access came with the site admin mark. */
    siteAdmin: t.boolean().notNull().default(false),
    /** One for the asking, the decision and all that follows. */
    correlationId: t.uuid().notNull(),
  }),
  (t) => [
    unique('requests_centre_id_id').on(t.centreId, t.id),
    foreignKey({ columns: [t.centreId, t.askerId], foreignColumns: [users.centreId, users.id] }),
    foreignKey({ columns: [t.centreId, t.decidedBy], foreignColumns: [users.centreId, users.id] }),
    foreignKey({ columns: [t.centreId, t.workspaceId], foreignColumns: [workspaces.centreId, workspaces.id] }),
    uniqueIndex('requests_one_reset').on(t.askerId).where(sql`status = 'pending' and kind = 'reset'`),
    uniqueIndex('requests_one_access').on(t.askerId, t.site).where(sql`status = 'pending' and kind = 'access'`),
    index('requests_pending').on(t.centreId, t.createdAt, t.id).where(sql`status = 'pending'`),
    index('requests_asker').on(t.askerId),
    index('requests_decided_at').on(t.decidedAt).where(sql`decided_at is not null`),
    check('requests_site', sql`(${t.kind} = 'access') = (${t.site} is not null)`),
    check('requests_until', sql`${t.until} is null or ${t.kind} = 'access'`),
    check('requests_site_admin', sql`not ${t.siteAdmin} or (${t.kind} = 'access' and ${t.status} = 'approved')`),
    check('requests_decided', sql`(${t.status} = 'pending') = (${t.decidedAt} is null)`),
    check('requests_decided_by', sql`(${t.status} in ('approved', 'denied')) = (${t.decidedBy} is not null)`),
    check('requests_never_own', sql`${t.decidedBy} <> ${t.askerId}`),
    check('requests_times', sql`${t.createdAt} < ${t.remindAt} and ${t.remindAt} < ${t.expiresAt}`),
    check(
      'requests_reasons_length',
      sql`length(${t.reason}) between 1 and 500 and length(${t.decisionReason}) between 1 and 500`,
    ),
  ],
);

/** A copy of a request's card, in a channel or in someone's own chat. A job keeps all of them up to date. */
export const requestMessages = pgTable(
  'request_messages',
  (t) => ({
    id: t.uuid().primaryKey().defaultRandom(),
    centreId: t.uuid().notNull(),
    requestId: t.uuid().notNull(),
    workspaceId: t.uuid().notNull(),
    /** The platform's id of the channel; of a copy in someone's own chat, their user id instead. */
    channel: t.text(),
    userId: t.uuid(),
    /** The platform's; nothing until it was posted. */
    ref: t.jsonb(),
    /** The fingerprint of what it shows; of one without a reference, how often nobody knew whether it was posted. */
    shown: t.text(),
    createdAt: t.timestamp({ withTimezone: true }).notNull(),
  }),
  (t) => [
    foreignKey({ columns: [t.centreId, t.requestId], foreignColumns: [requests.centreId, requests.id] }),
    foreignKey({ columns: [t.centreId, t.workspaceId], foreignColumns: [workspaces.centreId, workspaces.id] }),
    foreignKey({ columns: [t.centreId, t.userId], foreignColumns: [users.centreId, users.id] }),
    unique('request_messages_ref').on(t.requestId, t.workspaceId, t.ref),
    index('request_messages_user').on(t.userId),
    check('request_messages_place', sql`(${t.channel} is null) <> (${t.userId} is null)`),
  ],
);

/** Whom requests are told to while a coordinator is away. */
export const deputies = pgTable(
  'stand_ins',
  (t) => ({
    userId: t.uuid().notNull(),
    centreId: t.uuid().notNull(),
    deputyId: t.uuid('stand_in_id').notNull(),
    until: t.timestamp({ withTimezone: true }).notNull(),
  }),
  (t) => [
    primaryKey({ columns: [t.userId] }),
    foreignKey({ columns: [t.centreId, t.userId], foreignColumns: [users.centreId, users.id] }),
    foreignKey({ columns: [t.centreId, t.deputyId], foreignColumns: [users.centreId, users.id] }),
    index('stand_ins_stand_in').on(t.deputyId),
    index('stand_ins_until').on(t.until),
    check('stand_ins_two', sql`${t.userId} <> ${t.deputyId}`),
  ],
);
