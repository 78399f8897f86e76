import { type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { auditEvents, auditSeals } from '../../../db/schema/index.ts';

/** In the form in which things are hashed; empty for what is not there. */
const text = (column: SQLWrapper): SQL<string> => sql`coalesce(${column}::text, '')`;
const hex = (bytes: SQLWrapper): SQL<string> => sql`coalesce(encode(${bytes}, 'hex'), '')`;
const utc = (at: SQLWrapper): SQL<string> =>
  sql`coalesce(to_char(${at} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '')`;

/** An event as it was sealed. */
export const sealedColumns = {
  centre: text(auditEvents.centreId),
  /** Empty where it is not sealed yet. */
  place: text(auditSeals.place),
  previous: hex(auditSeals.previous),
  hash: hex(auditSeals.hash),
  event: text(auditEvents.id),
  at: utc(auditEvents.at),
  addedAt: utc(auditSeals.addedAt),
  action: text(auditEvents.action),
  outcome: text(auditEvents.outcome),
  actor: text(auditEvents.actorId),
  workspace: text(auditEvents.workspaceId),
  target: text(auditEvents.targetId),
  flow: text(auditEvents.correlationId),
  details: text(auditEvents.details),
  reason: sql<string | null>`${auditEvents.reason}`,
  reasonHash: hex(auditSeals.reasonHash),
  reasonSalt: hex(auditSeals.reasonSalt),
};
