import type { Json } from '../lib/json.ts';
import type { Action, Card, File } from '../ui/card.ts';
import type { FileValue, Form, FormValues, Option } from '../ui/form.ts';
import type { Platform } from '../words/platforms.ts';

export type { Chat } from '../ui/chat.ts';

/** What every adapter's `receive` makes of its platform's payload. */

/** Who sent it, as the platform itself vouches for. Rights are never read from here, only looked up by it. */
export interface Sender {
  platform: Platform;
  /** The platform's id of the workspace or tenant. */
  workspace: string;
  /** The platform's id of the organisation that holds it and others, where it says. */
  organisation?: string;
  /** What the platform calls the workspace, where it says. */
  workspaceName?: string;
  /** The platform's id of the person in it. */
  person: string;
  /** What they are called in it, where the platform says: anyone may call themselves anything. */
  name?: string;
  /** The e-mail that the workspace vouches for, if it does. */
  email?: string;
  /** Anything but a member has no rights at all. */
  standing: 'member' | 'guest' | 'outsider' | 'bot' | 'deactivated';
}

export interface Place {
  kind: 'direct' | 'channel';
  /** The platform's id of the conversation. */
  id: string;
  /** A channel that other organisations are in too: nothing is done there. */
  shared?: true;
}

/** A file that is still at its platform. It is fetched once it is known that who sent it may have it read. */
export interface IncomingFile {
  name: string;
  /** In bytes, where the platform says. */
  size?: number;
  /** @throws NotTaken */
  download(): Promise<Uint8Array>;
}

/** What came with it can't be had; its message says why, to the person. */
export class NotTaken extends Error {}

export type Event =
  /** Words typed, without the slash command's own name (`suspend ben@…`), and the file that came with them. */
  | { type: 'text'; text: string; file?: FileValue | IncomingFile }
  | { type: 'press'; action: Action }
  /** A filled form; its files by their fields, where they are not among the values. */
  | { type: 'submit'; action: Action; values: FormValues; files?: Record<string, IncomingFile> };

/** Most people of one line who are looked up. */
export const maxMentioned = 5;

export interface Inbound {
  /** The platform's id of this delivery; the same when it is delivered again. */
  id: string;
  /** It is carried out once more, after a crash: what was done the first time was answered to nobody. */
  again?: true;
  /**
   * Keeps it until it is answered, to be carried out again after a crash; nothing where it is kept already, or its chat keeps nothing.
   * Awaited before anything is changed, and before a question: what only reads is answered as often as it comes.
   *
   * @returns false for what was taken before, by whichever copy: it is answered there
   */
  keep?(): Promise<boolean>;
  sender: Sender;
  place: Place;
  event: Event;
  /** The e-mails that the workspace vouches for, of the people whom the text mentions, by the platform's ids. */
  mentions?: Record<string, string>;
  /**
   * The message with the pressed button, as {@link Chat.post} refers to it; nothing for one that only one person sees.
   */
  message?: Json;
}

/**
 * What the bot answers, for the adapter to show.
 *
 * - a form is opened as a dialog; in answer to a submit it takes the place of the dialog that is open.
 * - a card in answer to a submit closes the dialog. `to: 'asker'` is for the eyes of the one who asked, alone; `replace`
 *   puts it where the message with the pressed button was.
 * - a card that keeps the form is no answer to what was asked: the dialog stays open with all that was filled in, what the card
 *   says above its fields; its buttons come beside it. `again`: the same may be taken when it is sent once more; `mend`:
 *   something has to change first.
 */
export type Reply =
  | { kind: 'form'; form: Form }
  | { kind: 'card'; card: Card; to: 'asker' | 'place'; replace?: boolean; keepsForm?: 'again' | 'mend' };

/** A command that the typed words may become, for completion. */
export interface Completion {
  /** What the line becomes when it is taken: `suspend `. */
  text: string;
  /** `suspend <person> [reason]` */
  usage: string;
  summary: string;
}

/** The whole of the bot, as an adapter sees it. None of these throws for anything that a person can send. */
export interface Bot {
  /** @returns none for what was taken before */
  handle(inbound: Inbound): Promise<Reply[]>;
  /**
   * Whether this is about to be answered by a form, as far as the words alone tell: a platform that has three seconds to
   * open a dialog can open an empty one meanwhile.
   */
  expectsForm(event: Event): boolean;
  /**
   * For a form that can't be opened now: a card that opens it when pressed, with all that was typed, and what was wrong.
   *
   * @param shown the form, or what was said of the filled form that `inbound` is
   */
  later(inbound: Inbound, shown: Form | Card): Promise<Card>;
  /** What a person sees who opens the bot's own page. */
  home(sender: Sender): Promise<Card[]>;
  /** What waits for a person and what to do about it; nothing where nothing may, or who has no account. */
  waiting(sender: Sender): Promise<Card | undefined>;
  /** Whom people of a workspace are to ask for help; nothing where it is no school's, or that can't be told now. */
  support(at: Pick<Sender, 'platform' | 'workspace'>): Promise<string | null>;
  /** People for a person field, best match first, at most 15. */
  search(sender: Sender, query: string): Promise<Option[]>;
  complete(sender: Sender, text: string): Promise<Completion[]>;
  /**
   * Keeps a file for a person for a day, where the platform fetches it later.
   *
   * @returns the id to ask for it by; nothing for someone without an account, or where it can't be kept now
   */
  keep(sender: Sender, file: File): Promise<string | undefined>;
  /** A file that was kept for this person; nothing where it was for another, or is gone. */
  kept(sender: Sender, id: string): Promise<File | undefined>;
}
