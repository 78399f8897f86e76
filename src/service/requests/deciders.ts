import { and, eq, ne, or, sql } from 'drizzle-orm';
import { siteAccess, users } from '../../../db/schema/index.ts';
import type { Role } from '../../words/people.ts';
import type { Site } from '../../words/sites.ts';
import type { App } from '../context.ts';
import { siteAdminOf } from '../people/columns.ts';
import { may, type Target } from '../policy.ts';

/** As many as a platform can show something of their own, in one message. */
const maxDeciders = 60;

const rank: Record<Role, number> = { coordinator: 0, admin: 1, teacher: 2 };

/**
 * The e-mails of those who may decide what someone asks for, and what the school's directory calls them, coordinators first. Nothing rests on it: rights are looked up
 * at the press, also of whom it leaves out.
 *
 * @param site that access is asked to
 */
export async function decidersOf(app: App, asker: Target, site: Site | null): Promise<string[]> {
  const marked = sql`exists (
    select from ${siteAccess} a where a.user_id = ${users.id} and a.site = ${site} and a.site_admin
  )`;
  const found = await app.db
    .select({
      id: users.id,
      email: users.email,
      userName: users.userName,
      role: users.role,
      siteAdminOf: siteAdminOf(),
    })
    .from(users)
    .where(
      and(
        eq(users.centreId, asker.centreId),
        eq(users.status, 'active'),
        ne(users.id, asker.id),
        or(ne(users.role, 'teacher'), site ? marked : undefined),
      ),
    )
    .orderBy(users.lastName, users.firstName, users.id);
  return found
    .filter((u) =>
      may({ ...u, centreId: asker.centreId }, site ? 'access.decide' : 'reset.decide', asker, site ?? undefined),
    )
    .sort((a, b) => rank[a.role] - rank[b.role])
    .slice(0, maxDeciders)
    .flatMap(({ email, userName }) => [email ?? [], userName ?? []].flat());
}
