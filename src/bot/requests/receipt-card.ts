import type { RequestView } from '../../service/requests/request.ts';
import type { Card } from '../../ui/card.ts';
import { formatWhen } from '../../ui/formats.ts';
import { request, requestForm as say } from '../../ui/sentences/requests.ts';
import type { Call } from '../command.ts';

/** What became of asking: a new request, the first one that still waits, or the link at once. */
export function receiptCard(call: Call, asked: { request: RequestView; isNew: boolean } | { sent: true }): Card {
  if ('sent' in asked) return { title: say.sent, tone: 'good', text: [say.sentNext()] };
  const { request: r, isNew } = asked;
  const time = (at: Date) => formatWhen(at, call.now, call.known.centre.timeZone);
  return {
    title: isNew ? say.done : say.asked,
    tone: isNew ? 'good' : 'attention',
    text: [isNew ? say.next : say.still],
    facts: [
      { label: say.what, value: request.title(r) },
      ...(r.reason ? [{ label: say.why, value: r.reason }] : []),
      { label: say.when, value: time(r.createdAt) },
      { label: say.until, value: time(r.expiresAt) },
    ],
  };
}
