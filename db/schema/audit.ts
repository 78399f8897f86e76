import { bigint, foreignKey, index, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { centres } from './centres.ts';
import { auditOutcome } from './enums.ts';
import { users } from './users.ts';
import { workspaces } from './workspaces.ts';

/**
 * Who did what, to whom, when and why. Rows are added and read, never changed: a trigger stops every role, and the
 * program's own has no such right to begin with. It names people by id alone, so that a deleted user's name is nowhere.
 */
export const auditEvents = pgTable(
  'audit_events',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    centreId: uuid()
      .notNull()
      .references(() => centres.id),
    at: timestamp({ withTimezone: true }).notNull(),
    /** The action, as the policy names it: `user.suspend`. */
    action: text().notNull(),
    outcome: auditOutcome().notNull(),
    /** Nobody, when the program itself or someone not signed in did it. */
    actorId: uuid(),
    workspaceId: uuid(),
    targetId: uuid(),
    reason: text(),
    /** What was changed, in the program's words; never a name, an e-mail or a secret. */
    details: jsonb().$type<Record<string, unknown>>().notNull().default({}),
    /** One for all the steps of one flow. */
    correlationId: uuid().notNull(),
  },
  (t) => [
    foreignKey({ columns: [t.centreId, t.actorId], foreignColumns: [users.centreId, users.id] }),
    foreignKey({ columns: [t.centreId, t.targetId], foreignColumns: [users.centreId, users.id] }),
    foreignKey({ columns: [t.centreId, t.workspaceId], foreignColumns: [workspaces.centreId, workspaces.id] }),
    index('audit_events_centre').on(t.centreId, t.id),
    index('audit_events_target').on(t.targetId, t.id),
    index('audit_events_actor').on(t.actorId, t.id),
  ],
);
