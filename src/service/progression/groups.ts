import { randomUUID } from 'node:crypto';
import { and, asc, eq, inArray, type SQL, type SQLWrapper, sql } from 'drizzle-orm';
import { learnerGroups } from '../../../db/schema/index.ts';
import { isUuid } from '../../lib/uuid.ts';
import { type DataSite, dataSites, type Site } from '../../words/sites.ts';
import type { Actor, App, Ctx } from '../context.ts';
import { asTarget, type Person, readPerson } from '../people/person.ts';
import { may, NotAllowed } from '../policy.ts';
import { findActor, query } from '../use-case.ts';

export interface Group {
  id: string;
  site: DataSite;
  /** With a number where someone has another of this name, as it may come about by a transfer. */
  name: string;
  stage: number;
  subject: string;
  learners: number;
  tests: number;
  results: number;
  /** The school year that it was of, `2025/26`, where it is history; nothing for one of now. */
  year: string | null;
}

/** What one owner's groups of one name and year have in common. */
const ofOneName = sql`
  ${learnerGroups.ownerId}, ${learnerGroups.site}, lower(${learnerGroups.name}), ${learnerGroups.year}`;

/** How each group is called beside others of its owner, name and year, the oldest first: `3B (2)`. An import finds it by that, too. */
export const shownName = sql<string>`${learnerGroups.name} || case
  when count(*) over (partition by ${ofOneName}) = 1 then ''
  else ' (' || row_number() over (
    partition by ${ofOneName} order by ${learnerGroups.createdAt}, ${learnerGroups.id}
  ) || ')' end`;

/**
 * When a group that was last changed before is changed now: always later than it was, whatever the clocks say, since by it one
 * sees whether anything happened to the group meanwhile.
 */
export const laterThan = (now: SQL, before: SQLWrapper): SQL =>
  sql`greatest(${now}, ${before} + interval '1 microsecond')`;

/** The sites of someone's data that an actor may see: a site admin those of their own sites. */
export function visibleSites(actor: Actor, person: Person): DataSite[] {
  const own = actor.siteAdminOf;
  const all = may({ ...actor, siteAdminOf: [] }, 'data.show', asTarget(person));
  return dataSites.filter((site) => all || (own.includes(site) && may(actor, 'data.show', asTarget(person))));
}

/** Most groups in one answer; a teacher has a dozen. */
const maxGroups = 500;

/** The groups that someone holds: those of now by site, stage and name, then those of earlier years, the last first. @throws Refusal `person-unknown`, `not-allowed` */
export const listGroups = query(
  'listGroups',
  'data.show',
  async (ctx: Ctx, { id }: { id: string }): Promise<{ person: Person; groups: Group[] }> => {
    const person = await readPerson(ctx, id);
    const sites = visibleSites(ctx.actor, person);
    if (sites.length === 0) throw new NotAllowed('data.show', id);
    const groups = await ctx.db
      .select({
        id: learnerGroups.id,
        site: sql<DataSite>`${learnerGroups.site}`,
        name: shownName,
        stage: learnerGroups.stage,
        subject: learnerGroups.subject,
        learners: learnerGroups.learners,
        tests: learnerGroups.tests,
        results: learnerGroups.results,
        year: learnerGroups.year,
      })
      .from(learnerGroups)
      .where(
        and(
          eq(learnerGroups.centreId, ctx.actor.centreId),
          eq(learnerGroups.ownerId, id),
          inArray(learnerGroups.site, sites),
        ),
      )
      .orderBy(
        sql`${learnerGroups.year} desc nulls first`,
        asc(learnerGroups.site),
        asc(learnerGroups.stage),
        sql`lower(${learnerGroups.name})`,
        learnerGroups.id,
      )
      .limit(maxGroups);
    return { person, groups };
  },
);

/** The learner groups of this year that someone holds on a site, as that person sees them; none for an account that is not active. */
export async function ownGroups(app: App, userId: string, site: Site): Promise<Group[]> {
  const actor = isUuid(userId) ? await findActor(app.db, userId) : undefined;
  if (!actor) return [];
  const ctx = { ...app, actor, workspaceId: null, correlationId: randomUUID() };
  const { groups } = await listGroups(ctx, { id: actor.id });
  return groups.filter((g) => g.site === site && g.year === null);
}
