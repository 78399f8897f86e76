import { randomUUID } from 'node:crypto';
import { isUuid } from '../../lib/uuid.ts';
import type { Site } from '../../words/sites.ts';
import type { App } from '../context.ts';
import { type Group, listGroups } from '../progression/groups.ts';
import { findActor } from '../use-case.ts';

/** The learner groups that someone holds on a site, as that person sees them; none for an account that is not active. */
export async function ownGroups(app: App, userId: string, site: Site): Promise<Group[]> {
  const actor = isUuid(userId) ? await findActor(app.db, userId) : undefined;
  if (!actor) return [];
  const ctx = { ...app, actor, workspaceId: null, correlationId: randomUUID() };
  const { groups } = await listGroups(ctx, { id: actor.id });
  return groups.filter((g) => g.site === site);
}
