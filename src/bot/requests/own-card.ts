import type { RequestView } from '../../service/requests/request.ts';
import type { Card, Row } from '../../ui/card.ts';
import { formatWhen } from '../../ui/formats.ts';
import { request, ownRequests as say } from '../../ui/sentences/requests.ts';
import { buttonTo } from '../buttons.ts';
import type { Call } from '../command.ts';

/** What someone asked for, the newest first. @param note what was done a moment ago */
export function ownRequestsCard(call: Call, requests: RequestView[], note?: string): Card {
  return {
    title: say.title,
    tone: note ? 'good' : 'plain',
    text: [...(note ? [note] : []), ...(requests.length === 0 ? [say.none] : [])],
    rows: requests.map((r) => ownRequestRow(call, r)),
    buttons: [...buttonTo(call, 'access', { step: 'form' }), ...buttonTo(call, 'whoami')],
  };
}

/** What someone asked for, what became of it, and *Withdraw* while it waits. */
export function ownRequestRow(call: Call, r: RequestView): Row {
  const when = (at: Date) => formatWhen(at, call.now, call.known.centre.timeZone);
  const waits = r.status === 'pending' && r.expiresAt > call.now;
  const over = r.status === 'pending' ? 'expired' : r.status;
  return {
    title: request.title(r),
    state: waits
      ? say.waits(when(r.createdAt))
      : say.over(over, r.decidedBy?.name ?? null, when(r.decidedAt ?? r.expiresAt)),
    detail: [
      ...(waits ? (r.reason ? [`“${r.reason}”`] : []) : [say.asked(when(r.createdAt), r.reason)]),
      ...(r.decisionReason ? [say.answer(r.decisionReason)] : []),
    ].join(' '),
    buttons: waits ? buttonTo(call, 'my-requests', { label: say.withdraw, input: { withdraw: r.id } }) : [],
  };
}
