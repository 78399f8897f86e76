import { stringOf } from '../../lib/json.ts';
import { shorten } from '../../lib/text.ts';
import { talk } from '../../ui/sentences/bot.ts';
import type { Raw } from '../command.ts';

/** What of a line is not surely understood: nothing is done before it was said, whichever questions come first. */
export interface Left {
  /** Words that fit nowhere. */
  unparsed?: string;
  /** Words that were taken for a reason and may be something else. */
  doubtful?: string;
}

/** What is said of it; nothing where there is none. */
export function sayLeft({ unparsed, doubtful }: Left): string | undefined {
  if (unparsed) return `${talk.notUnderstood}: ${shorten(unparsed, maxSaid)}`;
  return doubtful ? talk.perhapsNoReason(shorten(doubtful, maxSaid)) : undefined;
}

const maxSaid = 100;

/** For a button whose press goes on with the same line. */
export const packLeft = ({ unparsed, doubtful }: Left): Raw => ({
  ...(unparsed && { unparsed: shorten(unparsed, maxSaid) }),
  ...(doubtful && { doubtful: shorten(doubtful, maxSaid) }),
});

export const unpackLeft = ({ unparsed, doubtful }: Raw): Left => ({
  unparsed: stringOf(unparsed),
  doubtful: stringOf(doubtful),
});
