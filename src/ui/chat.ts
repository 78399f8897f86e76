import type { Json } from '../lib/json.ts';
import type { Platform } from '../words/platforms.ts';
import type { Card } from './card.ts';

/** What a channel is like, for the one who is about to choose it. */
export interface Channel {
  /** As people see it, with its sign: `#approvals`. */
  name: string;
  /** Why the bot can't post there; nothing when it can. */
  problem?: 'not-in-it' | 'archived' | 'not-found';
  /** Whether people of other organisations can be in it. */
  shared: boolean;
  /** The e-mails of the people in it, as far as they were looked at; nothing for one that the workspace doesn't vouch for. */
  people: (string | undefined)[];
  /** How many more there are. */
  more: number;
}

/** Most people of a channel who are looked at: each may cost a call of the platform's, and there is other work. */
export const maxLookedAt = 40;

/** A message can't arrive, however often it is tried: the person has left, the channel is gone. Others may still get theirs. */
export class Unreachable extends Error {}

/** It was surely not taken, and may be later: the platform is asked too often, or is away. */
export class NotNow extends Error {
  /** How long the platform asks to be let be, in milliseconds; nothing where it does not say. */
  readonly retryAfterMs: number | undefined;
  constructor(message: string, retryAfterMs?: number) {
    super(message);
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * Nothing of ours is taken in that workspace, whomever it is for, until someone mends it: we are not installed there, or our token is
 * no good any more. It is no matter of the person's, and what is for them waits.
 */
export class ShutOut extends NotNow {}

/** It may have arrived, and may not have: the answer to it got lost. */
export class Unsure extends Error {}

/** The platform refuses what it holds, and would again. */
export class Refused extends Error {}

/** A person's own chat with the bot, or a channel. */
export type Destination = { workspace: string; person: string } | { workspace: string; channel: string };

/** How far a message has come. It goes in parts: as many messages as its words take, its picture, each of its files. */
export interface Progress {
  /** By which {@link Chat.find} knows its parts again. */
  mark: string;
  /** How many of them are there: they are not sent again. */
  there?: number;
  /** What the first of its messages is known by, where that is there. */
  first?: Json | undefined;
  /** Hears how many are there, and what the first message is known by, as long as some are not. */
  onPart?(there: number, first: Json): Promise<void>;
}

/** Whether a part is there: it is, it is not, or that can't be told. */
type Found = { ref: Json } | 'absent' | 'unknown';

/** Where a job's message goes; each chat adapter is one. */
export interface Chat {
  platform: Platform;
  /** Forms take no files here: one comes with the words of a message. */
  filesWithWords?: true;
  /**
   * Posts a card; to a person with its picture and its files.
   *
   * @returns the platform's reference, to be kept @throws Unreachable, NotNow, Unsure, Refused
   */
  post(to: Destination, card: Card, progress?: Progress): Promise<Json>;
  /**
   * Looks for the part after those that are there, of which nobody knows whether it was posted; only where the platform lets
   * messages carry a mark.
   *
   * @param since when it can have been posted at the earliest
   * @throws Unreachable, NotNow
   */
  find?(to: Destination, card: Card, progress: Progress, since: Date): Promise<Found>;
  /**
   * Puts the card where the message was.
   *
   * @returns false where there is nothing to change: it was deleted, is too old, or not ours @throws NotNow
   */
  update(ref: Json, card: Card): Promise<boolean>;
  /**
   * Looks someone up in a workspace, whatever is remembered of them.
   *
   * @returns whether they are a full member, and the e-mail that the workspace vouches for @throws Unreachable where that
   *   can't be told, however often it is asked
   */
  look(workspace: string, person: string): Promise<{ member: boolean; email: string | undefined }>;
  /** Looks at a channel; only where channels are chosen from a list. */
  channel?(workspace: string, id: string): Promise<Channel>;
}
