import { and, eq, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import {
  type Programme,
  type RequestKind,
  type RequestStatus,
  type Role,
  requests,
  type Site,
  userProgrammes,
  users,
} from '../../../db/schema/index.ts';
import type { Db, Tx } from '../context.ts';

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

const decider = alias(users, 'decider');

const columns = {
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
  db: Db | Tx,
  centreId: string,
  which: SQL | undefined,
  limit: number,
): Promise<RequestView[]> {
  const rows = await db
    .select(columns)
    .from(requests)
    .innerJoin(users, eq(users.id, requests.askerId))
    .leftJoin(decider, eq(decider.id, requests.decidedBy))
    .where(and(eq(requests.centreId, centreId), which))
    .orderBy(requests.createdAt, requests.id)
    .limit(limit);
  return rows.map(({ askerId, firstName, lastName, email, role, programmes, deciderName, remindedAt, ...row }) => ({
    ...row,
    asker:
      firstName === null || lastName === null || email === null
        ? null
        : { id: askerId, firstName, lastName, role, programmes, email },
    decidedBy: row.decidedBy === null ? null : { id: row.decidedBy, name: deciderName },
    reminded: remindedAt !== null,
  }));
}

/** One request of this centre; nothing where there is no such. */
export async function findRequest(db: Db | Tx, centreId: string, id: string): Promise<RequestView | undefined> {
  const [found] = await readRequests(db, centreId, eq(requests.id, id), 1);
  return found;
}
