import { objectOf } from '../../src/lib/json.ts';
import { parseAction } from '../../src/ui/action.ts';
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
    ...(button.style && { style: styles[button.style] }),
    ...(secondary && { mode: 'secondary' }),
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

/** The action in what a press or a filled form sent back, or nothing if it has not the shape of one. */
export const readAction = (data: unknown): Action | undefined => parseAction(objectOf(data).staffroom);
