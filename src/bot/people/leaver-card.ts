import type { JsonObject } from '../../lib/json.ts';
import { asTarget } from '../../service/people/person.ts';
import { type Leaver, readLeaver } from '../../service/people/read-leaver.ts';
import { may } from '../../service/policy.ts';
import type { Transfer } from '../../service/progression/transfers.ts';
import type { Action, Button, Card, Row } from '../../ui/card.ts';
import { formatWhen } from '../../ui/formats.ts';
import { leaver as say } from '../../ui/sentences/progression.ts';
import type { Call } from '../command.ts';
import { about, stateOf, who } from './people-cards.ts';

/** A step of someone's leaving, as a button of the card carries it. */
export const stepAction = (p: { id: string }, step: string, more: JsonObject = {}): Action =>
  about('leaver', p, { do: step, ...more });

/** The card of someone's leaving, as it stands now: each step done with who and when, or with what it waits for. */
export async function leaverCard(call: Call, id: string): Promise<Card> {
  const leaver = await readLeaver(call.ctx, { id });
  const { person } = leaver;
  return {
    title: say.title(who(person).name),
    state: stateOf(person),
    rows: [suspension(call, leaver), ...transfers(call, leaver), deletion(call, leaver)],
    buttons: [{ label: 'Show profile', action: about('show', person) }],
  };
}

const time = (call: Call, at: Date) => formatWhen(at, call.now, call.known.centre.timeZone);

function suspension(call: Call, { person, suspended, transfers: moved }: Leaver): Row {
  if (!suspended) {
    return { title: say.now(say.suspend), buttons: [button('Suspend', stepAction(person, 'suspend'), 'danger')] };
  }
  return {
    title: say.done(say.suspended),
    state: say.by(suspended.by, time(call, suspended.at)),
    // What was handed over since rests on it: that goes back first.
    buttons: moved.length > 0 ? [] : [button('Undo', stepAction(person, 'reactivate'))],
  };
}

function transfers(call: Call, leaver: Leaver): Row[] {
  const { person, suspended, holdings, transfers: moved } = leaver;
  const done = moved.map((t) => transferred(call, leaver, t));
  if (holdings.length === 0) return done.length > 0 ? done : [{ title: say.done(say.nothing) }];
  const what = say.transfer(holdings);
  if (!suspended) return [{ title: say.later(what), state: say.afterSuspension }];
  const choose = button('Choose who', { ...stepAction(person, 'transfer'), step: 'form' }, 'primary');
  return [...done, { title: say.now(what), buttons: [choose] }];
}

function transferred(call: Call, { person }: Leaver, t: Transfer): Row {
  const row = { title: say.done(say.transferred(t.counts, t.to)), state: say.by(t.by, time(call, t.at)) };
  if (!t.undoable) return { ...row, detail: say.noUndo };
  return { ...row, buttons: [button('Undo', stepAction(person, 'undo', { transfer: t.id }))] };
}

function deletion(call: Call, { person, suspended, holdings }: Leaver): Row {
  if (!suspended) return { title: say.later(say.delete), state: say.afterSuspension };
  if (holdings.length > 0) return { title: say.later(say.delete), state: say.afterTransfer };
  if (!may(call.ctx.actor, 'user.delete', asTarget(person))) {
    return { title: say.later(say.delete), state: say.byCoordinator };
  }
  return { title: say.now(say.delete), buttons: [button('Delete', stepAction(person, 'delete'), 'danger')] };
}

const button = (label: string, action: Action, style?: Button['style']): Button => ({
  label,
  action,
  ...(style && { style }),
});
