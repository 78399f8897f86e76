import { and, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { users } from '../../../db/schema/index.ts';
import type { Programme } from '../../words/programmes.ts';
import type { Site } from '../../words/sites.ts';
import { allPages } from '../all-pages.ts';
import { audit, event } from '../audit/event.ts';
import type { Ctx, Db } from '../context.ts';
import { type PageOf, readPage, type Turn } from '../page.ts';
import { beyond, type Cursor, orderOf, placeColumns, placeOf } from '../people/list-order.ts';
import { type Person, personColumns } from '../people/person.ts';
import { consumeUsage } from '../usage-limits.ts';
import { mutation, query } from '../use-case.ts';
import { lately, readScope, type Scope, sitesIn } from './scope.ts';
import type { SiteVisit } from './visits.ts';

/** Who came lately; who came before that, but not since; who never did. */
export const whoKinds = ['came', 'not-lately', 'never'] as const;
type Who = (typeof whoKinds)[number];

/**
 * Whose usage is wanted: of one site, or of all together, where *never* is whoever has not come to one of theirs or more.
 */
export interface UsageFilter {
  site?: Site;
  who?: Who;
  programme?: Programme;
}

/** Someone with access to the sites, and when they came to each. */
export interface User extends Person {
  sortName: string;
  at: null;
  visits: SiteVisit[];
}

export interface UsersPage extends PageOf<User, Cursor> {
  scope: Scope;
}

/** Who may come to the sites, by last name, a page at a time. @throws NotAllowed */
export const listUsers = query(
  'listUsers',
  'usage.show',
  async (ctx: Ctx, { filter, ...turn }: { filter: UsageFilter } & Turn<Cursor>): Promise<UsersPage> => {
    const scope = await readScope(ctx, 'usage.show', filter.site);
    const read = readerOf(ctx, scope, filter);
    return { ...(await readPage(read, placeOf, turn, 10)), scope };
  },
);

const exportOnce = mutation(
  'exportUsage',
  'usage.show',
  async (ctx, filter: UsageFilter): Promise<{ users: User[]; scope: Scope; isMore: boolean }> => {
    const scope = await readScope(ctx, 'usage.show', filter.site);
    const read = readerOf(ctx, scope, filter);
    const { rows, next } = await allPages((after, limit) => read({ ...(after && { after }) }, limit), placeOf);
    const details = { ...(filter.site && { site: filter.site }), people: rows.length };
    await audit(ctx, { ...event(ctx, 'usage.show'), details });
    return { users: rows, scope, isMore: next !== undefined };
  },
);

/** All of them, for a file; that it was taken out is in the trail. @throws NotAllowed, Refusal `limit-reached` */
export async function exportUsage(ctx: Ctx, filter: UsageFilter) {
  await consumeUsage(ctx, 'exports');
  return exportOnce(ctx, filter);
}

const readerOf =
  (ctx: Ctx<Db>, { seen }: Scope, filter: UsageFilter) =>
  async (turn: Turn<Cursor>, limit: number): Promise<User[]> => {
    if (seen.length === 0) return [];
    const sites = seen.map(({ site }) => site);
    const rows = await ctx.db
      .select({ ...personColumns, ...placeColumns('name'), visits: visitsTo(sites) })
      .from(users)
      .where(
        and(
          eq(users.centreId, ctx.actor.centreId),
          inArray(users.status, ['invited', 'active']),
          matches(sites, filter, lately(ctx.clock())),
          beyond('name', turn),
        ),
      )
      .orderBy(...orderOf('name', turn.before !== undefined))
      .limit(limit);
    return rows.map(({ visits, ...row }) => ({
      ...row,
      at: null,
      visits: visits.map((v) => ({ ...v, lastAt: v.lastAt ? new Date(v.lastAt) : null })),
    }));
  };

/** When they came to those of the sites that they have, as a column of a query. */
const visitsTo = (sites: Site[]) => sql<{ site: Site; lastAt: string | null; never: boolean }[]>`coalesce((
  select json_agg(json_build_object('site', a.site, 'lastAt', v.last_at, 'never', v.user_id is null) order by a.site)
  from site_access a left join site_visits v on v.user_id = a.user_id and v.site = a.site
  where a.user_id = ${users.id} and a.site = any(${sitesIn(sites)})
), '[]')`;

function matches(sites: Site[], { who, programme }: UsageFilter, since: Date): SQL {
  // Not `exists`, for which PostgreSQL may read the access of every school into a hash.
  const has = (which: SQL) => sql`coalesce((
    select true from site_access a left join site_visits v on v.user_id = a.user_id and v.site = a.site
    where a.user_id = ${users.id} and a.site = any(${sitesIn(sites)}) and ${which} limit 1
  ), false)`;
  const came = has(sql`v.last_at >= ${since.toISOString()}::timestamptz`);
  const kinds = {
    came,
    never: has(sql`v.user_id is null`),
    'not-lately': sql`(${has(sql`v.user_id is not null`)} and not ${came})`,
  };
  const teaches = sql`coalesce((
    select true from user_programmes p where p.user_id = ${users.id} and p.programme = ${programme ?? null}
  ), false)`;
  return sql`${who ? kinds[who] : has(sql`true`)} ${programme ? sql`and ${teaches}` : sql``}`;
}
