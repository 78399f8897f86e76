import { sql } from 'drizzle-orm';
import { check, foreignKey, index, pgTable, uniqueIndex } from 'drizzle-orm/pg-core';
import { site } from './enums.ts';
import { users } from './users.ts';
import { workspaces } from './workspaces.ts';

/**
 * What is to happen to someone on a day to come, and what became of it.
 *
 * A suspension waits as `waiting`, every other kind as `planned`: the release before this one takes whatever waits for a suspension, and so
 * leaves the others alone while it runs beside this one. For the same reason they have jobs of their own.
 */
export const scheduledChanges = pgTable(
  'scheduled_changes',
  (t) => ({
    id: t.uuid().primaryKey().defaultRandom(),
    centreId: t.uuid().notNull(),
    userId: t.uuid().notNull(),
    /**
     * Suspended; suspended, and what they hold is handed over; invited; or the access to a site taken away.
     */
    kind: t.text({ enum: ['suspend', 'leaver', 'invite', 'end-access'] }).notNull(),
    /** The day of the school's calendar on which it is done, at its beginning. */
    day: t.date({ mode: 'string' }).notNull(),
    reason: t.text(),
    /** Of a leaver: who is to hold what they hold, and whether access that this takes is given with it. */
    toId: t.uuid(),
    grants: t.boolean().notNull().default(false),
    /** Of access that ends: to what. */
    site: site(),
    /** Who planned it: it is done in their name, with the rights that they have by then. */
    plannedById: t.uuid().notNull(),
    workspaceId: t.uuid().references(() => workspaces.id, { onDelete: 'set null' }),
    correlationId: t.uuid().notNull(),
    createdAt: t.timestamp({ withTimezone: true }).notNull(),
    state: t
      .text({ enum: ['waiting', 'planned', 'doing', 'done', 'refused', 'cancelled'] })
      .notNull()
      .default('waiting'),
    endedAt: t.timestamp({ withTimezone: true }),
    /** Why it was refused. */
    problem: t.jsonb().$type<{ code: string; params: object }>(),
  }),
  (t) => [
    foreignKey({ columns: [t.centreId, t.userId], foreignColumns: [users.centreId, users.id] }),
    foreignKey({ columns: [t.centreId, t.toId], foreignColumns: [users.centreId, users.id] }),
    foreignKey({ columns: [t.centreId, t.plannedById], foreignColumns: [users.centreId, users.id] }),
    // One of a kind waits for a person: to plan it again moves it.
    uniqueIndex('scheduled_changes_waiting').on(t.userId, t.kind).where(sql`state = 'waiting'`),
    uniqueIndex('scheduled_changes_planned').on(t.userId, t.kind).where(sql`state = 'planned' and site is null`),
    uniqueIndex('scheduled_changes_site').on(t.userId, t.site).where(sql`state = 'planned' and site is not null`),
    index('scheduled_changes_list').on(t.centreId, t.day).where(sql`state = 'waiting'`),
    index('scheduled_changes_planned_list').on(t.centreId, t.day).where(sql`state = 'planned'`),
    index('scheduled_changes_ended_at').on(t.endedAt).where(sql`ended_at is not null`),
    check(
      'scheduled_changes_state',
      sql`${t.state} in ('waiting', 'planned', 'doing', 'done', 'refused', 'cancelled')`,
    ),
    check('scheduled_changes_kind', sql`${t.kind} in ('suspend', 'leaver', 'invite', 'end-access')`),
    check('scheduled_changes_of_kind', sql`(${t.kind} = 'end-access') = (${t.site} is not null)`),
    check('scheduled_changes_to', sql`${t.kind} = 'leaver' or (${t.toId} is null and not ${t.grants})`),
    check(
      'scheduled_changes_waits',
      sql`${t.state} <> case when ${t.kind} = 'suspend' then 'planned' else 'waiting' end`,
    ),
    check('scheduled_changes_ended', sql`(${t.state} in ('waiting', 'planned', 'doing')) = (${t.endedAt} is null)`),
  ],
);
