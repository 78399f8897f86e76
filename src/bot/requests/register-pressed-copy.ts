import { isUuid } from '../../lib/uuid.ts';
import { registerCopy } from '../../service/requests/copies.ts';
import type { Call } from '../command.ts';
import type { Inbound } from '../inbound.ts';

/**
 * A request's card that was sent just before a crash is known to nobody: the first press on it says that it is there, and
 * from then on it is kept up to date. Lists carry requests too, and are not cards of theirs.
 */
export async function registerPressedCopy(call: Call, { event, message: ref, place }: Inbound): Promise<void> {
  if (event.type !== 'press' || ref === undefined) return;
  const { request: requestId, copy } = event.action.input ?? {};
  if (copy !== true || typeof requestId !== 'string' || !isUuid(requestId)) return;
  await registerCopy(call.ctx, { requestId, workspaceId: call.known.workspaceId, channel: place.id, ref });
}
