import { and, eq, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { requests, userProgrammes, users } from '../../../db/schema/index.ts';
import type { Role } from '../../words/people.ts';
import type { Programme } from '../../words/programmes.ts';
import type { RequestKind, RequestStatus } from '../../words/requests.ts';
import type { Site } from '../../words/sites.ts';
import type { Db } from '../context.ts';

/** A request as people see it. */
export interface RequestView {
  id: string;
  kind: RequestKind;
  /** Access to what. */
  site: Site | null;
  reason: string | null;
  status: RequestStatus;
  /** Nothing, once that account is deleted. */
  asker: {
    id: string;
    firstName: string;
    lastName: string;
    role: Role;
    programmes: Programme[];
    email: string;
  } | null;
  createdAt: Date;
  expiresAt: Date;
  decidedAt: Date | null;
  /** Nobody, where it expired; without a name, once that account is deleted. */
  decidedBy: { id: string; name: string | null } | null;
  decisionReason: string | null;
  /** Whether the access came with the site admin mark. */
  siteAdmin: boolean;
  /** Whether it was announced again. */
  reminded: boolean;
}

export const decider = alias(users, 'decider');

/** What makes a {@link RequestView}, of requests joined with who asks and who decided. */
export const requestColumns = {
  id: requests.id,
  kind: requests.kind,
  site: requests.site,
  reason: requests.reason,
  status: requests.status,
  askerId: requests.askerId,
  firstName: users.firstName,
  lastName: users.lastName,
  role: users.role,
  email: users.email,
  programmes: sql<Programme[]>`coalesce((
    select json_agg(p.programme order by p.programme) from ${userProgrammes} p where p.user_id = ${requests.askerId}
  ), '[]')`,
  createdAt: requests.createdAt,
  expiresAt: requests.expiresAt,
  decidedAt: requests.decidedAt,
  decidedBy: requests.decidedBy,
  deciderName: sql<string | null>`${decider.firstName} || ' ' || ${decider.lastName}`,
  decisionReason: requests.decisionReason,
  siteAdmin: requests.siteAdmin,
  remindedAt: requests.remindedAt,
};

/** Requests of one centre, oldest first. */
export async function readRequests(
  db: Db,
  centreId: string,
  which: SQL | undefined,
  limit: number,
): Promise<RequestView[]> {
  const rows = await db
    .select(requestColumns)
    .from(requests)
    .innerJoin(users, eq(users.id, requests.askerId))
    .leftJoin(decider, eq(decider.id, requests.decidedBy))
    .where(and(eq(requests.centreId, centreId), which))
    .orderBy(requests.createdAt, requests.id)
    .limit(limit);
  return rows.map(viewOf);
}

interface RequestRow extends Omit<RequestView, 'asker' | 'decidedBy' | 'reminded'> {
  askerId: string;
  firstName: string | null;
  lastName: string | null;
  role: Role;
  email: string | null;
  programmes: Programme[];
  decidedBy: string | null;
  deciderName: string | null;
  remindedAt: Date | null;
}

/** A row of {@link requestColumns} as people see it. */
export function viewOf(row: RequestRow): RequestView {
  const { firstName, lastName, email } = row;
  const nameless = firstName === null || lastName === null || email === null;
  return {
    id: row.id,
    kind: row.kind,
    site: row.site,
    reason: row.reason,
    status: row.status,
    asker: nameless
      ? null
      : { id: row.askerId, firstName, lastName, role: row.role, programmes: row.programmes, email },
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
    decidedAt: row.decidedAt,
    decidedBy: row.decidedBy === null ? null : { id: row.decidedBy, name: row.deciderName },
    decisionReason: row.decisionReason,
    siteAdmin: row.siteAdmin,
    reminded: row.remindedAt !== null,
  };
}

/** One request of this centre; nothing where there is no such. */
export async function findRequest(db: Db, centreId: string, id: string): Promise<RequestView | undefined> {
  const [found] = await readRequests(db, centreId, eq(requests.id, id), 1);
  return found;
}
