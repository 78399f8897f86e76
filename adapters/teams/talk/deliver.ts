import { type Api, isGone, type Outgoing } from '../connect/api.ts';
import type { Spot } from './own-chat.ts';

/**
 * Sends messages, the first of them in the place of another where that is still there and ours.
 *
 * @throws TeamsError
 */
export async function deliver({ api, conversation }: Spot, messages: Outgoing[], replace?: string): Promise<void> {
  for (const [index, message] of messages.entries()) {
    const changed = index === 0 && replace !== undefined && (await change(api, conversation, replace, message));
    if (!changed) await api.send(conversation, message);
  }
}

async function change(api: Api, conversation: string, id: string, message: Outgoing): Promise<boolean> {
  try {
    await api.update(conversation, id, message);
    return true;
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}
