import { countPeople } from '../service/people/count.ts';
import { mayAtAll } from '../service/policy.ts';
import { whoAmI } from '../service/whoami.ts';
import type { Button, Card } from '../ui/card.ts';
import { home as say } from '../ui/sentences/account.ts';
import { people, roleNames, statusNames } from '../ui/sentences/words.ts';
import { accountCard } from './account-card.ts';
import type { Call } from './command.ts';

/** The bot's own page: how the school stands, for those who look after it; my account; and what I can do. */
export async function homeCards(call: Call): Promise<Card[]> {
  const { person, centre } = await whoAmI(call.ctx, {});
  const cards = [{ ...accountCard(call, person, centre), title: say.myAccount }];
  if (mayAtAll(call.ctx.actor, 'user.list')) cards.unshift(await schoolCard(call));
  const buttons = offers(call);
  return [...cards, { title: say.actions, text: [say.how], buttons: buttons.slice(0, 3), more: buttons.slice(3) }];
}

async function schoolCard(call: Call): Promise<Card> {
  const { total, byStatus, byRole } = await countPeople(call.ctx, {});
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

function offers({ registry, ctx }: Call): Button[] {
  return registry
    .offered(ctx.actor)
    .filter((c) => c.verb !== 'whoami')
    .map((c) => ({ label: c.label, action: { verb: c.verb, step: 'run' } }));
}
