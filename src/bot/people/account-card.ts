import { asTarget, type Person } from '../../service/people/person.ts';
import type { readOwn } from '../../service/people/show.ts';
import { may } from '../../service/policy.ts';
import { accountPath } from '../../service/sign-in/issuer.ts';
import type { OwnSite } from '../../service/sites/own-sites.ts';
import type { Button, Card, Row } from '../../ui/card.ts';
import { listed } from '../../ui/formats.ts';
import { whoami as say } from '../../ui/sentences/account.ts';
import { programmeNames, siteNames } from '../../ui/sentences/names.ts';
import { profile } from '../../ui/sentences/people.ts';
import { fullName } from '../../words/people.ts';
import type { Site } from '../../words/sites.ts';
import { buttonTo } from '../buttons.ts';
import type { Call } from '../command.ts';
import { ownRequestRow } from '../requests/own-card.ts';
import { marksIn, stateOf, withMarks } from './names.ts';

type Own = Awaited<ReturnType<typeof readOwn>>;

/** My own account: what I may do, what I wait for, and each of my sites with its way in. */
export function accountCard(call: Call, { person, centre, sites, requests, emailToConfirm }: Own): Card {
  const marked = sites.filter(({ siteAdmin }) => siteAdmin).map(({ site }) => site);
  const waiting = requests.filter((r) => r.status === 'pending' && r.expiresAt > call.now);
  const programmes = person.programmes.map((x) => programmeNames[x]).join(', ');
  return {
    title: fullName(person),
    state: stateOf(person),
    text: sites.length === 0 ? [say.noSites] : [],
    facts: [
      { label: say.school, value: `${centre.name} (${centre.number})` },
      { label: profile.facts.email, value: person.email },
      ...(emailToConfirm ? [{ label: profile.facts.newEmail, value: profile.waits(emailToConfirm) }] : []),
      ...(programmes ? [{ label: profile.facts.programmes, value: programmes }] : []),
      { label: say.rights, value: say.rightsOf(person.role, marked) },
      { label: say.support, value: centre.supportContact },
    ],
    rows: [...waiting.map((r) => ownRequestRow(call, r)), ...siteRows(sites, person)],
    page: { label: say.account, url: call.ctx.publicUrl + accountPath },
    buttons: [...buttonTo(call, 'me', { step: 'form' }), ...askButtons(call, person)],
    more: buttonTo(call, 'my-requests', { onlyIf: requests.length > 0 }),
  };
}

/** What only others can give them. */
function askButtons(call: Call, person: Person): Button[] {
  const { actor } = call.ctx;
  const target = asTarget(person);
  const has = person.access.map(({ site }) => site);
  const lacks = call.known.centre.sites.some((s) => !has.includes(s) && !may(actor, 'site.access', target, s));
  return [
    ...buttonTo(call, 'ask-reset', { step: 'form', onlyIf: !may(actor, 'reset.send', target) }),
    ...buttonTo(call, 'access', { step: 'form', onlyIf: lacks }),
  ];
}

/** Each with its way in; those that have none in one row, which says so. */
function siteRows(sites: OwnSite[], { access }: Person): Row[] {
  const marksOf = (site: Site) => marksIn(access.find((a) => a.site === site));
  const closed = sites.filter(({ url }) => !url);
  const named = closed.map(({ site }) => withMarks(siteNames[site], marksOf(site)));
  return [
    ...sites.flatMap(({ site, url }) => {
      const marks = marksOf(site).join(', ');
      return url ? [{ title: siteNames[site], link: { label: say.open, url }, ...(marks && { state: marks }) }] : [];
    }),
    ...(closed.length > 0 ? [{ title: listed(named), detail: say.noAddress(closed.length) }] : []),
  ];
}
