import type { App } from '@slack/bolt';
import type { Installs } from '../connect/installs.ts';
import type { AdapterContext } from '../context.ts';
import type { EventPayload } from '../read/payload.ts';

/** Forgets the token of a workspace that has removed us. */
export function registerRemovals(app: App, { tokens, pending }: AdapterContext, installs: Installs): void {
  const remove = ({ team_id, enterprise_id, event_time = 0, authorizations = [] }: EventPayload<unknown>) => {
    // Installed for a whole organisation, the install is the organisation's, whichever workspace the event names.
    const ofAll = authorizations.some((each) => each.is_enterprise_install);
    const id = ofAll ? enterprise_id : (team_id ?? enterprise_id);
    if (!id) return;
    tokens.forget(id);
    pending.track(installs.remove(id, new Date((event_time + 1) * 1_000)));
  };
  app.event('app_uninstalled', async ({ body }) => remove(body as unknown as EventPayload<unknown>));
  app.event('tokens_revoked', async ({ body }) => {
    const payload = body as unknown as EventPayload<{ tokens?: { bot?: string[] } }>;
    if ((payload.event.tokens?.bot ?? []).length > 0) remove(payload);
  });
}
