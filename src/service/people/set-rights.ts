import { and, eq } from 'drizzle-orm';
import { siteAccess, users } from '../../../db/schema/index.ts';
import { fullName, type Role } from '../../words/people.ts';
import type { Site } from '../../words/sites.ts';
import { audit, event } from '../audit/event.ts';
import { Refusal } from '../errors.ts';
import { isOneOf } from '../ids.ts';
import { mutation, query } from '../use-case.ts';
import { lastOf } from './last-coordinator.ts';
import type { Person } from './person.ts';
import { type ActOnEach, idsOf, lockEach, refusalsBy, type Verdict, verdictsOn } from './several.ts';

interface NewRole {
  role: Role;
  /** Only those who are this now. */
  from?: Role;
}

const becoming = ({ role, from }: NewRole): ActOnEach => {
  const refusalOf = (p: Person): Refusal | undefined => {
    const name = fullName(p);
    if (from && p.role !== from) return new Refusal('not-role', { name, role: from });
    if (p.role === role) return new Refusal('already-role', { name, role });
    // Rights for someone who can't sign in are given when they come back, with open eyes.
    if (p.status === 'suspended' && role !== 'teacher') return new Refusal('is-suspended', { userId: p.id, name });
    return undefined;
  };
  return {
    act: 'user.role',
    async obstacles({ db }, people) {
      const refused = refusalsBy(people, refusalOf);
      const others = people.filter(({ id }) => !refused.has(id));
      return new Map([...refused, ...(await lastOf(db, others))]);
    },
  };
};

/** Says of each whether they can be made this, together with the others, in their order. Changes nothing. @throws Refusal `person-unknown` */
export const previewRoles = query(
  'previewRoles',
  'user.role',
  (ctx, { ids, ...to }: { ids: string[] } & NewRole): Promise<Verdict[]> => verdictsOn(ctx, becoming(to), ids),
);

/**
 * Makes people coordinators, admins or teachers, all or none of them.
 * Sets off `mark_users`: the sites that it concerns are brought up to date.
 *
 * @returns each as they are now, and what they were
 * @throws Refusal of one: `not-role`, `already-role`, `last-coordinator`, `is-suspended`, `person-unknown`, `not-allowed`; of several:
 *   `not-allowed`, and `plan-changed` where it can't be done to one of them any more
 */
export const setRoles = mutation(
  'setRoles',
  'user.role',
  async (ctx, { ids, ...to }: { ids: string[] } & NewRole): Promise<(Person & { was: Role })[]> => {
    const people = await lockEach(ctx, becoming(to), ids);
    const { role } = to;
    await ctx.db.update(users).set({ role }).where(isOneOf(users.id, ids));
    const changes = people.map((p) => ({ ...event(ctx, 'user.role', p.id), details: { from: p.role, to: role } }));
    await audit(ctx, ...changes);
    return people.map((p) => ({ ...p, role, was: p.role }));
  },
  { onePerCentre: true, people: idsOf },
);

interface Mark {
  site: Site;
  on: boolean;
}

const marking = ({ site, on }: Mark): ActOnEach => ({
  act: 'site.admin',
  obstacles: (_, people) =>
    refusalsBy(people, (p) => {
      const access = p.access.find((a) => a.site === site);
      if (!access) return new Refusal('no-site-access', { userId: p.id, name: fullName(p), site });
      return access.siteAdmin === on ? new Refusal('already-site-admin', { name: fullName(p), site, on }) : undefined;
    }),
});

/** Says of each whether they can be given the mark, or lose it, in their order. Changes nothing. @throws Refusal `person-unknown` */
export const previewSiteAdmins = query(
  'previewSiteAdmins',
  'site.admin',
  (ctx, { ids, ...mark }: { ids: string[] } & Mark): Promise<Verdict[]> => verdictsOn(ctx, marking(mark), ids),
);

/**
 * Gives or takes the site admin mark on a site that people may sign in to, to all or none of them.
 * Sets off `mark_site_admins`: the site is brought up to date.
 *
 * @throws Refusal of one: `no-site-access`, `already-site-admin`, `person-unknown`, `not-allowed`; of several: `not-allowed`, and
 *   `plan-changed` where it can't be done to one of them any more
 */
export const setSiteAdmins = mutation(
  'setSiteAdmins',
  'site.admin',
  async (ctx, { ids, ...mark }: { ids: string[] } & Mark): Promise<Person[]> => {
    const people = await lockEach(ctx, marking(mark), ids);
    const { site, on } = mark;
    await ctx.db
      .update(siteAccess)
      .set({ siteAdmin: on })
      .where(and(isOneOf(siteAccess.userId, ids), eq(siteAccess.site, site)));
    await audit(ctx, ...people.map(({ id }) => ({ ...event(ctx, 'site.admin', id), details: { site, on } })));
    const marked = (p: Person) => p.access.map((a) => (a.site === site ? { ...a, siteAdmin: on } : a));
    return people.map((p) => ({ ...p, access: marked(p) }));
  },
  { onePerCentre: true, people: idsOf },
);
