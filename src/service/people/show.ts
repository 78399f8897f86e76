import { and, eq, gt, isNull } from 'drizzle-orm';
import { links } from '../../../db/schema/index.ts';
import { readCentre } from '../centre/centre.ts';
import type { Ctx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { allow, may, mayAtAll } from '../policy.ts';
import { visibleSites } from '../progression/groups.ts';
import { type Holding, holdingsOf } from '../progression/holdings.ts';
import { type SiteStep, stepsOf } from '../provisioning/site-states.ts';
import { listOwnRequests, waitingRequestsOf } from '../requests/own.ts';
import type { RequestView } from '../requests/request.ts';
import { plansOf, type Scheduled } from '../scheduled/list.ts';
import { sitesOf } from '../sites/own-sites.ts';
import { type SiteVisit, visitsOf } from '../usage/visits.ts';
import { query } from '../use-case.ts';
import { mayNote, type Note, noteOn } from './note.ts';
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
  /** What coordinators wrote down about them, for whoever may read that. */
  note?: Note;
  /** What they ask for that the one who looks may decide, the oldest first. */
  waiting: RequestView[];
}

/** A profile. @throws Refusal `person-unknown`; `not-allowed` for someone whom the actor may not see */
export const showPerson = query(
  'showPerson',
  'user.show',
  async (ctx: Ctx, { id }: { id: string }): Promise<Profile> => {
    const person = await readPerson(ctx, id);
    allow(ctx, 'user.show', asTarget(person));
    const holdings = await holdingsOf(ctx.db, person.centreId, id, visibleSites(ctx.actor, person));
    const used = person.access.map((a) => a.site);
    const steps = await stepsOf(ctx.db, person.centreId, id, used);
    const seesAll = may({ ...ctx.actor, siteAdminOf: [] }, 'user.show', asTarget(person));
    const shown = used.filter((site) => seesAll || ctx.actor.siteAdminOf.includes(site));
    const visits = await visitsOf(ctx.db, person.centreId, id, shown);
    const maySee = may(ctx.actor, 'user.suspend', asTarget(person));
    const planned = maySee ? (await plansOf(ctx.db, [id])).get(id) : undefined;
    const note = mayNote(ctx, person) ? await noteOn(ctx.db, id) : undefined;
    const emailToConfirm = await waitingEmail(ctx, id);
    const waiting = await decidableOf(ctx, person);
    return { ...person, emailToConfirm, holdings, planned, visits, steps, waiting, note };
  },
);

async function decidableOf(ctx: Ctx, person: Person): Promise<RequestView[]> {
  const { actor } = ctx;
  const target = asTarget(person);
  const mayDecide = ({ kind, site }: RequestView) => may(actor, `${kind}.decide`, target, site ?? undefined);
  if (person.id === actor.id || !mayAtAll(actor, 'access.decide')) return [];
  return (await waitingRequestsOf(ctx, person.centreId, person.id)).filter(mayDecide);
}

/** One's own account and the centre it belongs to. */
export const whoAmI = query('whoAmI', 'whoami', async (ctx, _: Record<string, never>) => {
  const [person, centre] = await Promise.all([findById(ctx, ctx.actor.id), readCentre(ctx.db, ctx.actor.centreId)]);
  if (!person) throw new Refusal('person-unknown', {});
  allow(ctx, 'whoami', asTarget(person));
  return { person, centre };
});

/** What belongs to one's own account: where each site opens, what one asked for, and a new e-mail that waits. */
export const readOwn = query('readOwn', 'whoami', async (ctx, _: Record<string, never>) => {
  const { id } = ctx.actor;
  // One after the other: all at once would take half of all connections for one person.
  const { person, centre } = await whoAmI(ctx, {});
  const sites = await sitesOf(ctx.db, id);
  const requests = await listOwnRequests(ctx, {});
  const emailToConfirm = await waitingEmail(ctx, id);
  return { person, centre, sites, requests, emailToConfirm };
});

/** A new e-mail that waits for the link sent to it. */
async function waitingEmail(ctx: Ctx, id: string): Promise<string | null> {
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
  return link?.newEmail ?? null;
}
