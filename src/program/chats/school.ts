import { hasCentre } from '../../service/centre/first.ts';
import { type OwnWorkspace, setUpSchool } from '../../service/centre/set-up.ts';
import type { App } from '../../service/context.ts';
import { isTied, noteOwn } from '../../service/workspaces/workspace.ts';
import { centreNeeded } from '../config/centre.ts';
import type { Config } from '../config/config.ts';

/**
 * The school that the settings name, and its tie to the workspaces that they are for, where they are for those alone.
 *
 * @throws Error with a sentence that says what to do, before anything is stored
 */
export async function makeSchool(app: App, { centre }: Pick<Config, 'centre'>, own: OwnWorkspace[]): Promise<void> {
  if (centre) await setUpSchool(app, centre, own);
  else await refuseWithout(app, own);
  await noteOwn(app, own);
}

async function refuseWithout(app: App, own: OwnWorkspace[]): Promise<void> {
  const tied = await Promise.all(own.map((workspace) => isTied(app, workspace)));
  if (own.length > 0 ? tied.includes(false) : !(await hasCentre(app))) throw new Error(centreNeeded.join('\n'));
}
