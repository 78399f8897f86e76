import type { JsonObject } from '../../lib/json.ts';
import { asTarget, fullName, type Person } from '../../service/people/person.ts';
import type { Profile } from '../../service/people/show.ts';
import { type Act, may } from '../../service/policy.ts';
import type { Action, Button, Card, Fact, Row } from '../../ui/card.ts';
import { ago } from '../../ui/formats.ts';
import { programmeNames, roleNames, siteNames, statusNames } from '../../ui/sentences/names.ts';
import { profile as say, type Who } from '../../ui/sentences/people.ts';
import { holdings } from '../../ui/sentences/progression.ts';
import type { Call } from '../command.ts';
import { stepFacts } from '../sites/site-steps.ts';

/** A person's names as sentences use them. */
export const who = (p: Person): Who => ({ name: fullName(p), first: p.firstName });

/** `Active · Teacher` */
export const stateOf = (p: Person) => `${statusNames[p.status]} · ${roleNames[p.role]}`;

const toneOf = { active: 'good', invited: 'plain', suspended: 'attention' } as const;

/** A command about a person, as if typed. */
export const about = (verb: string, p: Pick<Person, 'id'>, input: JsonObject = {}): Action => ({
  verb,
  step: 'run',
  input: { person: `id:${p.id}`, ...input },
});

interface Offer {
  act: Act;
  button: Button;
  /** Whether it makes sense for someone of this status. */
  when: boolean;
}

/** What this actor can do to this person now, most usual first. */
export function buttonsFor(call: Call, p: Person & Partial<Profile>): Button[] {
  const { actor } = call.ctx;
  const holds = p.holdings ?? [];
  const target = asTarget(p);
  const onOwnSites = actor.siteAdminOf.some((site) => may(actor, 'site.access', target, site));
  const edit = { label: 'Edit', action: about('edit', p) };
  const offers: Offer[] = [
    { act: 'user.edit', button: edit, when: true },
    {
      act: 'invite.send',
      button: { label: 'Send invitation', action: about('invite', p) },
      when: p.status === 'invited',
    },
    { act: 'reset.send', button: { label: 'Send reset link', action: about('reset', p) }, when: p.status === 'active' },
    {
      act: 'user.reactivate',
      button: { label: 'Reactivate', action: about('reactivate', p), style: 'primary' },
      when: p.status === 'suspended',
    },
    { act: 'user.suspend', button: { label: 'Suspend', action: about('suspend', p) }, when: p.status !== 'suspended' },
    {
      act: 'user.role',
      button: { label: 'Change rights', action: { ...about('admin', p), step: 'form' } },
      when: p.status !== 'suspended',
    },
    { act: 'data.transfer', button: { label: 'Transfer data', action: about('transfer', p) }, when: holds.length > 0 },
    { act: 'data.show', button: { label: 'Show groups', action: about('groups', p) }, when: holds.length > 0 },
    {
      act: 'user.delete',
      button: { label: 'Delete', action: about('delete', p), style: 'danger' },
      // Where what they hold is not known, as in a list, it is not offered.
      when: p.status === 'suspended' && p.holdings?.length === 0,
    },
    { act: 'user.suspend', button: { label: 'Leaver', action: about('leaver', p) }, when: p.id !== actor.id },
    { act: 'audit.read', button: { label: 'History', action: about('audit', p) }, when: true },
  ];
  const offered = offers.filter((o) => o.when && may(actor, o.act, target)).map((o) => o.button);
  return onOwnSites && !offered.includes(edit) ? [edit, ...offered] : offered;
}

/** The profile: details, what they may do, and what can be done with them. */
export function profileCard(call: Call, p: Person & Partial<Profile>): Card {
  const buttons = buttonsFor(call, p);
  if (p.emailToConfirm && buttons.some((b) => b.label === 'Edit')) {
    buttons.push({ label: 'Keep the old e-mail', action: about('edit', p, { email: p.email }) });
  }
  return {
    title: fullName(p),
    state: stateOf(p),
    tone: p.mailProblem ? 'problem' : toneOf[p.status],
    facts: [...facts(call, p)],
    buttons: buttons.slice(0, 3),
    more: buttons.slice(3),
  };
}

function* facts(call: Call, p: Person & Partial<Profile>): Generator<Fact> {
  yield { label: 'E-mail', value: p.email };
  if (p.emailToConfirm) yield { label: 'New e-mail', value: say.waits(p.emailToConfirm) };
  if (p.mailProblem) yield { label: 'Mail problem', value: say.mailProblem(p.mailProblem) };
  if (p.programmes.length > 0)
    yield { label: 'Programmes', value: p.programmes.map((x) => programmeNames[x]).join(', ') };
  yield { label: 'Sites', value: sitesOf(p) };
  yield* stepFacts(call, p.steps ?? []);
  for (const h of p.holdings ?? []) yield { label: holdings.label, value: holdings.on(h) };
  yield { label: 'Last seen', value: lastSeen(call, p) };
}

/** The site names, the marks among them. */
export const sitesOf = (p: Person) =>
  p.access.map((a) => siteNames[a.site] + (a.siteAdmin ? ` (${say.siteAdmin})` : '')).join(', ') || say.noSites;

function lastSeen(call: Call, p: Person): string {
  if (p.lastSignedInAt) return say.signedIn(ago(p.lastSignedInAt, call.now));
  return p.status === 'invited' ? say.noPassword : say.neverSignedIn;
}

/** Most buttons of a line; the profile has them all. */
const mostInRow = 5;

/** A person as a line of a list. */
export function personRow(call: Call, p: Person): Row {
  return {
    title: fullName(p),
    state: stateOf(p) + (p.mailProblem ? ` · ${say.mailProblemShort}` : ''),
    detail: p.email,
    buttons: [{ label: 'Show', action: about('show', p) }, ...buttonsFor(call, p)].slice(0, mostInRow),
  };
}
