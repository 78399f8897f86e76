import type { Bot } from '../../../src/bot/inbound.ts';
import type { Action } from '../../../src/ui/card.ts';
import { speech } from '../../../src/ui/sentences/chat.ts';
import type { Speech } from '../../../src/ui/speech.ts';

/** Where a card is shown: Teams has a button of its own for each place. */
export interface Surface {
  /** `direct`: a person's own chat with the bot. `channel`: a team's channel or a group chat. `dialog`: a task module. */
  kind: 'direct' | 'channel' | 'dialog';
  /** Whether the bot answers this by a form; such a button opens a dialog. */
  opensForm: (action: Action) => boolean;
  /** The Teams user ids of those of these people who are there to see it. */
  liveFor?: (emails: string[]) => string[];
  /** Of a dialog: where it was opened from. */
  origin?: Origin;
}

/** What a dialog remembers of where it was opened. It comes back from outside, and says nothing about who presses. */
export interface Origin {
  /** The activity id of the message with the pressed button. */
  message?: string;
}

/** What is said differently in each place. */
export const speechOf: Record<Surface['kind'], Speech> = {
  direct: speech.teams,
  channel: speech.teamsChannel,
  dialog: speech.teamsDialog,
};

const surfaceOf =
  (kind: Surface['kind']) =>
  ({ bot }: { bot: Pick<Bot, 'expectsForm'> }, origin?: Origin): Surface => ({
    kind,
    opensForm: (action) => bot.expectsForm({ type: 'press', action }),
    ...(origin && { origin }),
  });

export const directSurface = surfaceOf('direct');
export const channelSurface = surfaceOf('channel');
export const dialogSurface = surfaceOf('dialog');
