import { z } from 'zod';
import type { Person } from '../../service/people/person.ts';
import { listRequests } from '../../service/requests/list.ts';
import type { RequestView } from '../../service/requests/request.ts';
import { showRequest } from '../../service/requests/show.ts';
import type { Card } from '../../ui/card.ts';
import { formatExactly } from '../../ui/formats.ts';
import { request, requestList, requestDecision as say } from '../../ui/sentences/requests.ts';
import { fullName } from '../../words/people.ts';
import type { Call, Plan } from '../command.ts';
import { requestsCard } from './list-card.ts';

/** Which request is meant: the one that a button carries, or the only one that someone waits with. */
interface RequestInput {
  request?: string;
  person?: Person;
}

/** The request that is meant; nothing where it is not one alone. */
async function onlyRequestOf(call: Call, { person }: RequestInput): Promise<RequestView | undefined> {
  if (!person) return undefined;
  const { requests } = await listRequests(call.ctx, { askerId: person.id });
  return requests.length === 1 ? requests[0] : undefined;
}

/** Of what a button carries its card has said all there is to say; what was typed is shown first. */
export async function decisionPlan(
  call: Call,
  input: RequestInput,
  ask: (r: RequestView) => { title: string; text: string[] },
): Promise<Plan | undefined> {
  const found = input.request ? undefined : await onlyRequestOf(call, input);
  if (!found) return undefined;
  const { title, text } = ask(found);
  const state = request.since(formatExactly(found.createdAt, call.known.centre.timeZone));
  return { card: { title, state, text: [request.asks(found), ...text] }, basis: { id: found.id } };
}

/** The id of what is meant, or the list to choose from; *Deny* in it carries the reason that was given. */
export async function requestOrList(
  call: Call,
  input: RequestInput & { reason?: string },
): Promise<{ id: string } | { list: Card }> {
  const id = input.request ?? (await onlyRequestOf(call, input))?.id;
  if (id) return { id };
  const { person, reason } = input;
  const asker = person && { id: person.id, name: fullName(person) };
  return { list: await requestsCard(call, { asker, reason }) };
}

/** Before anything is asked: the request that a form is about, refused where this person can't decide it. */
export async function decidable(call: Call, id: unknown): Promise<RequestView | undefined> {
  const parsed = z.uuid().safeParse(id);
  if (!parsed.success) return undefined;
  const found = await showRequest(call.ctx, { id: parsed.data });
  if (found.whyNot) throw found.whyNot;
  return found;
}

/** What the one who decided reads: the list afresh where it was decided in one, else a card. */
export function decidedCard(call: Call, r: RequestView, inList: boolean): Card | Promise<Card> {
  const what = r.status === 'denied' ? 'denied' : 'approved';
  if (inList) return requestsCard(call, { note: requestList.decided(r, what) });
  return {
    title: say[what],
    state: requestList.row(r),
    tone: 'good',
    text: [what === 'denied' ? say.deniedNext(r) : say.effect(r)],
  };
}
