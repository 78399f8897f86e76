import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { users } from '../../../db/schema/index.ts';
import { isUuid } from '../../lib/uuid.ts';
import type { Site } from '../../words/sites.ts';
import type { App } from '../context.ts';
import { type Group, listGroups } from '../progression/groups.ts';

/** The learner groups that someone holds on a site, as that person sees them; none for an account that is not active. */
export async function ownGroups(app: App, userId: string, site: Site): Promise<Group[]> {
  if (!isUuid(userId)) return [];
  const [user] = await app.db
    .select({ id: users.id, centreId: users.centreId, role: users.role })
    .from(users)
    .where(and(eq(users.id, userId), eq(users.status, 'active')));
  if (!user) return [];
  const ctx = { app, actor: { ...user, siteAdminOf: [] }, workspaceId: null, correlationId: randomUUID() };
  const { groups } = await listGroups(ctx, { id: user.id });
  return groups.filter((g) => g.site === site);
}
