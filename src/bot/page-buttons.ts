import type { Button } from '../ui/card.ts';
import { talk } from '../ui/sentences/bot.ts';

/** Where a button of a page leads: a press on it is told by this from what was typed, which turns no page. */
interface Turn<P> {
  after?: P;
  before?: P;
  first?: true;
}

/** The ways from a page of a list: to those beside it, as its buttons; to the first, behind *More*. */
export function pageButtons<P>(
  { previous, next }: { previous?: P; next?: P },
  to: (label: string, turn: Turn<P>) => Button[],
): { buttons: Button[]; more: Button[] } {
  return {
    buttons: [
      ...(previous === undefined ? [] : to(talk.previous, { before: previous })),
      ...(next === undefined ? [] : to(talk.next, { after: next })),
    ],
    more: previous === undefined ? [] : to(talk.first, { first: true }),
  };
}
