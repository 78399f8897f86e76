import type { Tone } from '../../src/ui/card.ts';
import type { CaughtMail } from '../../src/ui/caught-mail.ts';
import type { Form } from '../../src/ui/form.ts';
import type { AdaptiveCardJson } from '../adaptive-card/json.ts';

/** What travels between the playground's page and its server, as JSON. */

/** Someone whom the playground lets you be. An e-mail that no user has makes a stranger. */
export interface WirePerson {
  key: string;
  name: string;
  email: string;
  /** A line about who this is: "Coordinator". */
  about: string;
}

export type WirePlace = 'direct' | 'approvals';

export interface WireMessage {
  id: string;
  place: WirePlace;
  /** A person's key, or `staffroom`. */
  from: string;
  /** Only this person can see it, in a place where others are. */
  private: boolean;
  /** ISO 8601, UTC. */
  at: string;
  text?: string;
  card?: AdaptiveCardJson;
  /** The card's title and state, for a screen reader's announcement. */
  summary?: string;
  tone?: Tone;
  files?: { name: string; bytes: number }[];
}

export type WireMail = Omit<CaughtMail, 'html' | 'at'> & { at: string };

export interface WireForm extends Pick<Form, 'title' | 'fields'> {
  card: AdaptiveCardJson;
  /** Paths of fields that are wrong. */
  wrong: string[];
}

/** One line of the event stream. A snapshot comes first, and again after every reconnection. */
export type WireEvent =
  | { type: 'snapshot'; messages: WireMessage[]; mails: WireMail[] }
  | { type: 'message'; message: WireMessage }
  | { type: 'gone'; id: string }
  | { type: 'mails'; mails: WireMail[] };

/** The answer to a line, a press or a filled form; cards come by the stream. */
export interface WireAnswer {
  form?: WireForm;
  /** The form that was sent stays open as it is, with this above its fields. */
  kept?: string;
}

export type WireSuggestion =
  /** `usage`: the command being typed, as a reminder: nothing to take. */
  | { kind: 'command' | 'usage'; line: string; usage: string; summary: string }
  | { kind: 'person'; line: string; name: string; hint: string };
