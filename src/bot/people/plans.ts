import type { Json } from '../../lib/json.ts';
import { refuseIfAny } from '../../service/errors.ts';
import { previewDelete } from '../../service/people/delete.ts';
import { asTarget, type Person } from '../../service/people/person.ts';
import { previewReactivate } from '../../service/people/reactivate.ts';
import { showForQuestion } from '../../service/people/show.ts';
import { previewSuspend, type SuspendVerdict } from '../../service/people/suspend.ts';
import { type Act, allow } from '../../service/policy.ts';
import type { Card } from '../../ui/card.ts';
import { oneself, reactivate, suspend } from '../../ui/sentences/people.ts';
import { deletion, holdings as held } from '../../ui/sentences/progression.ts';
import { scheduled } from '../../ui/sentences/scheduled.ts';
import { buttonTo, labelOf } from '../buttons.ts';
import type { Call, Plan } from '../command.ts';
import { basisOf } from './basis.ts';
import { planForEach } from './many.ts';
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

/** As it was read with who asks, where it was. */
const inQuestion = (call: Call, { id }: Person) => showForQuestion(call.ctx, { id, read: call.known.question });

/** Suspending someone: what follows, and what they hold, with the way to hand it over. */
export async function suspendPlan(call: Call, p: Person, reason?: string): Promise<Plan | undefined> {
  const { holdings, planned } = await inQuestion(call, p);
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

/** The same of one or several: who is, and who is left out and why. @throws Refused where nobody is left */
export const suspendEachPlan = (call: Call, people: Person[], reason?: string): Promise<Plan | undefined> =>
  planForEach(call, people, {
    one: (p) => suspendPlan(call, p, reason),
    verdicts: (ids) => previewSuspend(call.ctx, { ids }),
    card: (good) => ({
      title: suspend.askSeveral(good.length),
      text: [suspend.followsSeveral, suspend.undoSeveral],
      facts: reason ? [{ label: suspend.reason, value: reason }] : [],
    }),
    detail: suspendDetail,
    holds: ({ holdings }) => holdings.map((h) => ({ ...h })),
    yes: labelOf(call.registry, 'suspend'),
    danger: true,
  });

/** What is said of one of several: what they hold, if anything. */
export const suspendDetail = ({ person, holdings }: Pick<SuspendVerdict, 'person' | 'holdings'>): string =>
  holdings.length > 0 ? held.still(namesOf(person), holdings) : person.email;

/** Bringing someone back, and what they come back to. */
export async function reactivatePlan(call: Call, p: Person): Promise<Plan | undefined> {
  const { planned } = await inQuestion(call, p);
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

/** The same of one or several. @throws Refused where nobody is left */
export const reactivateEachPlan = (call: Call, people: Person[]): Promise<Plan | undefined> =>
  planForEach(call, people, {
    one: (p) => reactivatePlan(call, p),
    verdicts: (ids) => previewReactivate(call.ctx, { ids }),
    card: (good) => {
      const invited = good.filter(({ person }) => person.suspendedFrom === 'invited').length;
      const planned = good.filter((verdict) => verdict.planned).length;
      return {
        title: reactivate.askSeveral(good.length),
        text: [
          ...(invited < good.length ? [reactivate.followsSeveral] : []),
          ...(invited > 0 ? [reactivate.followsSeveralInvited(invited)] : []),
          ...(planned > 0 ? [scheduled.stillPlanned(planned)] : []),
        ],
      };
    },
    detail: ({ person, planned }) => (planned ? scheduled.will(planned) : person.email),
    yes: labelOf(call.registry, 'reactivate'),
  });

/** Deleting someone; refused at once where a step is missing. */
export async function deletePlan(call: Call, p: Person): Promise<Plan | undefined> {
  const verdicts = await previewDelete(call.ctx, { ids: [p.id] });
  refuseIfAny(verdicts.flatMap(({ refusal }) => refusal ?? []));
  return planFor(call, 'user.delete', p, true, {
    title: deletion.ask(namesOf(p)),
    text: [deletion.follows(namesOf(p)), deletion.forGood],
    yes: deletion.yes,
    danger: true,
  });
}

/** The same of one or several. @throws Refused where nobody is left */
export const deleteEachPlan = (call: Call, people: Person[]): Promise<Plan | undefined> =>
  planForEach(call, people, {
    one: (p) => deletePlan(call, p),
    verdicts: (ids) => previewDelete(call.ctx, { ids }),
    card: (good) => ({
      title: deletion.askSeveral(good.length),
      text: [deletion.followsSeveral, deletion.forGood],
    }),
    detail: ({ person }) => person.email,
    yes: deletion.yes,
    danger: true,
  });
