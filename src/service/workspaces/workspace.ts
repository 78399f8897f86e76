import { and, eq } from 'drizzle-orm';
import { centres, workspaces } from '../../../db/schema/index.ts';
import { audit } from '../audit/event.ts';
import type { App, Db, Tx } from '../context.ts';
import type { ChatPerson } from './identify.ts';

/** A workspace as its platform names it. */
export type Workspace = Pick<ChatPerson, 'platform' | 'workspace'>;

/** The centre that a workspace is tied to, if it is. */
export async function centreOf(db: Db, { platform, workspace }: Workspace) {
  const [centre] = await db
    .select({ id: centres.id, name: centres.name, number: centres.number })
    .from(workspaces)
    .innerJoin(centres, eq(centres.id, workspaces.centreId))
    .where(and(eq(workspaces.platform, platform), eq(workspaces.externalId, workspace)));
  return centre;
}

/**
 * Ties a workspace to a centre and writes it down, in the caller's transaction. Of two at once, one does.
 *
 * @param details how it came about
 * @returns false where it is tied already, to whichever centre
 */
export async function tieWorkspace(
  app: App<Tx>,
  { platform, workspace }: Workspace,
  centreId: string,
  { correlationId, ...details }: { correlationId: string; [detail: string]: string },
): Promise<boolean> {
  const [tied] = await app.db
    .insert(workspaces)
    .values({ centreId, platform, externalId: workspace })
    .onConflictDoNothing()
    .returning({ id: workspaces.id });
  if (!tied) return false;
  // Without an actor: until now, nobody of this workspace had an account.
  await audit(app, {
    centreId,
    action: 'workspace.connect',
    workspaceId: tied.id,
    details: { platform, workspace, ...details },
    correlationId,
  });
  return true;
}

/** Whether a workspace belongs to a school already. */
export async function isTied(app: App, workspace: Workspace): Promise<boolean> {
  return (await centreOf(app.db, workspace)) !== undefined;
}
