import type { Button } from '../ui/card.ts';
import { talk } from '../ui/sentences/bot.ts';

/** The ways from a page of a list: to those beside it, as its buttons; to the first, behind *More*. */
export function pageButtons<P>(
  { previous, next }: { previous?: P; next?: P },
  to: (label: string, turn: { after?: P; before?: P }) => Button[],
): { buttons: Button[]; more: Button[] } {
  return {
    buttons: [
      ...(previous === undefined ? [] : to(talk.previous, { before: previous })),
      ...(next === undefined ? [] : to(talk.next, { after: next })),
    ],
    more: previous === undefined ? [] : to(talk.first, {}),
  };
}
