import { hasCentre } from '../../service/centre/first.ts';
import { setUpSchool } from '../../service/centre/set-up.ts';
import type { App } from '../../service/context.ts';
import { isTied, type Workspace } from '../../service/workspaces/workspace.ts';
import { centreNeeded } from '../config/centre.ts';
import type { Config } from '../config/config.ts';

/**
 * The school that the settings name, and its tie to the workspaces that they are for, where they are for those alone.
 *
 * @throws Error with a sentence that says what to do, before anything is stored
 */
export async function makeSchool(app: App, { centre }: Pick<Config, 'centre'>, own: Workspace[]): Promise<void> {
  if (centre) return setUpSchool(app, centre, own);
  const tied = await Promise.all(own.map((workspace) => isTied(app, workspace)));
  if (own.length > 0 ? tied.includes(false) : !(await hasCentre(app))) throw new Error(centreNeeded.join('\n'));
}
