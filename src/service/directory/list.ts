import { and, type SQL, sql } from 'drizzle-orm';
import { users } from '../../../db/schema/index.ts';
import { type Filter, sortColumn, usersLike } from './filter.ts';
import { inCentre, type Member, memberColumns } from './member.ts';
import type { Directory } from './principal.ts';

export interface Page {
  filter?: Filter;
  /** The path of what it is sorted by. */
  sortBy?: string;
  descending?: boolean;
  /** The first that is wanted, from 1. */
  startIndex: number;
  count: number;
}

/** A page of the school's users; newcomers come last, so that the pages before them stay what they are. */
export async function listMembers(
  { db, actor }: Directory,
  page: Page,
  isKnown: (path: string) => boolean,
): Promise<{ total: number; members: Member[] }> {
  const which = and(inCentre(actor.centreId), page.filter && usersLike(page.filter, isKnown));
  const first: SQL[] = page.sortBy
    ? [sql`${sortColumn(page.sortBy)} ${page.descending ? sql`desc` : sql`asc`} nulls last`]
    : [];
  const found = await db
    .select({ ...memberColumns, total: sql<number>`(count(*) over ())::int` })
    .from(users)
    .where(which)
    .orderBy(...first, users.createdAt, users.id)
    .limit(page.count)
    .offset(page.startIndex - 1);
  const [row] = found;
  if (row) return { total: row.total, members: found };
  // A page with nobody on it has nobody to bring the number along.
  const [counted] = await db.select({ total: sql<number>`count(*)::int` }).from(users).where(which);
  return { total: counted?.total ?? 0, members: [] };
}
