import { foreignKey, index, pgTable } from 'drizzle-orm/pg-core';
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
