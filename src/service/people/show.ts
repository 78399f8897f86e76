import { and, eq, gt, isNull } from 'drizzle-orm';
import { links } from '../../../db/schema/index.ts';
import { readCentre } from '../centre/centre.ts';
import type { Ctx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { allow, may } from '../policy.ts';
import { visibleSites } from '../progression/groups.ts';
import { type Holding, holdingsOf } from '../progression/holdings.ts';
import { type SiteStep, stepsOf } from '../provisioning/site-states.ts';
import { plansOf, type Scheduled } from '../scheduled/list.ts';
import { type SiteVisit, visitsOf } from '../usage/visits.ts';
import { query } from '../use-case.ts';
import { asTarget, findById, type Person, readPerson } from './person.ts';

export interface Profile extends Person {
  /** A new e-mail that takes effect when the link sent to it is pressed. */
  emailToConfirm: string | null;
  /** What they hold, on the sites that the one who looks may see. */
  holdings: Holding[];
  /** What is to happen to them on a day to come, for who may do that. */
  planned: Scheduled | undefined;
  /** When they came last to each site of theirs whose sign-ins are seen, of those that the one who looks may see. */
  visits: SiteVisit[];
  /** How far the sites are with them that are kept in step. */
  steps: SiteStep[];
}

/** A profile. @throws Refusal `person-unknown`; `not-allowed` for someone whom the actor may not see */
export const showPerson = query(
  'showPerson',
  'user.show',
  async (ctx: Ctx, { id }: { id: string }): Promise<Profile> => {
    const person = await readPerson(ctx, id);
    allow(ctx, 'user.show', asTarget(person));
    const [link] = await ctx.db
      .select({ newEmail: links.newEmail })
      .from(links)
      .where(
        and(
          eq(links.userId, id),
          eq(links.kind, 'confirm-email'),
          isNull(links.usedAt),
          isNull(links.voidedAt),
          gt(links.expiresAt, ctx.clock()),
        ),
      );
    const holdings = await holdingsOf(ctx.db, person.centreId, id, visibleSites(ctx.actor, person));
    const used = person.access.map((a) => a.site);
    const steps = await stepsOf(ctx.db, person.centreId, id, used);
    const seesAll = may({ ...ctx.actor, siteAdminOf: [] }, 'user.show', asTarget(person));
    const shown = used.filter((site) => seesAll || ctx.actor.siteAdminOf.includes(site));
    const visits = await visitsOf(ctx.db, person.centreId, id, shown);
    const maySee = may(ctx.actor, 'user.suspend', asTarget(person));
    const planned = maySee ? (await plansOf(ctx.db, [id])).get(id) : undefined;
    return { ...person, emailToConfirm: link?.newEmail ?? null, holdings, planned, visits, steps };
  },
);

/** One's own account and the centre it belongs to. */
export const whoAmI = query('whoAmI', 'whoami', async (ctx, _: Record<string, never>) => {
  const [person, centre] = await Promise.all([findById(ctx, ctx.actor.id), readCentre(ctx.db, ctx.actor.centreId)]);
  if (!person) throw new Refusal('person-unknown', {});
  allow(ctx, 'whoami', asTarget(person));
  return { person, centre };
});
