import type { Chat } from '../../../src/bot/inbound.ts';
import type { App } from '../../../src/service/context.ts';
import type { Action } from '../../../src/ui/card.ts';
import type { TestDatabase } from '../../kit/database.ts';

/** A chat platform with the real bot and its real adapter behind it, as the contract's tests use it. */
export interface ContractChat {
  app: App;
  database: TestDatabase;
  /** As jobs reach it, and the channel as they know it. */
  chat: Chat;
  channel: { workspace: string; channel: string };
  as(who: string): Person;
  /** Who can reach the bot and has no rights, whatever their e-mail says. */
  unauthorised: readonly string[];
  /** All that broke, or that the platform would not have taken, each once. */
  broken(): unknown[];
  close(): Promise<void>;
}

/** The private chat with the bot, or a channel with everyone in it. */
export type Place = 'direct' | 'channel';

/** What a person did, to be delivered once more. */
type Interaction = unknown;

export interface ShownButton {
  label: string;
  action: Pick<Action, 'verb' | 'step'>;
}

export interface ShownFile {
  name: string;
  /** The platform's own id of it. */
  ref: string;
}

/** A card as one person sees it. */
export interface ShownCard {
  /** The same for as long as it stands there. */
  id: string;
  /** In a dialog, buttons can be pressed only while it is open. */
  in: Place | 'dialog' | 'home';
  /** All that is to be read, the buttons left out. */
  words: string;
  buttons: ShownButton[];
  files: ShownFile[];
}

export type ShownValue = string | string[] | boolean;

/** The form that is open. */
export interface ShownForm {
  title: string;
  words: string;
  /** By path: `email`, `people.0.email`. */
  values: Record<string, ShownValue>;
  /** By path; '' for the whole form. */
  errors: Record<string, string>;
}

/** What a person has seen change since they did something. */
export interface Answer {
  interaction: Interaction;
  /** New ones, and those that changed where they stand. */
  cards: ShownCard[];
  /** The open form, where it is another than before. */
  form?: ShownForm;
  /** The words of all of these. */
  words: string;
}

/** One person before their screen. What they do resolves once it is answered, or seems not to be. */
export interface Person {
  /** A line for the bot, without the slash command's name. */
  type(line: string, place: Place): Promise<Answer>;
  /** The same with the bot mentioned in the channel or in a thread there, where the platform has that beside its commands. */
  mention?(line: string, where: 'channel' | 'thread'): Promise<Answer>;
  press(card: ShownCard, button: ShownButton | string): Promise<Answer>;
  /** The same button twice at the same moment: two deliveries. */
  pressTwice(card: ShownCard, button: string): Promise<Answer>;
  /** Into the open form; a person field is searched for the words. */
  fill(values: Record<string, ShownValue>): Promise<void>;
  addAnother(): Promise<Answer>;
  /** Takes a row of the open form's list away, by its number from 0. */
  removeRow(index: number): Promise<Answer>;
  submit(): Promise<Answer>;
  form(): ShownForm | undefined;
  putAway(): Promise<void>;
  /** What a person field of the open form finds. */
  search(words: string): Promise<{ interaction: Interaction; found: string[] }>;
  /** The bot's own page, where the platform has one. */
  home?(): Promise<Answer>;
  /** The very same delivery again, as a platform does that heard no answer. */
  again(interaction: Interaction): Promise<Answer>;
  /** What someone else did, sent as this person's own: a copied button, form or search. */
  copy(interaction: Interaction): Promise<Answer & { found: string[] }>;
  /** Brings what they see of the channel up to date, where the platform does so only for who looks. */
  look?(): Promise<void>;
  /** The bot's cards that this person sees there. */
  sees(place: Place): ShownCard[];
  /** The file's content; nothing where it is not this person's to open. */
  open(file: ShownFile): Promise<string | undefined>;
  /** Each line to be read on the screen now, the platform's own signs of work among them. */
  screen(): string[];
}

export const buttonOf = (card: ShownCard, label: string): ShownButton => {
  const button = card.buttons.find((b) => b.label === label);
  if (!button) throw new Error(`no button ${label}; there are ${card.buttons.map((b) => b.label).join(', ')}`);
  return button;
};

/** The newest card of an answer. */
export const cardOf = (answer: Answer): ShownCard => {
  const card = answer.cards.at(-1);
  if (!card) throw new Error(`no card: ${answer.words}`);
  return card;
};

export const formOf = ({ form, words }: Answer): ShownForm => {
  if (!form) throw new Error(`no form: ${words}`);
  return form;
};

/** Where a line can't open a form, its answer has a button that does. */
export async function opening(person: Person, line: string, place: Place): Promise<Answer> {
  const answer = await person.type(line, place);
  const card = answer.cards.find(({ buttons }) => buttons.some(({ label }) => label === 'Open the form'));
  return answer.form || !card ? answer : person.press(card, 'Open the form');
}
