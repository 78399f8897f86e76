import type { Db, Tx } from '../../db/connect.ts';
import type { Role } from '../words/people.ts';
import type { Site } from '../words/sites.ts';

/** Now. Passed in, so that a test has a clock of its own. */
export type Clock = () => Date;

/** What every use case stands on. */
export interface App {
  db: Db;
  clock: Clock;
  /** 32 bytes; what links and keyed hashes are derived from. */
  secretKey: Buffer;
  /** Where people reach the pages: `https://staffroom.school.example`, without a slash at its end. */
  publicUrl: string;
}

/** The user who acts, as the database knows them. */
export interface Actor {
  id: string;
  centreId: string;
  role: Role;
  /** The sites on which they carry the site admin mark. */
  siteAdminOf: Site[];
}

/**
 * In whose name something is changed: a person's, which every `Ctx` is, or that of the school's own directory, which has
 * no account here.
 */
export interface Principal {
  app: App;
  actor: { id: string | null; centreId: string };
  workspaceId: string | null;
  correlationId: string;
  by?: 'directory';
}

/** One request of one person. */
export interface Ctx {
  app: App;
  actor: Actor;
  workspaceId: string | null;
  /** One for all the steps of one flow; a person sees it when something broke. */
  correlationId: string;
  /** What is done under the same key a second time is refused: a double press, a repeated delivery. */
  idempotencyKey?: string;
}

export type { Db, Tx };
