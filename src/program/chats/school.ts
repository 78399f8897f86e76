import { hasCentre, makeFirstCentre } from '../../service/centre/first.ts';
import type { App } from '../../service/context.ts';
import { bindWorkspace, isTied, type Workspace } from '../../service/workspaces/workspace.ts';
import { centreNeeded } from '../config/centre.ts';
import type { Config } from '../config/config.ts';

/**
 * The school that the settings name, and its tie to the one workspace that they are for, where there is one.
 *
 * @throws Error with a sentence that says what to do
 */
export async function makeSchool(app: App, { centre }: Config, own: Workspace | undefined): Promise<void> {
  if (!centre) {
    const isThere = own ? await isTied(app, own) : await hasCentre(app);
    if (!isThere) throw new Error(centreNeeded.join('\n'));
    return;
  }
  await makeFirstCentre(app, centre);
  if (own) await bindWorkspace(app, { ...own, centreNumber: centre.number });
}
