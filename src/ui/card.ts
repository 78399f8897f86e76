import type { JsonObject } from '../lib/json.ts';

/**
 * What a person sees, in no platform's words.
 *
 * Every string here is plain text, names and reasons typed by people included: there is no mark-up to write and none
 * to inject. An adapter escapes each string for the place where it shows it.
 */

/**
 * What a button or a form asks for when it comes back. It returns through a platform, so the bot treats it as if a
 * stranger had written it.
 *
 * - `run`: as if `/staff <verb> …` had been typed with this input; asks for what is missing.
 * - `form`: opens the command's form, filled with this input.
 * - `submit`: a filled form.
 * - `add-row`, `remove-row`: a filled form that wants one more row in its list, or one less; nothing is checked yet.
 * - `confirm`: *Yes*, to the plan whose fingerprint it carries.
 * - `cancel`: *No*.
 */
export interface Action {
  verb: string;
  step: 'run' | 'form' | 'submit' | 'add-row' | 'remove-row' | 'confirm' | 'cancel';
  input?: JsonObject;
  /** The path of the row that is to go: `people.1`. */
  row?: string;
  /** Fingerprint of the plan that was shown; a `confirm` whose plan has changed since is shown again. */
  plan?: string;
  /** Makes a double press, or a delivery that the platform repeats, have the effect of one. */
  idempotencyKey?: string;
}

export interface Button {
  /** A verb, at most 30 characters. */
  label: string;
  action: Action;
  style?: 'primary' | 'danger';
}

export interface Fact {
  label: string;
  value: string;
}

/** One of many people or events: a line, what is worth knowing about it, and what can be done with it. */
export interface Row {
  title: string;
  /** What it and those after it stand below, such as a day. */
  under?: string;
  /** The letters that stand for a person, where there is room for them. */
  initials?: string;
  /** What it is: a word, and beside it a dot in its colour. */
  status?: { word: string; tone: Tone };
  state?: string;
  /** What rows are compared by: below one another where there is room, else behind the state. */
  columns?: string[];
  detail?: string;
  /** A press anywhere on it is a press of its first button, which changes nothing. */
  opens?: boolean;
  /** The first is shown, the others wait behind *More*. At most five: a menu in Slack holds no more. */
  buttons?: Button[];
  /** Two are shown side by side: of a question as many say yes as no. */
  pair?: true;
  /** Where it leads, in place of buttons: an address that a browser opens. */
  link?: { label: string; url: string };
}

export interface Table {
  columns: string[];
  rows: string[][];
}

/** A small picture; its words say all that it shows. */
export interface Image {
  alt: string;
  /** A PNG file in base64, at most some 20 kB. */
  png: string;
}

export const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** A file for the person who asked, and nobody else. */
export interface File {
  name: string;
  type: 'text/csv' | 'text/plain' | typeof workbookType;
  /** Text; of a workbook its bytes in base64. */
  content: string;
}

export type Tone = 'plain' | 'good' | 'attention' | 'problem';

/** One idea. It reads as sense in this order as plain text too, which is what a notification shows. */
export interface Card {
  title: string;
  /** At most one line: "Active · Teacher". */
  state?: string;
  /** Adds a colour or a sign; the words must say it as well. */
  tone?: Tone;
  /** Paragraphs, one thought each. */
  text?: string[];
  facts?: Fact[];
  rows?: Row[];
  image?: Image;
  table?: Table;
  /** Work under way: `done` of `total`, both whole numbers. */
  progress?: { done: number; total: number; label: string };
  files?: File[];
  /** A page of ours for the person who asked, and nobody else. */
  page?: { label: string; url: string };
  /** At most three. */
  buttons?: Button[];
  /** What is behind *More*. */
  more?: Button[];
  /**
   * Whoever of these looks at it is shown, by this action, what they may do. Where a platform can show each their own, the
   * buttons are for them alone.
   */
  live?: Live;
}

export interface Live {
  action: Action;
  /** At most sixty: more a card in Teams does not take. */
  emails: string[];
}
