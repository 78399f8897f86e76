import { sql } from 'drizzle-orm';
import { users } from '../../../db/schema/index.ts';
import { type Role, roles, type Status, statuses } from '../../words/people.ts';
import { query } from '../use-case.ts';
import { visibleTo } from './list.ts';

export interface Counts {
  total: number;
  /** Of a deleted account nothing is left to count. */
  byStatus: Record<Exclude<Status, 'deleted'>, number>;
  byRole: Record<Role, number>;
}

/** How many people there are, and of what kinds: all of the centre, or for a site admin those of their sites. */
export const countPeople = query(
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
