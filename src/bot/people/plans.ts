import type { Json } from '../../lib/json.ts';
import { refuseIfAny } from '../../service/errors.ts';
import { previewDelete } from '../../service/people/delete.ts';
import { asTarget, type Person } from '../../service/people/person.ts';
import { showPerson } from '../../service/people/show.ts';
import { previewSuspend } from '../../service/people/suspend.ts';
import { type Act, allow } from '../../service/policy.ts';
import type { Card, Row } from '../../ui/card.ts';
import { oneself, reactivate, suspend } from '../../ui/sentences/people.ts';
import { deletion, holdings as held } from '../../ui/sentences/progression.ts';
import { sentenceOf } from '../../ui/sentences/sentence.ts';
import { fullName } from '../../words/people.ts';
import { buttonTo, labelOf } from '../buttons.ts';
import type { Call, Plan } from '../command.ts';
import { namesOf, stateOf } from './names.ts';
import { plannedFact } from './profile-card.ts';

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
  const isOwn = p.id === call.ctx.actor.id;
  const text = isOwn ? [oneself, ...(own ?? card.text ?? [])] : card.text;
  return {
    card: { state: stateOf(p), ...card, ...(text && { text }) },
    yes,
    danger,
    basis: basisOf(p, holds),
  };
}

/** All of someone that a Yes to an act upon them rests on. */
function basisOf({ id, status, role, email, ...p }: Person, holds: Json): Json {
  const access = p.access.map((a) => `${a.site}${a.siteAdmin ? '*' : ''}`);
  return { id, status, role, email, access, holds };
}

/** Suspending someone: what follows, and what they hold, with the way to hand it over. */
export async function suspendPlan(call: Call, p: Person, reason?: string): Promise<Plan | undefined> {
  const { holdings, planned } = await showPerson(call.ctx, { id: p.id });
  const holds = holdings.length > 0;
  const still = holds ? [held.still(namesOf(p), holdings)] : [];
  return planFor(call, 'user.suspend', p, p.status !== 'suspended', {
    title: suspend.ask(namesOf(p)),
    text: [suspend.follows(namesOf(p)), ...still, suspend.undo],
    own: [suspend.own, ...still],
    facts: [...(planned ? [plannedFact(planned)] : []), ...(reason ? [{ label: suspend.reason, value: reason }] : [])],
    buttons: buttonTo(call, 'transfer', { person: p, onlyIf: holds }),
    yes: labelOf(call.registry, 'suspend'),
    danger: true,
    holds: holdings.map((h) => ({ ...h })),
  });
}

/** Most people of a plan who are shown one by one. */
const maxShown = 20;

/** Of several, who can be suspended, and the card's rows of who is and who is left out and why. @throws Refused where nobody is left */
export async function suspendable(call: Call, people: Person[]) {
  const verdicts = await previewSuspend(call.ctx, { ids: people.map(({ id }) => id) });
  const good = verdicts.filter(({ refusal }) => !refusal);
  refuseIfAny(good.length > 0 ? [] : verdicts.flatMap(({ refusal }) => refusal ?? []));
  const rows: Row[] = verdicts
    // Who is left out is not to be missed below all others.
    .toSorted((a, b) => Number(!a.refusal) - Number(!b.refusal))
    .map(({ person, holdings, refusal }) => ({
      title: fullName(person),
      state: refusal ? suspend.leftOut : stateOf(person),
      detail: refusal
        ? sentenceOf(refusal)
        : holdings.length > 0
          ? held.still(namesOf(person), holdings)
          : person.email,
    }));
  const isOwn = good.some(({ person }) => person.id === call.ctx.actor.id);
  return {
    good,
    state: good.length < verdicts.length ? suspend.countLeftOut(verdicts.length - good.length) : undefined,
    rows: rows.slice(0, maxShown),
    own: isOwn ? [suspend.ownToo] : [],
    more: rows.length > maxShown ? [suspend.moreThan(rows.length - maxShown)] : [],
    input: { people: good.map(({ person }) => `id:${person.id}`) },
  };
}

/** Suspending several in one go: who is, and who is left out and why. @throws Refused where nobody is left */
export async function suspendAllPlan(call: Call, people: Person[], reason?: string): Promise<Plan> {
  const { good, state, rows, own, more, input } = await suspendable(call, people);
  const bases = good.map(({ person, holdings }) =>
    basisOf(
      person,
      holdings.map((h) => ({ ...h })),
    ),
  );
  const [only] = bases;
  return {
    card: {
      title: suspend.askSeveral(good.length),
      state,
      text: [...own, suspend.followsSeveral, suspend.undo, ...more],
      facts: reason ? [{ label: suspend.reason, value: reason }] : [],
      rows,
    },
    yes: labelOf(call.registry, 'suspend'),
    danger: true,
    input,
    // Of one who is left the plan is that of one.
    basis: bases.length === 1 && only !== undefined ? only : bases,
  };
}

/** Bringing someone back, and what they come back to. */
export async function reactivatePlan(call: Call, p: Person): Promise<Plan | undefined> {
  const { planned } = await showPerson(call.ctx, { id: p.id });
  const sites = p.access.map((a) => a.site);
  const follows =
    p.suspendedFrom === 'invited' ? reactivate.followsInvited(namesOf(p)) : reactivate.follows(namesOf(p), sites);
  return planFor(call, 'user.reactivate', p, p.status === 'suspended', {
    title: reactivate.ask(namesOf(p)),
    text: [follows],
    // They come back for no longer than until then.
    facts: planned ? [plannedFact(planned)] : [],
    buttons: buttonTo(call, 'scheduled', { onlyIf: planned !== undefined }),
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
