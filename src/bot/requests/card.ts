import type { JsonObject } from '../../lib/json.ts';
import type { RequestView } from '../../service/requests/request.ts';
import type { ShownRequest } from '../../service/requests/show.ts';
import type { Button, Card } from '../../ui/card.ts';
import { formatExactly, formatWhen } from '../../ui/formats.ts';
import { requestAnswer, requestForm, request as say } from '../../ui/sentences/requests.ts';
import { sentenceOf } from '../../ui/sentences/sentence.ts';
import { buttonForAll } from '../buttons.ts';
import type { Call, Registry } from '../command.ts';

/**
 * A request as its card in a channel shows it, in each state. It is one card for all who look at it, at any time: so it
 * offers what only some of them may do, and its times are whole dates.
 *
 * @param deciders the e-mails of those who may, where each may be shown their own
 */
export function requestCard(registry: Registry, r: RequestView, timeZone: string, deciders?: string[]): Card {
  const decided = outcome(r, timeZone);
  if (decided) return { title: say.title(r), state: say.states[r.status], ...decided };
  return {
    title: r.reminded ? say.waiting(r) : say.title(r),
    state: say.since(formatExactly(r.createdAt, timeZone)),
    tone: r.reminded ? 'attention' : 'plain',
    text: [say.asks(r), ...(r.asker ? [say.approving(r)] : []), say.undecided(formatExactly(r.expiresAt, timeZone))],
    // A press says from which card it comes, so that this one is kept up to date whoever knows of it.
    buttons: decisions(registry, r, copy),
    live: deciders && {
      action: { verb: 'requests', step: 'run', input: { request: r.id, ...copy } },
      emails: deciders,
    },
  };
}

const copy = { copy: true } as const;

/** The same for the one who looks at it: with what they may press, or why they can't. */
export function ownRequestCard(registry: Registry, r: ShownRequest, timeZone: string): Card {
  const { buttons: _, ...card } = requestCard(registry, r, timeZone);
  if (r.status !== 'pending') return card;
  if (r.whyNot) return { ...card, text: [...(card.text ?? []), sentenceOf(r.whyNot)] };
  return { ...card, buttons: decisions(registry, r, copy, r.maySiteAdmin) };
}

/** What has come of it; nothing while it waits. */
function outcome(r: RequestView, timeZone: string): Pick<Card, 'tone' | 'text'> | undefined {
  const at = formatExactly(r.decidedAt ?? r.createdAt, timeZone);
  const by = r.decidedBy?.name ?? null;
  if (r.status === 'approved') return { tone: 'good', text: [say.asks(r), say.approved(r, by, at)] };
  if (r.status === 'denied') return { tone: 'problem', text: [say.asks(r), say.denied(by, at, r.decisionReason)] };
  if (r.status === 'expired')
    return { tone: 'attention', text: [say.asks(r), (isClosed(r) ? say.closed : say.expired)(at)] };
  if (r.status === 'withdrawn') return { tone: 'plain', text: [say.asks(r), say.withdrawn(r, at)] };
  return undefined;
}

/** Ended before its time, with the account of the one who asked. */
const isClosed = ({ asker, decidedAt, expiresAt }: RequestView) =>
  asker === null && decidedAt !== null && decidedAt < expiresAt;

/**
 * Approve, Deny and, for access, Approve with site admin. Rights are looked up at the press.
 *
 * @param carried what each carries; `denied` is for *Deny* alone
 */
export function decisions(
  registry: Registry,
  { id, kind }: Pick<RequestView, 'id' | 'kind'>,
  { denied, ...carried }: { list?: true; copy?: true; denied?: JsonObject } = {},
  siteAdmin = true,
): Button[] {
  const input = { request: id, ...carried };
  const withSiteAdmin = { input: { ...input, siteAdmin: true }, label: say.approveAsAdmin };
  return [
    buttonForAll(registry, 'approve', { input, style: 'primary' }),
    buttonForAll(registry, 'deny', { input: { ...input, ...denied }, step: 'form' }),
    ...(kind === 'access' && siteAdmin ? [buttonForAll(registry, 'approve', withSiteAdmin)] : []),
  ];
}

/** What the one who asked is told once it is decided. */
export function answerCard(registry: Registry, r: RequestView): Card | undefined {
  const by = r.decidedBy?.name ?? null;
  // Who took it back knows.
  if (r.status === 'pending' || r.status === 'withdrawn') return undefined;
  const title = requestAnswer.title(r, r.status);
  if (r.status === 'approved') return { title, tone: 'good', text: [requestAnswer.approved(r, by)] };
  if (r.status === 'denied') return { title, tone: 'problem', text: [requestAnswer.denied(by, r.decisionReason)] };
  const again = { label: requestAnswer.again, step: 'form' as const, input: { site: r.site ?? undefined } };
  return {
    title,
    tone: 'attention',
    text: [requestAnswer.expired],
    buttons: [buttonForAll(registry, r.kind === 'reset' ? 'ask-reset' : 'access', again)],
  };
}

/** What became of asking: a new request, the first one that still waits, or the link at once. */
export function receiptCard(call: Call, received: { request: RequestView; isNew: boolean } | { sent: true }): Card {
  if ('sent' in received) return { title: requestForm.sent, tone: 'good', text: [requestForm.sentNext()] };
  const { request: r, isNew } = received;
  const time = (at: Date) => formatWhen(at, call.now, call.known.centre.timeZone);
  return {
    title: isNew ? requestForm.done : requestForm.asked,
    tone: isNew ? 'good' : 'attention',
    text: [isNew ? requestForm.next : requestForm.still],
    facts: [
      { label: requestForm.what, value: say.title(r) },
      ...(r.reason ? [{ label: requestForm.why, value: r.reason }] : []),
      { label: requestForm.when, value: time(r.createdAt) },
      { label: requestForm.until, value: time(r.expiresAt) },
    ],
  };
}
