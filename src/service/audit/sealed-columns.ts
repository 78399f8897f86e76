import { type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { auditEvents, auditSeals } from '../../../db/schema/index.ts';

/**
 * Most characters of a cell: far more than the program ever writes. Of what is longer, which someone put there past it, the rest is
 * left out, so that its hash is another and nobody's memory is filled.
 */
const maxCharacters = 100_000;
/** The same for details, in bytes: a number in JSON may be a hundred thousand digits long when it is written out. */
const maxDetails = 8_000;

/** Whether the details are as small as the program's own, when they are unpacked. */
export const hasModestDetails = sql`pg_column_size(${auditEvents.details} #> '{}') <= ${maxDetails}`;

/** In the form in which things are hashed; empty for what is not there. */
const text = (column: SQLWrapper): SQL<string> => sql`left(coalesce(${column}::text, ''), ${maxCharacters})`;
const hex = (bytes: SQLWrapper): SQL<string> => sql`coalesce(encode(${bytes}, 'hex'), '')`;
/** Of years before the first that form would hide the era, of `infinity` all; after 9999 nobody reads it. */
const utc = (at: SQLWrapper): SQL<string> =>
  sql`coalesce(case when ${at} >= '0001-01-01 00:00Z' and ${at} < '10000-01-01 00:00Z'
    then to_char(${at} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') else ${at}::text end, '')`;

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
  details: sql<string>`case when ${hasModestDetails} then ${text(auditEvents.details)} else '' end`,
  reason: sql<string | null>`left(${auditEvents.reason}, ${maxCharacters})`,
  reasonHash: hex(auditSeals.reasonHash),
  reasonSalt: hex(auditSeals.reasonSalt),
};
