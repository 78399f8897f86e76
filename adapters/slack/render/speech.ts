import { speech } from '../../../src/ui/sentences/chat.ts';
import type { Speech } from '../../../src/ui/speech.ts';
import type { Origin } from '../packed/meta.ts';

/** How it is said where something was asked, and in a dialog that was opened from there. */
export const speechAt = ({ thread }: Pick<Origin, 'thread'> = {}): Speech =>
  thread === undefined ? speech.slack : speech.slackThread;
