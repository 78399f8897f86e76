import type { Card } from './card.ts';
import { everywhere as say } from './sentences/chat.ts';

/** The card, with a line that says that it may have come before. */
export const perhapsSeen = ({ text = [], ...card }: Card): Card => ({
  ...card,
  text: text.includes(say.mayHaveCome) ? text : [...text, say.mayHaveCome],
});
