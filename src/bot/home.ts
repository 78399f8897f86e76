import { countPeopleByKind } from '../service/people/list.ts';
import { readOwn } from '../service/people/show.ts';
import { mayAtAll } from '../service/policy.ts';
import { listRequests } from '../service/requests/list.ts';
import type { Card } from '../ui/card.ts';
import { people } from '../ui/formats.ts';
import { help, home as say } from '../ui/sentences/account.ts';
import { roleNames, statusNames } from '../ui/sentences/names.ts';
import type { Call } from './command.ts';
import { firstRows, whatWaits } from './help-cards.ts';
import { accountCard } from './people/account-card.ts';
import { requestRow } from './requests/list-card.ts';

/** More than this have the list. */
const maxWaiting = 5;

/**
 * The bot's own page: what waits and what to do about it; what is done most, and the way to all the rest; my account; and
 * how the school stands, for those who look after it.
 */
export async function homeCards(call: Call): Promise<Card[]> {
  const [waits, own] = await Promise.all([waitingCard(call), readOwn(call.ctx, {})]);
  const cards = [
    ...(waits ? [waits] : []),
    { title: help.title, rows: firstRows(call) },
    { ...accountCard(call, own), title: say.myAccount },
  ];
  return mayAtAll(call.ctx.actor, 'user.list') ? [...cards, await schoolCard(call)] : cards;
}

/** What waits for them, the oldest first; that nothing does is told to those alone for whom something may. */
export async function waitingCard(call: Call): Promise<Card | undefined> {
  const { line, buttons } = await whatWaits(call);
  const decides = mayAtAll(call.ctx.actor, 'access.decide');
  if (!line && !decides) return undefined;
  const { requests } = decides ? await listRequests(call.ctx, { limit: maxWaiting }) : { requests: [] };
  return {
    title: call.known.centre.name,
    state: line ?? say.nothingWaits,
    rows: requests.map((r) => requestRow(call, r)),
    buttons,
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
    title: say.school,
    state: people(total),
    facts: [
      { label: say.byStatus, value: counted(statusNames, byStatus) },
      { label: say.byRole, value: counted(roleNames, byRole) },
    ].filter((fact) => fact.value !== ''),
  };
}
