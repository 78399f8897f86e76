import { objectOf } from '../../../src/lib/json.ts';
import { isKind } from '../../chat/failure.ts';
import { type Api, isProblem } from './api.ts';

const eventType = 'staffroom_message';
/** How many messages are looked at by one call: at most as many as Slack gives an app that is in no marketplace. */
const limit = 15;
/** How often the next older ones are looked at: more are written within minutes nowhere where a person reads them. */
const maxPages = 10;

/** The mark of one of a message's parts. The first one's is the message's own. */
export const markOfPart = (mark: string, part: number): string => (part === 0 ? mark : `${mark}.${part}`);

/** What a message carries so that it is known again; nobody sees it. */
export const marked = (mark: string) => ({ event_type: eventType, event_payload: { mark } });

/**
 * Looks for a message with this mark among those of a conversation since a time.
 *
 * @returns its time stamp; `unknown` where the workspace does not let us look, or there are too many @throws SlackError
 */
export async function findMarked(
  api: Api,
  channel: string,
  mark: string,
  since: Date,
): Promise<{ ts: string } | 'absent' | 'unknown'> {
  const asked = { channel, oldest: String(since.getTime() / 1_000), limit, include_all_metadata: true };
  let cursor: string | undefined;
  for (let page = 0; page < maxPages; page += 1) {
    const answer = await api('conversations.history', { ...asked, ...(cursor && { cursor }) }).catch((error) =>
      unlessClosed(error, page),
    );
    if (!answer) return 'unknown';
    const messages = (answer.messages ?? []) as { ts: string; metadata?: unknown }[];
    const found = messages.find(({ metadata }) => isMarked(metadata, mark));
    if (found) return { ts: found.ts };
    if (answer.has_more !== true) return 'absent';
    cursor = String(objectOf(answer.response_metadata).next_cursor ?? '');
    if (!cursor) return 'unknown';
  }
  return 'unknown';
}

function isMarked(metadata: unknown, mark: string): boolean {
  const { event_type, event_payload } = objectOf(metadata);
  return event_type === eventType && objectOf(event_payload).mark === mark;
}

/** An app in no marketplace has one look a minute: to wait for the second would mean to begin with the first again. */
function unlessClosed(error: unknown, page: number): undefined {
  const mayNot = isProblem(error, 'missing_scope', 'not_in_channel', 'channel_not_found');
  if (!mayNot && (page === 0 || !isKind(error, 'not-now'))) throw error;
}
