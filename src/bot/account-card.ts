import type { Centre } from '../service/centre/centre.ts';
import type { Person } from '../service/people/person.ts';
import type { Card } from '../ui/card.ts';
import { whoami as say } from '../ui/sentences/account.ts';
import type { Call } from './command.ts';
import { profileCard } from './people-cards.ts';

/** My own account: what a profile tells, and what I may do. Nothing to press: who may, presses on the profile. */
export function accountCard(call: Call, person: Person, centre: Centre): Card {
  const { facts = [], ...card } = profileCard(call, person);
  const sites = person.access.filter((a) => a.siteAdmin).map((a) => a.site);
  return {
    ...card,
    facts: [
      { label: say.school, value: `${centre.name} (${centre.number})` },
      ...facts.filter((f) => f.label !== 'Last seen'),
      { label: say.rights, value: say.rightsOf(person.role, sites) },
      { label: say.support, value: centre.supportContact },
    ],
    buttons: [],
    more: [],
  };
}
