import { objectOf } from '../../../src/lib/json.ts';
import { type Api, isProblem } from './api.ts';

const eventType = 'staffroom_message';
/** How many of the newest messages are looked at: at most as many as Slack gives an app that is in no marketplace. */
const limit = 15;

/** What a message carries so that it is known again; nobody sees it. */
export const marked = (mark: string) => ({ event_type: eventType, event_payload: { mark } });

/**
 * Looks for a message with this mark among the newest of a conversation.
 *
 * @returns its time stamp; nothing where it is not there, or the workspace does not let us look @throws SlackError
 */
export async function findMarked(api: Api, channel: string, mark: string, since: Date): Promise<string | undefined> {
  const oldest = String(since.getTime() / 1_000);
  const answer = await api('conversations.history', { channel, oldest, limit, include_all_metadata: true }).catch(
    unlessClosed,
  );
  const messages = (answer?.messages ?? []) as { ts: string; metadata?: unknown }[];
  return messages.find(({ metadata }) => isMarked(metadata, mark))?.ts;
}

function isMarked(metadata: unknown, mark: string): boolean {
  const { event_type, event_payload } = objectOf(metadata);
  return event_type === eventType && objectOf(event_payload).mark === mark;
}

function unlessClosed(error: unknown): undefined {
  if (!isProblem(error, 'missing_scope', 'not_in_channel', 'channel_not_found')) throw error;
}
