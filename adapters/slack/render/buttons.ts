import type { types } from '@slack/bolt';
import type { Button } from '../../../src/ui/card.ts';
import { limits } from '../limits.ts';
import { encodeAction } from '../packed/action.ts';
import { cut, plain } from './text.ts';

/** More buttons than this in a line are no easier to find than plain ones. */
const maxInFront = 5;

/** A button with what it carries. */
type Packed = Button & { value: string };

const packed = (button: Button): Packed => ({ ...button, value: encodeAction(button.action) });

function button({ label, value, style }: Packed, index: number): types.Button {
  return {
    type: 'button',
    action_id: `b${index}`,
    text: plain(cut(label, limits.button.text)),
    value,
    ...(style ? { style } : {}),
  };
}

const fitsMenu = ({ value }: Packed) => value.length <= limits.option.value;

/** Buttons behind the three dots. */
function menu(buttons: Packed[]): types.Overflow {
  const options = buttons.map(({ label, value }) => ({ text: plain(cut(label, limits.option.text)), value }));
  return { type: 'overflow', action_id: 'more', options };
}

/**
 * Buttons as `actions` blocks: the first ones plain, the others behind the three dots. Where a menu can't hold the
 * others, for there are too many or one carries too much, all are plain.
 *
 * @param shown how many are plain at least
 */
export function buttonBlocks(given: Button[], shown: number): types.ActionsBlock[] {
  const buttons = given.map(packed);
  const front = Math.max(shown, buttons.length - limits.overflow);
  const rest = buttons.slice(front);
  const elements: types.ActionsBlockElement[] =
    rest.length >= 2 && front <= maxInFront && rest.every(fitsMenu)
      ? [...buttons.slice(0, front).map(button), menu(rest)]
      : buttons.map(button);
  return Array.from({ length: Math.ceil(elements.length / limits.actions) }, (_, index) => ({
    type: 'actions',
    elements: elements.slice(index * limits.actions, (index + 1) * limits.actions),
  }));
}

/** A row's buttons in the corner of its section; nothing where they don't fit there. */
export function accessory(given: Button[]): types.Button | types.Overflow | undefined {
  if (given.length > limits.overflow) return undefined;
  const buttons = given.map(packed);
  const [first] = buttons;
  if (first && buttons.length === 1) return button(first, 0);
  return first && buttons.every(fitsMenu) ? menu(buttons) : undefined;
}
