import { sql } from 'drizzle-orm';
import { check, foreignKey, index, pgTable, primaryKey } from 'drizzle-orm/pg-core';
import { bytea } from './bytea.ts';
import { ofCentre } from './centres.ts';
import { auditOutcome } from './enums.ts';
import { users } from './users.ts';
import { workspaces } from './workspaces.ts';

/**
 * Who did what, to whom, when and why. Rows are added and read, never changed: a trigger stops every role, and the
 * program's own has no such right to begin with. It names people by id alone, so that a deleted user's name is nowhere.
 */
export const auditEvents = pgTable(
  'audit_events',
  (t) => ({
    id: t.bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    centreId: ofCentre(),
    at: t.timestamp({ withTimezone: true }).notNull(),
    /** The action, as the policy names it: `user.suspend`. */
    action: t.text().notNull(),
    outcome: auditOutcome().notNull(),
    /** Nobody, when the program itself or someone not signed in did it. */
    actorId: t.uuid(),
    workspaceId: t.uuid(),
    targetId: t.uuid(),
    reason: t.text(),
    /** What was changed, in the program's words; never a name, an e-mail or a secret. */
    details: t.jsonb().$type<Record<string, unknown>>().notNull().default({}),
    /** One for all the steps of one flow. */
    correlationId: t.uuid().notNull(),
  }),
  (t) => [
    foreignKey({ columns: [t.centreId, t.actorId], foreignColumns: [users.centreId, users.id] }),
    foreignKey({ columns: [t.centreId, t.targetId], foreignColumns: [users.centreId, users.id] }),
    foreignKey({ columns: [t.centreId, t.workspaceId], foreignColumns: [workspaces.centreId, workspaces.id] }),
    index('audit_events_centre').on(t.centreId, t.id),
    index('audit_events_target').on(t.targetId, t.id),
    index('audit_events_actor').on(t.actorId, t.id),
  ],
);

/**
 * The chain of a centre's trail: the place of each event, and a hash over the event and the hash before. Made by
 * `seal_audit_events` alone, shortly after the event's commit; nobody may insert, change or remove one.
 */
export const auditSeals = pgTable(
  'audit_seals',
  (t) => ({
    // No foreign key: the event's own says it, of which alone a seal is made.
    centreId: t.uuid().notNull(),
    /** From 1, without a gap. */
    place: t.bigint({ mode: 'number' }).notNull(),
    /** No foreign key: that an event is gone is for the chain to tell, and the key would lock each event anew. */
    eventId: t.bigint({ mode: 'number' }).notNull().unique('audit_seals_event'),
    /** When the event was added, by the database's clock, which the program can't set. Nothing: it was there before the first seal. */
    addedAt: t.timestamp({ withTimezone: true }),
    /** The hash of the place before: 32 zeros for the first. */
    previous: bytea().notNull(),
    hash: bytea().notNull(),
    /**
     * The reason is words of a person. Hashed is this in its stead, over a salt and the reason: erase the reason and the
     * salt, and the chain holds while nobody can guess what was said.
     */
    reasonHash: bytea(),
    reasonSalt: bytea(),
  }),
  (t) => [
    primaryKey({ columns: [t.centreId, t.place] }),
    check('audit_seals_salted', sql`${t.reasonSalt} is null or ${t.reasonHash} is not null`),
  ],
);

/** Events that are not sealed yet; a trigger puts each here in the transaction that adds it. */
export const auditUnsealed = pgTable(
  'audit_unsealed',
  (t) => ({
    centreId: t.uuid().notNull(),
    eventId: t.bigint({ mode: 'number' }).notNull(),
    addedAt: t.timestamp({ withTimezone: true }),
  }),
  (t) => [primaryKey({ columns: [t.centreId, t.eventId] })],
);
