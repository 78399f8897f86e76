import { createHash } from 'node:crypto';

/** An event as it was sealed: what is hashed, in the form in which it is, and what a reason is checked by. docs/trail.md. */
export interface SealedEvent {
  centre: string;
  place: number;
  /** Hashes in hexadecimal. */
  previous: string;
  hash: string;
  event: string;
  /** By UTC, with microseconds: `2026-11-29T22:45:00.123456Z`. */
  at: string;
  /** The same, by the database's clock; empty for what was there before the first seal. */
  addedAt: string;
  action: string;
  outcome: string;
  /** Ids; empty where there is none. */
  actor: string;
  workspace: string;
  target: string;
  flow: string;
  /** The JSON as PostgreSQL writes it, to the byte. */
  details: string;
  reason: string | null;
  /** Both empty where nothing was said; the salt alone where it was erased with the reason. */
  reasonHash: string;
  reasonSalt: string;
}

/** What the first event of a trail has for the hash before it. */
export const noHash = '0'.repeat(64);

/** What the hash of an event has to be. The database has the same in `seal_audit_events`. */
export function hashOf(e: SealedEvent): string {
  const lines = [
    'staffroom-trail-1',
    e.previous,
    e.place,
    e.centre,
    e.event,
    e.at,
    e.addedAt,
    e.action,
    e.outcome,
    e.actor,
    e.workspace,
    e.target,
    e.flow,
    e.details,
    e.reasonHash,
  ];
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

/** The moment of `at` or `addedAt`, in milliseconds; NaN of what is none, as someone may have put there past the program. */
export const momentOf = (at: string): number => (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(at) ? Date.parse(at) : Number.NaN);

/** What of a reason is hashed. */
export const reasonHashOf = (salt: string, reason: string): string =>
  createHash('sha256').update(Buffer.from(salt, 'hex')).update(reason).digest('hex');
