import { type Leaver, readLeaver } from '../../service/people/leaver.ts';
import { asTarget, type Person } from '../../service/people/person.ts';
import { may } from '../../service/policy.ts';
import type { Transfer } from '../../service/progression/transfers.ts';
import type { Card, Row } from '../../ui/card.ts';
import { formatWhen } from '../../ui/formats.ts';
import { leaver as say } from '../../ui/sentences/progression.ts';
import { buttonTo, labelOf, type OfferOptions } from '../buttons.ts';
import type { Call } from '../command.ts';
import { yesTo } from '../flow/confirm.ts';
import { namesOf, stateOf } from './names.ts';
import { deletePlan } from './plans.ts';

/** The card of someone's leaving, as it stands now: each step done with who and when, or with what it waits for. */
export async function leaverCard(call: Call, id: string): Promise<Card> {
  const leaver = await readLeaver(call.ctx, { id });
  const { person } = leaver;
  return {
    title: say.title(namesOf(person).name, receiverOf(leaver)),
    state: stateOf(person),
    rows: [suspension(call, leaver), ...transfers(call, leaver), await deletion(call, leaver)],
    buttons: buttonTo(call, 'show', { person }),
  };
}

/** Who holds all that was handed over, where that is one. */
const receiverOf = ({ transfers: moved }: Leaver): string | null | undefined =>
  new Set(moved.map(({ toId }) => toId)).size === 1 ? moved[0]?.to : undefined;

const time = (call: Call, at: Date) => formatWhen(at, call.now, call.known.centre.timeZone);

function suspension(call: Call, { person, suspended, transfers: moved }: Leaver): Row {
  if (!suspended) {
    return {
      title: say.now(say.suspend),
      buttons: stepTo(call, person, undefined, { style: 'danger', label: labelOf(call.registry, 'suspend') }),
    };
  }
  return {
    title: say.done(say.suspended),
    state: say.by(suspended.by, time(call, suspended.at)),
    // What was handed over since rests on it: that goes back first.
    buttons: stepTo(call, person, 'reactivate', { label: say.undo, onlyIf: moved.length === 0 }),
  };
}

function transfers(call: Call, leaver: Leaver): Row[] {
  const { person, suspended, holdings, transfers: moved } = leaver;
  const done = moved.map((t, i) => transferred(call, leaver, t, i === moved.length - 1));
  if (holdings.length === 0) return done.length > 0 ? done : [{ title: say.done(say.nothing) }];
  const what = say.transfer(holdings);
  if (!suspended) return [{ title: say.later(what), state: say.afterSuspension }];
  const choose = stepTo(call, person, 'transfer', { label: say.chooseWho, step: 'form', style: 'primary' });
  return [...done, { title: say.now(what), buttons: choose }];
}

function transferred(call: Call, { person, transfers: moved }: Leaver, t: Transfer, isLast: boolean): Row {
  const row = { title: say.done(say.transferred(t.counts, t.to)), state: say.by(t.by, time(call, t.at)) };
  const both = isLast && moved.every(({ undoable }) => undoable);
  const buttons = [
    ...stepTo(call, person, 'undo-both', { label: say.undoBoth, onlyIf: both }),
    ...stepTo(call, person, 'undo', { label: say.transferBack, input: { transfer: t.id }, onlyIf: t.undoable }),
  ];
  return t.undoable ? { ...row, buttons } : { ...row, detail: say.noUndo };
}

/** The last step: its button is the Yes itself, since all that follows from it is said here. */
async function deletion(call: Call, { person, suspended, holdings }: Leaver): Promise<Row> {
  const later = (state: string) => ({ title: say.later(say.delete), state });
  if (!suspended) return later(say.afterSuspension);
  if (holdings.length > 0) return later(say.afterTransfer);
  if (!may(call.ctx.actor, 'user.delete', asTarget(person))) return later(say.byCoordinator);
  const plan = await deletePlan(call, person);
  if (!plan) return later('');
  return {
    title: say.now(say.delete),
    detail: plan.card.text?.join(' '),
    buttons: [await yesTo(call, 'leaver', { person: `id:${person.id}`, do: 'delete' }, plan)],
  };
}

/** The button of a step, of the one command that all steps are. */
export const stepTo = (call: Call, person: Person, step: string | undefined, how: OfferOptions = {}) =>
  buttonTo(call, 'leaver', { ...how, person, input: { do: step, ...how.input } });
