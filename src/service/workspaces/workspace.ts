import { and, eq, or, sql } from 'drizzle-orm';
import { centres, workspaces } from '../../../db/schema/index.ts';
import { audit } from '../audit/event.ts';
import type { App, Db, Tx } from '../context.ts';
import type { ChatPerson } from './identify.ts';

/** A workspace as its platform names it. */
export type Workspace = Pick<ChatPerson, 'platform' | 'workspace'>;

/** How a tie came about. */
interface How {
  /** What the platform calls the workspace, where it says. */
  name?: string | null;
  /** Who entered the code, where they have an account: their id. */
  tiedBy?: string | null;
  /** What the trail says of it. */
  details: Record<string, string>;
  correlationId: string;
}

/** The centre that a workspace is tied to, if it is. */
export async function centreOf(db: Db, workspace: Workspace) {
  const [centre] = await db
    .select({ id: centres.id, name: centres.name, number: centres.number, supportContact: centres.supportContact })
    .from(workspaces)
    .innerJoin(centres, eq(centres.id, workspaces.centreId))
    .where(isWorkspace(workspace));
  return centre;
}

/**
 * Ties a workspace to a centre and writes it down, in the caller's transaction. Of two at once, one does.
 *
 * @returns the tie's id; nothing where it is tied already, to whichever centre
 */
export async function tieWorkspace(
  app: App<Tx>,
  { platform, workspace }: Workspace,
  centreId: string,
  { name, tiedBy, details, correlationId }: How,
): Promise<string | undefined> {
  const [tied] = await app.db
    .insert(workspaces)
    .values({
      ...{ centreId, platform, externalId: workspace, name, tiedBy },
      bySettings: details.by === 'settings',
      createdAt: app.clock(),
    })
    .onConflictDoNothing()
    .returning({ id: workspaces.id });
  if (!tied) return undefined;
  // Who has no account here is in it by nothing: what the platform calls them would stay for ever.
  await audit(app, {
    centreId,
    action: 'workspace.connect',
    actorId: tiedBy ?? null,
    workspaceId: tied.id,
    details: { platform, workspace, ...details },
    correlationId,
  });
  return tied.id;
}

/** Notes which workspaces the settings of the program name: those are tied again at the next start. */
export async function noteOwn(app: App<Db>, own: Workspace[]): Promise<void> {
  const isOwn = sql`coalesce(${or(...own.map(isWorkspace)) ?? sql`false`}, false)`;
  await app.db.update(workspaces).set({ bySettings: isOwn }).where(sql`${workspaces.bySettings} <> ${isOwn}`);
}

const isWorkspace = ({ platform, workspace }: Workspace) =>
  and(eq(workspaces.platform, platform), eq(workspaces.externalId, workspace));

/** Whether a workspace belongs to a school already. */
export async function isTied(app: App, workspace: Workspace): Promise<boolean> {
  return (await centreOf(app.db, workspace)) !== undefined;
}
