import { auditEvents } from '../../../db/schema/index.ts';
import type { App, Ctx, Db, Principal, Tx } from '../context.ts';
import type { AuditAction } from '../policy.ts';

interface AuditEntry {
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

/** Writes down what was done, in the transaction that does it. Sets off `await_seal`: the event waits for its place in the chain. */
export async function audit(app: App<Tx>, ...entries: AuditEntry[]): Promise<void> {
  const at = app.clock();
  await app.db.insert(auditEvents).values(
    entries.map(({ by, outcome = 'done', ...entry }) => ({
      ...entry,
      ...(by && { details: { by, ...entry.details } }),
      outcome,
      at,
    })),
  );
}

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
