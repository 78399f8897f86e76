import type { Card } from '../../ui/card.ts';
import { talk } from '../../ui/sentences/bot.ts';
import type { Event, Reply } from '../inbound.ts';

/** A card for the one who asked, alone. @param replace whether it takes the place of the one whose button was pressed */
export const privately = (card: Card, replace = false): CardReply => ({ kind: 'card', card, to: 'asker', replace });

type CardReply = Extract<Reply, { kind: 'card' }>;

/**
 * What stands in the way of what someone did. A filled form stays open with it: nobody is to fill one in a second time for what
 * is not the form's own.
 *
 * @param again whether the same may be taken when it is sent once more
 */
export function standingInTheWay(event: Pick<Event, 'type'> | undefined, card: Card, again = false): CardReply {
  if (event?.type !== 'submit') return privately(card);
  const text = [...(card.text ?? []), ...(again ? [talk.stillFilledIn] : [])];
  return { ...privately({ ...card, text }), keepsForm: again ? 'again' : 'mend' };
}
