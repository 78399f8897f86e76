import { and, asc, desc, eq, type SQL, type SQLWrapper } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { requests, users } from '../../../db/schema/index.ts';
import type { Role, Status } from '../../words/people.ts';
import type { Programme } from '../../words/programmes.ts';
import type { RequestKind, RequestStatus } from '../../words/requests.ts';
import type { Site } from '../../words/sites.ts';
import type { Db } from '../context.ts';
import { fullNameOf, programmesOf } from '../people/columns.ts';

/** A request as people see it. */
export interface RequestView {
  id: string;
  kind: RequestKind;
  /** Access to what. */
  site: Site | null;
  /** The last day of that access, in the school's calendar; for good where there is none. */
  until?: string | null;
  reason: string | null;
  status: RequestStatus;
  /** Nothing, once that account is deleted. */
  asker: {
    id: string;
    firstName: string;
    lastName: string;
    role: Role;
    status: Status;
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
  until: requests.until,
  reason: requests.reason,
  status: requests.status,
  askerId: requests.askerId,
  firstName: users.firstName,
  lastName: users.lastName,
  role: users.role,
  askerStatus: users.status,
  email: users.email,
  programmes: programmesOf(requests.askerId),
  createdAt: requests.createdAt,
  expiresAt: requests.expiresAt,
  decidedAt: requests.decidedAt,
  decidedBy: requests.decidedBy,
  deciderName: fullNameOf<string | null>(decider),
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
  newestFirst = false,
): Promise<RequestView[]> {
  return (await selectRequests(db, centreId, which, limit, newestFirst)).map(viewOf);
}

/** The same, to be read with others, each row by {@link viewOf}. */
export const selectRequests = (
  db: Db,
  centreId: string | SQLWrapper,
  which: SQL | undefined,
  limit: number,
  newestFirst = false,
) =>
  db
    .select(requestColumns)
    .from(requests)
    .innerJoin(users, eq(users.id, requests.askerId))
    .leftJoin(decider, eq(decider.id, requests.decidedBy))
    .where(and(eq(requests.centreId, centreId), which))
    .orderBy(...[requests.createdAt, requests.id].map((column) => (newestFirst ? desc(column) : asc(column))))
    .limit(limit);

type RequestRow = Awaited<ReturnType<typeof selectRequests>>[number];

/** A row of {@link requestColumns} as people see it. */
export function viewOf({ remindedAt, deciderName, ...row }: RequestRow): RequestView {
  const { askerId, firstName, lastName, role, askerStatus: status, programmes, email, decidedBy, ...request } = row;
  const nameless = firstName === null || lastName === null || email === null;
  return {
    ...request,
    asker: nameless ? null : { id: askerId, firstName, lastName, role, status, programmes, email },
    decidedBy: decidedBy === null ? null : { id: decidedBy, name: deciderName },
    reminded: remindedAt !== null,
  };
}

/** One request of this centre; nothing where there is no such. */
export async function findRequest(db: Db, centreId: string, id: string): Promise<RequestView | undefined> {
  const [found] = await readRequests(db, centreId, eq(requests.id, id), 1);
  return found;
}
