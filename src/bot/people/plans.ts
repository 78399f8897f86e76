import type { Json } from '../../lib/json.ts';
import { previewDelete } from '../../service/people/delete.ts';
import { asTarget, type Person } from '../../service/people/person.ts';
import { showPerson } from '../../service/people/show.ts';
import { type Act, allow } from '../../service/policy.ts';
import type { Card } from '../../ui/card.ts';
import { oneself, reactivate, suspend } from '../../ui/sentences/people.ts';
import { deletion, holdings as held } from '../../ui/sentences/progression.ts';
import { buttonTo, labelOf } from '../buttons.ts';
import type { Call, Plan } from '../command.ts';
import { namesOf, stateOf } from './names.ts';

/**
 * The plan of an act upon one person. Rights are asked before anything is shown, so that nobody is led to a Yes that will
 * be refused.
 *
 * @param sensible whether there is anything to do; where not, there is no plan, and running it says why not
 * @param own what it means for someone who does it to themselves, in place of what is said of others
 */
export async function planFor(
  call: Call,
  act: Act,
  p: Person,
  sensible: boolean,
  { yes, danger, holds = [], own, ...card }: Card & Pick<Plan, 'yes' | 'danger'> & { holds?: Json; own?: string[] },
): Promise<Plan | undefined> {
  allow(call.ctx, act, asTarget(p));
  if (!sensible) return undefined;
  const { id, status, role, email } = p;
  const access = p.access.map((a) => `${a.site}${a.siteAdmin ? '*' : ''}`);
  const isOwn = id === call.ctx.actor.id;
  const text = isOwn ? [oneself, ...(own ?? card.text ?? [])] : card.text;
  return {
    card: { state: stateOf(p), ...card, ...(text && { text }) },
    yes,
    danger,
    basis: { id, status, role, email, access, holds },
  };
}

/** Suspending someone: what follows, and what they hold, with the way to hand it over. */
export async function suspendPlan(call: Call, p: Person, reason?: string): Promise<Plan | undefined> {
  const { holdings } = await showPerson(call.ctx, { id: p.id });
  const holds = holdings.length > 0;
  const still = holds ? [held.still(namesOf(p), holdings)] : [];
  return planFor(call, 'user.suspend', p, p.status !== 'suspended', {
    title: suspend.ask(namesOf(p)),
    text: [suspend.follows(namesOf(p)), ...still, suspend.undo],
    own: [suspend.own, ...still],
    facts: reason ? [{ label: suspend.reason, value: reason }] : [],
    buttons: buttonTo(call, 'transfer', { person: p, onlyIf: holds }),
    yes: labelOf(call.registry, 'suspend'),
    danger: true,
    holds: holdings.map((h) => ({ ...h })),
  });
}

/** Bringing someone back, and what they come back to. */
export function reactivatePlan(call: Call, p: Person): Promise<Plan | undefined> {
  const sites = p.access.map((a) => a.site);
  const follows =
    p.suspendedFrom === 'invited' ? reactivate.followsInvited(namesOf(p)) : reactivate.follows(namesOf(p), sites);
  return planFor(call, 'user.reactivate', p, p.status === 'suspended', {
    title: reactivate.ask(namesOf(p)),
    text: [follows],
    yes: labelOf(call.registry, 'reactivate'),
  });
}

/** Deleting someone; refused at once where a step is missing. */
export async function deletePlan(call: Call, p: Person): Promise<Plan | undefined> {
  await previewDelete(call.ctx, { id: p.id });
  return planFor(call, 'user.delete', p, true, {
    title: deletion.ask(namesOf(p)),
    text: [deletion.follows(namesOf(p)), deletion.forGood],
    yes: deletion.yes,
    danger: true,
  });
}
