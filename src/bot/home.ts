import { countPeopleByKind } from '../service/people/list.ts';
import { readOwn } from '../service/people/show.ts';
import { mayAtAll } from '../service/policy.ts';
import { listRequests } from '../service/requests/list.ts';
import type { Card } from '../ui/card.ts';
import { people } from '../ui/formats.ts';
import { home as say } from '../ui/sentences/account.ts';
import { roleNames, statusNames } from '../ui/sentences/names.ts';
import { requestList } from '../ui/sentences/requests.ts';
import { buttonOf, buttonTo } from './buttons.ts';
import type { Call } from './command.ts';
import { accountCard } from './people/account-card.ts';
import { requestRow } from './requests/list-card.ts';

/** More than this have the list. */
const maxWaiting = 5;

/**
 * The bot's own page: what waits for a decision, for those who may decide; how the school stands, for those who look
 * after it; my account; and what I can do.
 */
export async function homeCards(call: Call): Promise<Card[]> {
  const cards = [{ ...accountCard(call, await readOwn(call.ctx, {})), title: say.myAccount }];
  if (mayAtAll(call.ctx.actor, 'user.list')) cards.unshift(await schoolCard(call));
  if (mayAtAll(call.ctx.actor, 'access.decide')) cards.unshift(await waitingCard(call));
  const offered = call.registry.offered(call.ctx.actor).filter((c) => c.verb !== 'whoami');
  const buttons = offered.map((c) => buttonOf(c));
  return [...cards, { title: say.actions, text: [say.how], buttons: buttons.slice(0, 3), more: buttons.slice(3) }];
}

/** What waits for them, the oldest first. */
async function waitingCard(call: Call): Promise<Card> {
  const { requests, total } = await listRequests(call.ctx, {});
  if (total === 0) return { title: requestList.title, text: [requestList.none] };
  return {
    title: requestList.title,
    state: requestList.counted(total),
    rows: requests.slice(0, maxWaiting).map((r) => requestRow(call, r)),
    buttons: buttonTo(call, 'requests', { label: requestList.showAll }),
  };
}

async function schoolCard(call: Call): Promise<Card> {
  const { total, byStatus, byRole } = await countPeopleByKind(call.ctx, {});
  const counted = <K extends string>(names: Record<K, string>, counts: Partial<Record<K, number>>) =>
    (Object.keys(names) as K[])
      .filter((key) => (counts[key] ?? 0) > 0)
      .map((key) => `${names[key]}: ${counts[key]}`)
      .join('\n');
  return {
    title: call.known.centre.name,
    state: people(total),
    facts: [
      { label: say.byStatus, value: counted(statusNames, byStatus) },
      { label: say.byRole, value: counted(roleNames, byRole) },
    ].filter((fact) => fact.value !== ''),
  };
}
