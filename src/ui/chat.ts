import type { Card, Json } from './card.ts';

export type Platform = 'playground' | 'slack' | 'teams';

/** Where a job's message goes; each chat adapter is one. */
export interface Chat {
  platform: Platform;
  /** Posts to a person's own chat with the bot, or to a channel. @returns the platform's reference, to be kept */
  post(to: { workspace: string; person: string } | { workspace: string; channel: string }, card: Card): Promise<Json>;
  /** Puts the card where the message was. */
  update(ref: Json, card: Card): Promise<void>;
}
