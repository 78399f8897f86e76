import type { JsonObject } from '../../lib/json.ts';
import { mayAtAll } from '../../service/policy.ts';
import { listRequests } from '../../service/requests/list.ts';
import type { RequestView } from '../../service/requests/request.ts';
import type { Button, Card, Row } from '../../ui/card.ts';
import { ago } from '../../ui/formats.ts';
import { requestList as say } from '../../ui/sentences/requests.ts';
import { buttonTo } from '../buttons.ts';
import type { Call } from '../command.ts';
import { packInput } from '../flow/pack-input.ts';
import { pageButtons } from '../page-buttons.ts';
import { decisions } from './card.ts';

/** Where one is in the list, and what was just done there. */
interface ListState {
  after?: string;
  before?: string;
  /** Of one person's alone. */
  asker?: { id: string; name: string };
  /** Why they are denied, as far as was said already. */
  reason?: string;
  /** What was decided, where this comes in the place of the list from which it was. */
  note?: string;
}

/** What waits for this person's decision, oldest first, each with its buttons. */
export async function requestsCard(call: Call, { asker, reason, note, ...turn }: ListState = {}): Promise<Card> {
  const { requests, total, ...beside } = await listRequests(call.ctx, { ...turn, askerId: asker?.id });
  const pages = pageButtons(asker ? {} : beside, (label, to) =>
    buttonTo(call, 'requests', { label, input: { ...to } }),
  );
  const denied = reason === undefined ? {} : await packInput(call, 'deny', { reason });
  const none = asker ? say.noneOf(asker.name) : say.none;
  return {
    title: asker ? say.from(asker.name) : say.title,
    state: total > 0 && !asker ? say.counted(total) : undefined,
    tone: note ? 'good' : 'plain',
    text: [...(note ? [note] : []), ...(requests.length === 0 ? [none] : [])],
    rows: requests.map((r) => requestRow(call, r, { list: true, denied })),
    buttons: [
      // With the pages there are three at most.
      ...(await decideAlike(call, requests)).slice(0, 3 - pages.buttons.length),
      ...pages.buttons,
    ],
    more: pages.more,
  };
}

/** A request as a line of a list. @param carried what its buttons carry besides; `denied` is for *Deny* alone */
export function requestRow(call: Call, r: RequestView, carried: { list?: true; denied?: JsonObject } = {}): Row {
  const since = ago(r.createdAt, call.now);
  return {
    title: say.row(r),
    state: r.reminded ? say.still(since) : say.asked(since),
    detail: say.detail(r),
    pair: true,
    // In a list that many marks would be none.
    buttons: decisions(call.registry, r, carried, mayAtAll(call.ctx.actor, 'site.admin')).map((b) => ({
      ...b,
      style: undefined,
    })),
  };
}

/** Several that ask for the same, as one press: those that are shown, and no others. */
async function decideAlike(call: Call, requests: RequestView[]): Promise<Button[]> {
  const buttons: Button[] = [];
  const firsts = requests.filter((r, at) => requests.findIndex((other) => isAlike(r, other)) === at);
  for (const first of firsts) {
    const group = requests.filter((r) => isAlike(r, first));
    if (group.length < 2) continue;
    const input = await packInput(call, 'approve', { several: group.map((r) => r.id), list: true });
    buttons.push(...buttonTo(call, 'approve', { label: say.all(group.length, first), input }));
  }
  return buttons.slice(0, 2);
}

const isAlike = (a: RequestView, b: RequestView) => a.kind === b.kind && a.site === b.site;
