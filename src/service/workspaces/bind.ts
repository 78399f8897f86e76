import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { centres } from '../../../db/schema/index.ts';
import type { App } from '../context.ts';
import { inTransaction } from '../transaction.ts';
import { centreOf, tieWorkspace, type Workspace } from './workspace.ts';

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
