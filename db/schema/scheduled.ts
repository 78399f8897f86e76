import { sql } from 'drizzle-orm';
import { check, foreignKey, index, pgTable, uniqueIndex } from 'drizzle-orm/pg-core';
import { users } from './users.ts';
import { workspaces } from './workspaces.ts';

/** What is to happen to someone on a day to come, and what became of it. */
export const scheduledChanges = pgTable(
  'scheduled_changes',
  (t) => ({
    id: t.uuid().primaryKey().defaultRandom(),
    centreId: t.uuid().notNull(),
    userId: t.uuid().notNull(),
    kind: t.text({ enum: ['suspend'] }).notNull(),
    /** The day of the school's calendar on which it is done, at its beginning. */
    day: t.date({ mode: 'string' }).notNull(),
    reason: t.text(),
    /** Who planned it: it is done in their name, with the rights that they have by then. */
    plannedById: t.uuid().notNull(),
    workspaceId: t.uuid().references(() => workspaces.id, { onDelete: 'set null' }),
    correlationId: t.uuid().notNull(),
    createdAt: t.timestamp({ withTimezone: true }).notNull(),
    state: t
      .text({ enum: ['waiting', 'doing', 'done', 'refused', 'cancelled'] })
      .notNull()
      .default('waiting'),
    endedAt: t.timestamp({ withTimezone: true }),
    /** Why it was refused. */
    problem: t.jsonb().$type<{ code: string; params: object }>(),
  }),
  (t) => [
    foreignKey({ columns: [t.centreId, t.userId], foreignColumns: [users.centreId, users.id] }),
    foreignKey({ columns: [t.centreId, t.plannedById], foreignColumns: [users.centreId, users.id] }),
    // One of a kind waits for a person: to plan it again moves it.
    uniqueIndex('scheduled_changes_waiting').on(t.userId, t.kind).where(sql`state = 'waiting'`),
    index('scheduled_changes_list').on(t.centreId, t.day).where(sql`state = 'waiting'`),
    index('scheduled_changes_ended_at').on(t.endedAt).where(sql`ended_at is not null`),
    check('scheduled_changes_state', sql`${t.state} in ('waiting', 'doing', 'done', 'refused', 'cancelled')`),
    check('scheduled_changes_kind', sql`${t.kind} = 'suspend'`),
    check('scheduled_changes_ended', sql`(${t.state} in ('waiting', 'doing')) = (${t.endedAt} is null)`),
  ],
);
