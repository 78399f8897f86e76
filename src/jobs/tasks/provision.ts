import type { App } from '../../service/context.ts';
import type { Jobs } from '../../service/jobs.ts';
import { type Pace, usualPace } from '../../service/provisioning/pace.ts';
import type { SiteClient } from '../../service/provisioning/site-client.ts';
import { syncSite } from '../../service/provisioning/sync-site.ts';

/** Brings a site up to date with the users that it is behind with. */
export function provisionTask(app: App, client: SiteClient, pace: Pace = usualPace) {
  return ({ connectionId }: Jobs['provision']): Promise<void> => syncSite(app, client, connectionId, pace);
}
