import type { Db, Pool, Tx } from '../../db/connect.ts';
import type { Role } from '../words/people.ts';
import type { Site } from '../words/sites.ts';

/** Now. Passed in, so that a test has a clock of its own. */
export type Clock = () => Date;

/**
 * What every use case stands on. `D` is what its queries run on: the pool; in a transaction that alone, so that nothing
 * inside takes a second connection; `Db` where either will do.
 */
export interface App<D extends Db = Pool> {
  db: D;
  clock: Clock;
  /** 32 bytes; what keys to seal with and keyed hashes are derived from. */
  secretKey: Buffer;
  /** Those beside it while it is being changed: they make nothing new, and open and check what they made. */
  secretKeysBefore?: readonly Buffer[];
  /** Where people reach the pages: `https://staffroom.school.example`, without a slash at its end. */
  publicUrl: string;
}

/** In whose name something is done: a user's, or that of the school's own directory or of whoever owns the server, who have no account here. */
export interface Principal {
  id: string | null;
  centreId: string;
  by?: 'directory' | 'owner';
}

/** The user who acts, as the database knows them. */
export interface Actor extends Principal {
  id: string;
  role: Role;
  /** The sites on which they carry the site admin mark. */
  siteAdminOf: Site[];
}

/** One request of one person, or where `P` says so, of any principal. */
export interface Ctx<D extends Db = Pool, P extends Principal = Actor> extends App<D> {
  actor: P;
  workspaceId: string | null;
  /** One for all the steps of one flow; a person sees it when something broke. */
  correlationId: string;
  /** What is done under the same key a second time is refused: a double press, a repeated delivery. */
  idempotencyKey?: string;
  /** Whose rows this transaction holds since it began. */
  held?: Set<string>;
  /**
   * Awaited before anything is changed: what asks for it is kept by then, so that it is not lost half-way. What it throws is for
   * what was done, or is being done, by another: nothing is changed.
   */
  beforeChange?: () => Promise<void>;
  /** Told of each use case that was committed: what fails afterwards no longer means that nothing was changed. */
  onCommit?: () => void;
}

export type { Db, Pool, Tx };
