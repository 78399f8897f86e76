import type { Person } from '../../service/people/person.ts';
import type { Profile } from '../../service/people/show.ts';
import type { Scheduled } from '../../service/scheduled/list.ts';
import type { Button, Card, Fact, Row } from '../../ui/card.ts';
import { ago, formatWhen } from '../../ui/formats.ts';
import { initials } from '../../ui/row-words.ts';
import { programmeNames, roleNames, siteNames } from '../../ui/sentences/names.ts';
import { note as sayNote } from '../../ui/sentences/note.ts';
import { profile as say } from '../../ui/sentences/people.ts';
import { holdings } from '../../ui/sentences/progression.ts';
import { scheduled } from '../../ui/sentences/scheduled.ts';
import { visits } from '../../ui/sentences/usage.ts';
import { fullName } from '../../words/people.ts';
import { buttonTo, type OfferOptions } from '../buttons.ts';
import type { Call } from '../command.ts';
import { requestRow } from '../requests/list-card.ts';
import { personSyncFacts } from '../sites/sync-facts.ts';
import { marksIn, stateOf, statusOf, withMarks } from './names.ts';

/** What this actor can do to this person now, most usual first. */
function buttonsFor(call: Call, p: Person & Partial<Profile>): Button[] {
  const to = (verb: string, how: OfferOptions = {}) => buttonTo(call, verb, { person: p, ...how });
  const suspended = p.status === 'suspended';
  const holds = p.holdings !== undefined && p.holdings.length > 0;
  return [
    ...to('edit'),
    ...(p.id === call.ctx.actor.id ? buttonTo(call, 'me', { step: 'form', onlyIf: to('edit').length === 0 }) : []),
    ...to('invite', { onlyIf: p.status === 'invited' }),
    ...to('reset', { onlyIf: p.status === 'active' }),
    ...to('remove-factor', { onlyIf: p.status === 'active' && p.hasSecondFactor }),
    ...to('reactivate', { onlyIf: suspended, style: 'primary' }),
    ...to('suspend', { onlyIf: !suspended }),
    ...to('admin', { onlyIf: !suspended, step: 'form' }),
    ...to('transfer', { onlyIf: holds }),
    ...to('groups', { onlyIf: holds }),
    // Where what they hold is not known, as in a list, it is not offered.
    ...to('delete', { onlyIf: suspended && p.holdings?.length === 0, style: 'danger' }),
    ...to('leaver', { onlyIf: p.id !== call.ctx.actor.id }),
    ...to('audit', { label: say.history }),
    // Of a list nobody knows whether there is one.
    ...to('note', { step: 'form', onlyIf: p.holdings !== undefined }),
  ];
}

export function profileCard(call: Call, p: Person & Partial<Profile>): Card {
  const buttons = buttonsFor(call, p);
  if (p.emailToConfirm)
    buttons.push(...buttonTo(call, 'edit', { person: p, label: say.keepEmail, input: { email: p.email } }));
  return {
    title: fullName(p),
    state: stateOf(p),
    tone: p.mailProblem ? 'problem' : statusOf(p).tone,
    facts: [...facts(call, p)],
    rows: (p.waiting ?? []).map((r) => requestRow(call, r)),
    buttons: buttons.slice(0, 3),
    more: buttons.slice(3),
  };
}

function* facts(call: Call, p: Person & Partial<Profile>): Generator<Fact> {
  const label = say.facts;
  yield { label: label.email, value: p.email };
  if (p.emailToConfirm) yield { label: label.newEmail, value: say.waits(p.emailToConfirm) };
  if (p.planned) yield plannedFact(p.planned);
  if (p.mailProblem) yield { label: label.mailProblem, value: say.mailProblem(p.mailProblem) };
  if (p.programmes.length > 0)
    yield { label: label.programmes, value: p.programmes.map((x) => programmeNames[x]).join(', ') };
  yield { label: label.sites, value: sitesOf(p) };
  yield* personSyncFacts(call, p.steps ?? []);
  for (const h of p.holdings ?? []) yield { label: holdings.label, value: holdings.on(h) };
  if (p.hasSecondFactor) yield { label: label.secondFactor, value: say.hasSecondFactor };
  yield { label: label.lastSeen, value: lastSeen(call, p) };
  yield* visitsFact(call, p);
  if (p.note) {
    const { text, by, at } = p.note;
    yield {
      label: sayNote.label,
      value: sayNote.shown(text, by, formatWhen(at, call.now, call.known.centre.timeZone)),
    };
  }
}

/** What waits for its day. */
export const plannedFact = (plan: Scheduled): Fact => ({ label: scheduled.fact, value: scheduled.will(plan) });

/** Of who never signed in at all that says it. */
function* visitsFact(call: Call, p: Person & Partial<Profile>): Generator<Fact> {
  const { visits: found = [] } = p;
  const came = found.flatMap(({ site, lastAt }) => (lastAt ? [{ site, ago: ago(lastAt, call.now) }] : []));
  const notYet = found.filter(({ never }) => never).map(({ site }) => site);
  const words = visits.came(came, notYet);
  if (words !== '' && (came.length > 0 || p.lastSignedInAt)) yield { label: visits.label, value: words };
}

const sitesOf = (p: Person) => p.access.map((a) => withMarks(siteNames[a.site], marksIn(a))).join(', ') || say.noSites;

function lastSeen(call: Call, p: Person): string {
  if (p.lastSignedInAt) return say.signedIn(ago(p.lastSignedInAt, call.now));
  return p.status === 'invited' ? say.noPassword : say.neverSignedIn;
}

function seenOf(call: Call, p: Person): string {
  if (p.lastSignedInAt) return say.seen(ago(p.lastSignedInAt, call.now));
  return p.status === 'invited' ? say.noPasswordShort : say.neverSeen;
}

/** Most buttons of a line; the profile has them all. */
const maxInRow = 5;

export function personRow(call: Call, p: Person): Row {
  return {
    title: fullName(p),
    initials: initials(fullName(p)),
    status: statusOf(p),
    state: p.mailProblem ? say.mailProblemShort : undefined,
    columns: [roleNames[p.role], seenOf(call, p)],
    detail: p.email,
    opens: true,
    buttons: [...buttonTo(call, 'show', { person: p, label: say.show }), ...buttonsFor(call, p)].slice(0, maxInRow),
  };
}
