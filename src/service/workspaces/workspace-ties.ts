import { and, asc, eq, isNotNull, isNull, ne, sql } from 'drizzle-orm';
import {
  chatIdentities,
  chatMessages,
  links,
  requestMessages,
  workspaceCodes,
  workspaces,
} from '../../../db/schema/index.ts';
import type { Platform } from '../../words/platforms.ts';
import { audit, event } from '../audit/event.ts';
import { waitingIn } from '../centre/request-settings.ts';
import type { Ctx, Db } from '../context.ts';
import { Refusal } from '../errors.ts';
import { tellCoordinators } from '../mail/tell-coordinators.ts';
import { fullNameById } from '../people/columns.ts';
import { allow } from '../policy.ts';
import { queueShow } from '../requests/copies.ts';
import { mutation, queryAll } from '../use-case.ts';
import { forgetReferencesIn } from './references.ts';

/** A workspace that belongs to the school. */
export interface Tie {
  id: string;
  platform: Platform;
  /** What the platform called it, where it said so. */
  name: string | null;
  /** The platform's own id of it. */
  workspace: string;
  since: Date;
  /** Who tied it, where they have an account. */
  by: string | null;
  /** The settings of the program name it: it is tied again at the next start. */
  bySettings: boolean;
  /** How many people are known there. */
  people: number;
  /** Whether requests are decided in a channel there. */
  decides: boolean;
}

const tieColumns = {
  id: workspaces.id,
  platform: workspaces.platform,
  name: workspaces.name,
  workspace: sql<string>`${workspaces.externalId}`,
  since: workspaces.createdAt,
  by: fullNameById(workspaces.tiedBy),
  bySettings: workspaces.bySettings,
  people: sql<number>`(select count(*)::int from ${chatIdentities} i where i.workspace_id = "workspaces"."id")`,
  decides: sql<boolean>`${workspaces.approvalsChannel} is not null`,
};

/** The school's own, and not the playground, which is nobody's chat. */
const liveOf = (ctx: Ctx<Db>) =>
  and(
    eq(workspaces.centreId, ctx.actor.centreId),
    isNotNull(workspaces.externalId),
    ne(workspaces.platform, 'playground'),
  );

/** The workspaces tied to the school, the oldest tie first. */
export const readTies = queryAll(
  'readTies',
  'workspace.untie',
  (ctx, _: Record<string, never>): Promise<Tie[]> =>
    ctx.db.select(tieColumns).from(workspaces).where(liveOf(ctx)).orderBy(asc(workspaces.createdAt), workspaces.id),
);

/**
 * Ends the tie of a workspace: nobody comes to the school from there any more, and nothing of the school is sent there. With it go
 * who is who there, and where messages and cards are; requests that wait are told of elsewhere. Every coordinator is told by mail.
 *
 * @throws Refusal `workspace-gone` where there is no such tie
 */
export const untieWorkspace = mutation(
  'untieWorkspace',
  'workspace.untie',
  async (ctx, { id }: { id: string }): Promise<Tie> => {
    allow(ctx, 'workspace.untie');
    const [tie] = await ctx.db
      .select(tieColumns)
      .from(workspaces)
      .where(and(liveOf(ctx), eq(workspaces.id, id)))
      .for('update');
    if (!tie) throw new Refusal('workspace-gone', {});
    const { platform, workspace } = tie;
    await forgetReferencesIn(ctx.db, platform, workspace);
    for (const table of [chatIdentities, chatMessages, requestMessages])
      await ctx.db.delete(table).where(eq(table.workspaceId, id));
    await ctx.db
      .update(links)
      .set({ voidedAt: ctx.clock() })
      .where(and(eq(links.workspaceId, id), isNull(links.usedAt), isNull(links.voidedAt)));
    await ctx.db
      .delete(workspaceCodes)
      .where(and(eq(workspaceCodes.platform, platform), eq(workspaceCodes.externalId, workspace)));
    await ctx.db
      .update(workspaces)
      .set({
        externalId: null,
        endedId: workspace,
        approvalsChannel: null,
        endedAt: ctx.clock(),
        endedBy: ctx.actor.id,
      })
      .where(eq(workspaces.id, id));
    await queueShow(ctx.db, await waitingIn(ctx.db, ctx.actor.centreId));
    await audit(ctx, { ...event(ctx, 'workspace.untie'), details: { platform, workspace, people: tie.people } });
    await tellCoordinators(
      ctx,
      'workspace-untied',
      { centreId: ctx.actor.centreId, workspaceId: id },
      ctx.correlationId,
    );
    return tie;
  },
  { onePerCentre: true },
);
