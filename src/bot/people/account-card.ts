import type { Centre } from '../../service/centre/centre.ts';
import { asTarget, type Person } from '../../service/people/person.ts';
import { may } from '../../service/policy.ts';
import type { Button, Card } from '../../ui/card.ts';
import { whoami as say } from '../../ui/sentences/account.ts';
import { profile } from '../../ui/sentences/people.ts';
import { buttonTo } from '../buttons.ts';
import type { Call } from '../command.ts';
import { profileCard } from './profile-card.ts';

/** My own account: what a profile tells, what I may do, and what I can ask for. Who may do it presses on the profile. */
export function accountCard(call: Call, person: Person, centre: Centre): Card {
  const { facts = [], ...card } = profileCard(call, person);
  const sites = person.access.filter((a) => a.siteAdmin).map((a) => a.site);
  return {
    ...card,
    facts: [
      { label: say.school, value: `${centre.name} (${centre.number})` },
      ...facts.filter((f) => f.label !== profile.facts.lastSeen),
      { label: say.rights, value: say.rightsOf(person.role, sites) },
      { label: say.support, value: centre.supportContact },
    ],
    buttons: asks(call, person),
    more: [],
  };
}

/** What only others can give them. */
function asks(call: Call, person: Person): Button[] {
  const { ctx, known } = call;
  const { actor } = ctx;
  const missing = known.centre.sites.filter((s) => !known.sites.includes(s));
  const target = asTarget(person);
  return [
    ...buttonTo(call, 'ask-reset', { step: 'form', onlyIf: !may(actor, 'reset.send', target) }),
    ...buttonTo(call, 'access', { step: 'form', onlyIf: missing.some((s) => !may(actor, 'site.access', target, s)) }),
  ];
}
