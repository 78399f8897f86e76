import { randomUUID } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { centres, workspaces } from '../../../db/schema/index.ts';
import { audit } from '../audit/event.ts';
import type { App, Db, Tx } from '../context.ts';
import { inTransaction } from '../transaction.ts';
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

/**
 * Ties the workspace of the one token in the settings to the school that the settings name: whoever can write both there
 * needs no code. Does nothing where they are tied already. Of two starts at once, one does it.
 *
 * @throws Error with a sentence that names the setting: where there is no such school, or the workspace belongs to another
 */
export async function bindWorkspace(
  app: App,
  { centreNumber, ...workspace }: Workspace & { centreNumber: string },
): Promise<void> {
  await inTransaction(app, async (app) => {
    const [centre] = await app.db.select({ id: centres.id }).from(centres).where(eq(centres.number, centreNumber));
    if (!centre) {
      throw new Error(
        `CENTRE_NUMBER: there is no school ${centreNumber} in this database. Set it to the number of one that is there.`,
      );
    }
    if (await tieWorkspace(app, workspace, centre.id, { by: 'settings', correlationId: randomUUID() })) return;
    const other = await centreOf(app.db, workspace);
    if (other?.id === centre.id) return;
    throw new Error(
      `CENTRE_NUMBER: the workspace ${workspace.workspace} belongs to the school ${other?.number} in this database, not to ${centreNumber}. Set CENTRE_NUMBER to ${other?.number}, or the keys to those of another workspace.`,
    );
  });
}
