import { type LeaveVerdict, type Leaving, previewLeave } from '../../service/people/leave.ts';
import type { Person } from '../../service/people/person.ts';
import { previewUndoLeave } from '../../service/people/undo-leave.ts';
import type { Holding } from '../../service/progression/holdings.ts';
import type { Row } from '../../ui/card.ts';
import { oneself, suspend } from '../../ui/sentences/people.ts';
import { leaver as say, transfer as sayTransfer } from '../../ui/sentences/progression.ts';
import { scheduled } from '../../ui/sentences/scheduled.ts';
import { buttonTo, labelOf } from '../buttons.ts';
import type { Call, Plan } from '../command.ts';
import { basisOf } from './basis.ts';
import { stepTo } from './leaver-card.ts';
import { namesOf, stateOf } from './names.ts';
import { plannedFact } from './profile-card.ts';

/** Who leaves, to whom what they hold goes, and on which day to come. */
export interface LeaverInput {
  person: Person;
  to?: Person;
  grant?: boolean;
  /** In the school's calendar; nothing where it is now. */
  day?: string;
}

export const leavingOf = ({ person, to, grant }: LeaverInput): Leaving => ({ id: person.id, to: to?.id, grant });

/** All that follows for someone who leaves, in one card; nothing where there is nothing to do but to go on with it. */
export async function leaverPlan(call: Call, input: LeaverInput): Promise<Plan | undefined> {
  const { person, to, grant, day } = input;
  const [verdict] = await previewLeave(call.ctx, { rows: [leavingOf(input)] });
  if (!verdict) return undefined;
  const { holdings, granted, planned, refusal } = verdict;
  // What was begun goes on with its own card.
  if (refusal?.code === 'already-suspended' && !day) return undefined;
  if (refusal) throw refusal;
  const goes = to && holdings.length > 0 ? to : undefined;
  const isSuspended = person.status === 'suspended';
  return {
    card: {
      title: say.title(namesOf(person).name, goes && namesOf(goes).name, day),
      state: stateOf(person),
      rows: stepsOf(verdict, goes, day),
      text: [
        ...(person.id === call.ctx.actor.id ? [oneself, suspend.own] : []),
        ...(goes?.id === call.ctx.actor.id ? [sayTransfer.toOneself] : []),
        ...(goes && granted.length > 0 ? [sayTransfer.grants(namesOf(goes), granted)] : []),
        ...(day ? [scheduled.asYou, ...scheduled.moved(planned ? [planned] : [], true)] : []),
      ],
      facts: planned && !day ? [plannedFact(planned)] : [],
      buttons: stepTo(call, person, undefined, {
        label: say.anotherDay,
        step: 'form',
        input: { to: to && `id:${to.id}`, grant, on: day },
        onlyIf: !isSuspended,
      }),
    },
    yes: day ? scheduled.yes : goes && !isSuspended ? say.both : labelOf(call.registry, goes ? 'transfer' : 'suspend'),
    danger: !day,
    basis: {
      ...{ person: basisOf(person, []), day: day ?? null, planned: planned?.id ?? null, granted },
      to: to ? [to.id, to.status] : null,
      holdings: holdings.map((h) => ({ ...h })),
    },
  };
}

function stepsOf({ person, holdings }: LeaveVerdict, to: Person | undefined, day: string | undefined): Row[] {
  const isSuspended = person.status === 'suspended';
  const transfer = to ? say.transferTo(holdings, namesOf(to).name) : say.transferLater(holdings);
  return [
    { title: isSuspended ? say.done(say.isSuspended) : say.later(say.suspendNow(day)) },
    { title: holdings.length > 0 ? say.later(transfer) : say.done(say.nothing) },
    { title: say.later(say.deleteLater) },
  ];
}

/** What was agreed to, as the plan's basis carries it. */
export function agreedToLeave(call: Call): Holding[] {
  const { holdings } = (call.agreed ?? {}) as { holdings?: Holding[] };
  return holdings ?? [];
}

/** Taking back both the suspension and what was handed over since. */
export async function undoBothPlan(call: Call, p: Person): Promise<Plan> {
  const [verdict] = await previewUndoLeave(call.ctx, { ids: [p.id] });
  if (!verdict || verdict.refusal) throw verdict?.refusal;
  const back = verdict.transfers.flatMap(({ counts }) => counts);
  return {
    card: {
      title: say.askUndo(namesOf(p)),
      text: [back.length > 0 ? say.followsUndo(namesOf(p), back) : say.followsUndoSuspension(namesOf(p))],
      buttons: buttonTo(call, 'show', { person: p }),
    },
    yes: say.undoBoth,
    basis: { person: basisOf(p, []), transfers: verdict.transfers.map(({ id }) => id) },
  };
}
