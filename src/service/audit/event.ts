import { type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { prebuilt, type Values } from '../../../db/prebuilt.ts';
import type { App, Ctx, Db, Principal, Tx } from '../context.ts';
import type { AuditAction } from '../policy.ts';

export interface AuditEntry {
  centreId: string;
  action: AuditAction;
  /** `done`, where it is not said. */
  outcome?: 'done' | 'refused' | 'failed';
  /** Nothing: nobody, or nobody who is known. */
  actorId?: string | null;
  workspaceId?: string | null;
  targetId?: string | null;
  reason?: string | null;
  /** Words of the program alone: never a name, an e-mail or a secret, since the trail can't be erased. */
  details?: Record<string, unknown>;
  correlationId: string;
  /** Whose doing it was, where that is nobody with an account. */
  by?: Principal['by'];
}

/** Writes down what was done, in the transaction that does it, in one statement however much it is. Sets off `await_seal`: the event waits for its place in the chain. */
export async function audit(app: App<Tx>, ...entries: AuditEntry[]): Promise<void> {
  await writeEvents(app.db, { rows: eventRows(app, entries) });
}

/** The events as the one parameter that {@link addEvents} takes. */
export function eventRows({ clock }: Pick<App, 'clock'>, entries: AuditEntry[]): string {
  const at = clock().toISOString();
  return JSON.stringify(
    entries.map(({ by, details, ...entry }) => ({
      centre_id: entry.centreId,
      at,
      action: entry.action,
      outcome: entry.outcome ?? 'done',
      actor_id: entry.actorId,
      workspace_id: entry.workspaceId,
      target_id: entry.targetId,
      reason: entry.reason,
      details: { ...(by && { by }), ...details },
      correlation_id: entry.correlationId,
    })),
  );
}

/** What adds events: a statement of its own, or a part (`with events as (…)`) of the one that does what they tell of. Sets off `await_seal`. */
export const addEvents = (rows: SQLWrapper): SQL => sql`
  insert into audit_events (
    centre_id, at, action, outcome, actor_id, workspace_id, target_id, reason, details, correlation_id
  )
  select centre_id, at, action, outcome, actor_id, workspace_id, target_id, reason, details, correlation_id
  from jsonb_to_recordset(${rows}::jsonb) as r(
    centre_id uuid, at timestamptz, action text, outcome audit_outcome, actor_id uuid, workspace_id uuid, target_id uuid,
    reason text, details jsonb, correlation_id uuid
  )`;

const writeEvents = prebuilt((db, { rows }: Values<{ rows: string }>) => db.execute(addEvents(rows)));

/** An act of the actor upon a user, done; to be spread with its reason and details. */
export function event(ctx: Ctx<Db, Principal>, action: AuditAction, targetId: string | null = null): AuditEntry {
  const { actor, workspaceId, correlationId } = ctx;
  return {
    centreId: actor.centreId,
    action,
    actorId: actor.id,
    workspaceId,
    targetId,
    correlationId,
    ...(actor.by && { by: actor.by }),
  };
}
