import { and, type SQL, sql } from 'drizzle-orm';
import { users } from '../../../db/schema/index.ts';
import { type Searched, sortColumn } from './attributes.ts';
import { condition, type Filter } from './filter.ts';
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

/**
 * A page of the school's users; newcomers come last, so that the pages before them stay what they are.
 *
 * @throws DirectoryRefusal for what can't be looked for or sorted by
 */
export async function listMembers(
  { db, actor }: Directory,
  page: Page,
  searched: Searched,
): Promise<{ total: number; members: Member[] }> {
  const which = and(inCentre(actor.centreId), page.filter && condition(page.filter, searched));
  const found = await db
    .select({ ...memberColumns, total: sql<number>`(count(*) over ())::int` })
    .from(users)
    .where(which)
    .orderBy(...sorting(page, searched), users.createdAt, users.id)
    .limit(page.count)
    .offset(page.startIndex - 1);
  const [row] = found;
  if (row) return { total: row.total, members: found };
  // A page with nobody on it has nobody to bring the number along.
  const [counted] = await db.select({ total: sql<number>`count(*)::int` }).from(users).where(which);
  return { total: counted?.total ?? 0, members: [] };
}

/** What it is sorted by first: who has nothing of it comes last, or first where it descends (RFC 7644 §3.4.2.3). */
export function sorting({ sortBy, descending }: Page, searched: Searched): SQL[] {
  const column = sortBy ? sortColumn(searched, sortBy) : undefined;
  return column ? [sql`${column} ${descending ? sql`desc nulls first` : sql`asc nulls last`}`] : [];
}
