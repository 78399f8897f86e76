import { index, pgTable } from 'drizzle-orm/pg-core';
import { bytea } from './bytea.ts';
import { platform } from './enums.ts';
import { users } from './users.ts';

/** What someone is to read about what they did, and their chat could not take when it was made: the queue delivers it. */
export const lateAnswers = pgTable(
  'late_answers',
  (t) => ({
    id: t.uuid().primaryKey(),
    /** In the order in which they were made. */
    position: t.bigint({ mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    platform: platform().notNull(),
    /** The platform's own id of the workspace. */
    workspace: t.text().notNull(),
    /** Of whom it goes to. */
    recipientHash: bytea().notNull(),
    /** Whose it is; nothing where nobody's account was theirs. */
    userId: t.uuid().references(() => users.id),
    /** Where it goes and what it says, sealed. */
    sealed: bytea().notNull(),
    /** A try may have brought it: its answer got lost. */
    mayHaveArrived: t.boolean().notNull(),
    /** How many of its parts are there: messages, its picture, its files. */
    partsThere: t.integer().notNull().default(0),
    /** It says that it may have come before, and is sent no second time that nobody can tell from the first. */
    hinted: t.boolean().notNull().default(false),
    createdAt: t.timestamp({ withTimezone: true }).notNull(),
    /** It is not tried sooner. */
    dueAt: t.timestamp({ withTimezone: true }).notNull(),
  }),
  (t) => [
    index('late_answers_waiting').on(t.platform, t.workspace, t.recipientHash, t.position),
    index('late_answers_created_at').on(t.createdAt),
    index('late_answers_user').on(t.userId),
  ],
);
