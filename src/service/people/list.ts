import { and, sql } from 'drizzle-orm';
import { users } from '../../../db/schema/index.ts';
import { type Role, roles, type Status, statuses } from '../../words/people.ts';
import type { Ctx } from '../context.ts';
import { type PageOf, readPage, type Turn } from '../page.ts';
import { query } from '../use-case.ts';
import { type Filter, matches, visibleTo } from './filter.ts';
import { type Cursor, placeOf, type Sort } from './list-order.ts';
import { countOf, filteredCount, filteredPage, searchPage } from './list-page.ts';
import type { Person } from './person.ts';

export type { Filter } from './filter.ts';

export interface Page extends Omit<PageOf<Person, Cursor>, 'rows'> {
  people: Person[];
}

/** People a page at a time, by last name where nothing else is asked for: all of the centre, or for a site admin those of their sites. */
export const listPeople = query(
  'listPeople',
  'user.list',
  async (
    ctx,
    { filter, sort = 'name', limit = 10, ...turn }: { filter: Filter; sort?: Sort; limit?: number } & Turn<Cursor>,
  ): Promise<Page> => {
    const read = (to: Turn<Cursor>, most: number) =>
      filter.words ? searchPage(ctx, filter, sort, to, most) : filteredPage(ctx, filter, sort, to, most);
    const { rows: people, ...beside } = await readPage(read, placeOf, turn, limit);
    return { people, ...beside };
  },
);

/** Beyond this many, nobody counts by eye: the count stops here, and with it its cost. */
export const maxCounted = 1_000;

/** How many people the filter leaves; one more than {@link maxCounted} stands for "more". */
export const countPeople = query('countPeople', 'user.list', async (ctx: Ctx, filter: Filter): Promise<number> => {
  if (!filter.words) return filteredCount(ctx, filter, maxCounted + 1);
  const [row] = await countOf(ctx.db, and(visibleTo(ctx.actor, 'user.list'), matches(filter)), maxCounted + 1);
  return row?.n ?? 0;
});

export interface Counts {
  total: number;
  /** Of a deleted account nothing is left to count. */
  byStatus: Record<Exclude<Status, 'deleted'>, number>;
  byRole: Record<Role, number>;
}

/** How many people there are, and of what kinds: all of the centre, or for a site admin those of their sites. */
export const countPeopleByKind = query(
  'countPeopleByKind',
  'user.list',
  async (ctx, _: Record<string, never>): Promise<Counts> => {
    const rows = await ctx.db
      .select({ status: users.status, role: users.role, n: sql<number>`count(*)::int` })
      .from(users)
      .where(visibleTo(ctx.actor, 'user.list'))
      .groupBy(users.status, users.role);
    const counted = <K extends string>(kinds: readonly K[], kindOf: (row: (typeof rows)[number]) => string) =>
      Object.fromEntries(kinds.map((kind) => [kind, sum(rows.filter((row) => kindOf(row) === kind))])) as Record<
        K,
        number
      >;
    return {
      total: sum(rows),
      byStatus: counted(living, (row) => row.status),
      byRole: counted(roles, (row) => row.role),
    };
  },
);

const living = statuses.filter((s) => s !== 'deleted');

const sum = (rows: { n: number }[]) => rows.reduce((total, { n }) => total + n, 0);
