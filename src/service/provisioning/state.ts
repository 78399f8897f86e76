import { isDeepStrictEqual } from 'node:util';
import { and, eq } from 'drizzle-orm';
import { centres, siteAccess, users } from '../../../db/schema/index.ts';
import { type Programme, programmes } from '../../words/programmes.ts';
import type { Site } from '../../words/sites.ts';
import type { Db } from '../context.ts';
import { isOneOf } from '../ids.ts';
import { programmesOf } from '../people/columns.ts';

/** What a site is told of a user. */
export interface SiteState {
  /** Our id of the user. */
  externalId: string;
  email: string;
  firstName: string;
  lastName: string;
  /** Whether they may sign in there now. Someone who has not set a password yet may not. */
  active: boolean;
  /** The role at the centre, and `site-admin` for who has the mark on this site. */
  roles: string[];
  programmes: Programme[];
  centreNumber: string;
}

/** What a site should have of a user who is not deleted. */
export interface WantedAccount {
  state: SiteState;
  /** It should have an account; without it, one that it has already is kept in step. */
  make: boolean;
  /** They may have been let in there: who was invited and never set a password has not. */
  mayHaveBeenIn: boolean;
}

/** What a site should have of a user: an account, at least if it has one already; or none. */
export type Wanted = WantedAccount | { state: null };

/** What a site should have of these users as of now. */
export async function readWanted(db: Db, site: Site, userIds: string[]): Promise<Map<string, Wanted>> {
  return new Map((await readUsers(db, site, userIds)).map((row) => [row.id, wantedOf(row)]));
}

const readUsers = (db: Db, site: Site, userIds: string[]) =>
  db
    .select({
      id: users.id,
      email: users.email,
      firstName: users.firstName,
      lastName: users.lastName,
      role: users.role,
      status: users.status,
      suspendedFrom: users.suspendedFrom,
      centreNumber: centres.number,
      programmes: programmesOf(users.id),
      access: siteAccess.userId,
      siteAdmin: siteAccess.siteAdmin,
    })
    .from(users)
    .innerJoin(centres, eq(centres.id, users.centreId))
    .leftJoin(siteAccess, and(eq(siteAccess.userId, users.id), eq(siteAccess.site, site)))
    .where(isOneOf(users.id, userIds));

function wantedOf(u: Awaited<ReturnType<typeof readUsers>>[number]): Wanted {
  if (u.email === null || u.firstName === null || u.lastName === null) return { state: null };
  const state: SiteState = {
    externalId: u.id,
    email: u.email,
    firstName: u.firstName,
    lastName: u.lastName,
    active: u.status === 'active' && u.access !== null,
    roles: [u.role, ...(u.siteAdmin ? ['site-admin'] : [])],
    programmes: programmes.filter((p) => u.programmes.includes(p)),
    centreNumber: u.centreNumber,
  };
  return {
    state,
    make: u.access !== null && (u.status === 'active' || u.status === 'invited'),
    mayHaveBeenIn: (u.suspendedFrom ?? u.status) !== 'invited',
  };
}

/**
 * What of a state a site has not, or has otherwise.
 *
 * @param has what it has, as far as it is known
 * @param but what it does not keep
 */
export function diff(wanted: SiteState, has: Partial<SiteState>, but: (keyof SiteState)[]): Partial<SiteState> {
  const keys = (Object.keys(wanted) as (keyof SiteState)[]).filter((k) => !but.includes(k));
  return Object.fromEntries(keys.filter((k) => !holds(k, wanted, has)).map((k) => [k, wanted[k]]));
}

/** Whether a part is there as it is wanted. Whoever has one name has it in both places at a site, many of which refuse users without a last one. */
export const holds = (part: keyof SiteState, wanted: Partial<SiteState>, has: Partial<SiteState>): boolean =>
  isSame(wanted[part], has[part]) ||
  (part === 'lastName' && wanted.lastName === '' && has.lastName === wanted.firstName);

/** Of a list the order tells nothing, and an empty one is as good as none. */
export function isSame(a: SiteState[keyof SiteState] | undefined, b: SiteState[keyof SiteState] | undefined): boolean {
  const list = Array.isArray(a) ? a : Array.isArray(b) ? b : undefined;
  return list ? isDeepStrictEqual(sorted(a), sorted(b)) : a === b;
}

const sorted = (value: unknown): unknown[] => (Array.isArray(value) ? [...value].sort() : []);
