import { sql } from 'drizzle-orm';
import type { Programme } from '../../words/programmes.ts';
import type { Site } from '../../words/sites.ts';
import type { Ctx, Db } from '../context.ts';
import { query } from '../use-case.ts';
import { accessOf, lately, readScope, type Scope } from './scope.ts';

/** Of people with access to something: how many there are, came lately, and never came. */
export type Counted = {
  people: number;
  came: number;
  never: number;
};

export interface Usage {
  sites: (Counted & Scope['seen'][number])[];
  /** Of all these sites together: who came to any of them lately, and who never came to one of theirs or more. */
  all: Counted;
  unseen: Site[];
}

interface Asked {
  site?: Site;
  programme?: Programme;
}

/** How many may come to each site, came lately, and never did. @throws NotAllowed */
export const readUsage = query(
  'readUsage',
  'usage.show',
  async (ctx: Ctx, { site, programme }: Asked): Promise<Usage> => {
    const scope = await readScope(ctx, 'usage.show', site);
    return countUsage(ctx.db, ctx.actor.centreId, scope, lately(ctx.clock()), programme);
  },
);

/** The same without rights, of what is in reach. */
export async function countUsage(
  db: Db,
  centreId: string,
  { seen, unseen }: Scope,
  since: Date,
  programme?: Programme,
): Promise<Usage> {
  const rows =
    seen.length > 0
      ? await count(
          db,
          centreId,
          seen.map((s) => s.site),
          since,
          programme,
        )
      : [];
  const of = (site: Site | null): Counted => {
    const { people, came, never } = rows.find((row) => row.site === site) ?? none;
    return { people, came, never };
  };
  return { sites: seen.map((each) => ({ ...each, ...of(each.site) })), all: of(null), unseen };
}

const none: Counted = { people: 0, came: 0, never: 0 };

async function count(db: Db, centreId: string, of: Site[], since: Date, programme: Programme | undefined) {
  const { rows } = await db.execute<Counted & { site: Site | null }>(sql`
    with a as materialized (${accessOf(centreId, of, since, programme)})
    select site, count(*)::int as people, (count(*) filter (where lately))::int as came,
      (count(*) filter (where not visited))::int as never
    from a group by site
    union all
    select null, count(*)::int, (count(*) filter (where lately))::int, (count(*) filter (where missing))::int
    from (select bool_or(lately) as lately, bool_or(not visited) as missing from a group by user_id) person`);
  return rows;
}

export interface ProgrammeUsage {
  programmes: (Counted & { programme: Programme })[];
  scope: Scope;
}

/** The same by programme: who came lately to any of the sites, and who never came to any. @throws NotAllowed */
export const readUsageByProgramme = query(
  'readUsageByProgramme',
  'usage.show',
  async (ctx: Ctx, { site }: { site?: Site }): Promise<ProgrammeUsage> => {
    const scope = await readScope(ctx, 'usage.show', site);
    if (scope.seen.length === 0) return { programmes: [], scope };
    const access = accessOf(
      ctx.actor.centreId,
      scope.seen.map((s) => s.site),
      lately(ctx.clock()),
    );
    const { rows } = await ctx.db.execute<Counted & { programme: Programme }>(sql`
      select p.programme, count(*)::int as people, (count(*) filter (where lately))::int as came,
        (count(*) filter (where not visited))::int as never
      from (select user_id, bool_or(lately) as lately, bool_or(visited) as visited from (${access}) a group by user_id) person
      join user_programmes p on p.user_id = person.user_id and p.centre_id = ${ctx.actor.centreId}
      group by p.programme order by p.programme`);
    return { programmes: rows, scope };
  },
);
