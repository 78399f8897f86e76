import { and, eq } from 'drizzle-orm';
import { siteAccess, users } from '../../../db/schema/index.ts';
import { fullName, type Role } from '../../words/people.ts';
import type { Site } from '../../words/sites.ts';
import { audit, event } from '../audit/event.ts';
import { Refusal } from '../errors.ts';
import { mutation } from '../use-case.ts';
import { refuseLastCoordinator } from './last-coordinator.ts';
import { lockTarget, type Person } from './person.ts';

/**
 * Makes someone a coordinator, an admin or a teacher.
 * Sets off `mark_users`: the sites that it concerns are brought up to date.
 *
 * @throws Refusal `already-role`, `last-coordinator`, `is-suspended`, `person-unknown`, `not-allowed`
 */
export const setRole = mutation(
  'setRole',
  'user.role',
  async (ctx, { id, role }: { id: string; role: Role }): Promise<Person> => {
    const person = await lockTarget(ctx, 'user.role', id);
    if (person.role === role) throw new Refusal('already-role', { name: fullName(person), role });
    // Rights for someone who can't sign in are given when they come back, with open eyes.
    if (person.status === 'suspended' && role !== 'teacher') {
      throw new Refusal('is-suspended', { userId: id, name: fullName(person) });
    }
    await refuseLastCoordinator(ctx.db, person);
    await ctx.db.update(users).set({ role }).where(eq(users.id, id));
    await audit(ctx, { ...event(ctx, 'user.role', id), details: { from: person.role, to: role } });
    return { ...person, role };
  },
  { onePerCentre: true },
);

/**
 * Gives or takes the site admin mark on a site that someone may sign in to.
 * Sets off `mark_site_admins`: the site is brought up to date.
 *
 * @throws Refusal `no-site-access`, `already-site-admin`, `person-unknown`, `not-allowed`
 */
export const setSiteAdmin = mutation(
  'setSiteAdmin',
  'site.admin',
  async (ctx, { id, site, on }: { id: string; site: Site; on: boolean }): Promise<Person> => {
    const person = await lockTarget(ctx, 'site.admin', id);
    const access = person.access.find((a) => a.site === site);
    if (!access) throw new Refusal('no-site-access', { userId: id, name: fullName(person), site });
    if (access.siteAdmin === on) throw new Refusal('already-site-admin', { name: fullName(person), site, on });
    await ctx.db
      .update(siteAccess)
      .set({ siteAdmin: on })
      .where(and(eq(siteAccess.userId, id), eq(siteAccess.site, site)));
    await audit(ctx, { ...event(ctx, 'site.admin', id), details: { site, on } });
    return { ...person, access: person.access.map((a) => (a.site === site ? { ...a, siteAdmin: on } : a)) };
  },
  { onePerCentre: true },
);
