import { isObject, type JsonObject } from '../../src/lib/json.ts';
import type { Action, Button } from '../../src/ui/card.ts';
import type { Element, PressData } from './json.ts';
import { literal } from './text.ts';

const styles = { primary: 'positive', danger: 'destructive' } as const;

/** How a button is pressed: the action that it becomes, without its title and looks. */
export type Press = (action: Action) => Element;

/** An action of the kind that every renderer knows, and that sends its data back as it is. */
export const submits: Press = (action) => {
  const data: PressData = { staffroom: action };
  return { type: 'Action.Submit', data };
};

/** One action; a secondary one waits in the overflow menu. */
export function action(button: Button, secondary = false, press: Press = submits): Element {
  const { type, ...sent } = press(button.action);
  return {
    type,
    title: literal(button.label),
    ...sent,
    ...(button.style ? { style: styles[button.style] } : {}),
    ...(secondary ? { mode: 'secondary' } : {}),
  };
}

/**
 * Buttons as actions. The first `shown` are buttons, all others wait in the overflow menu, which Teams and the
 * playground both draw for `mode: secondary`. Teams shows six at most.
 */
export function actions(buttons: Button[], more: Button[], shown = 3, press: Press = submits): Element[] {
  return [
    ...buttons.map((button, index) => action(button, index >= Math.min(shown, 6), press)),
    ...more.map((button) => action(button, true, press)),
  ];
}

const steps: ReadonlySet<unknown> = new Set<Action['step']>(['run', 'form', 'submit', 'add-row', 'confirm', 'cancel']);

/**
 * The action in what a press or a filled form sent back, or nothing if it has not the shape of one. Only the shape is
 * looked at: what it asks for is the bot's to parse and to allow.
 */
export function readAction(data: unknown): Action | undefined {
  if (!isObject(data) || !isObject(data.staffroom)) return undefined;
  const { verb, step, input, plan, idempotencyKey } = data.staffroom;
  if (typeof verb !== 'string' || !steps.has(step)) return undefined;
  if (input !== undefined && !isObject(input)) return undefined;
  if (plan !== undefined && typeof plan !== 'string') return undefined;
  if (idempotencyKey !== undefined && typeof idempotencyKey !== 'string') return undefined;
  return {
    verb,
    step: step as Action['step'],
    ...(input === undefined ? {} : { input: input as JsonObject }),
    ...(plan === undefined ? {} : { plan }),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  };
}
