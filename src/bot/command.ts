import type { z } from 'zod';
import type { Json } from '../lib/json.ts';
import type { Actor, Ctx } from '../service/context.ts';
import type { Found } from '../service/people/find.ts';
import type { Person } from '../service/people/person.ts';
import type { Act, Target } from '../service/policy.ts';
import type { Identified } from '../service/workspaces/identify.ts';
import type { Button, Card } from '../ui/card.ts';
import type { Channel } from '../ui/chat.ts';
import type { Field, FormValues, SimpleField, SimpleValue } from '../ui/form.ts';
import type { Noted } from './handled.ts';
import type { Place } from './inbound.ts';
import type { Word } from './line/parse.ts';

/** What was typed, filled in or carried by a button, by the names of the command's inputs; nothing checked yet. */
export type Raw = Record<string, unknown>;

/** One request of one person, as a command sees it. */
export interface Call {
  ctx: Ctx;
  known: Identified;
  now: Date;
  /** The address that our mails come from. */
  mailFrom: string;
  place: Place;
  /** The e-mails of whom the words mention, by the platform's ids. */
  mentions?: Record<string, string>;
  /** Looks at a channel of this workspace; nothing where channels are not chosen from a list. */
  channelAt?: (id: string) => Promise<Channel>;
  /** Whether files come with words alone here, and in no form. */
  filesWithWords?: boolean;
  /** All the commands, for help. */
  registry: Registry;
  /** The basis of the plan to which Yes was said, for `run` to hold what it finds against. */
  agreed?: Json;
  /** Whom a form is about, once that is settled. */
  subject?: Person;
  /** What a form is given beforehand, none of it checked. */
  given?: Raw;
  /** What is noted of the interaction, for whoever counts them. */
  noted?: Noted;
}

/** How a form asks for an input; its name is the input's. */
export type Ask = Field extends infer F ? (F extends Field ? Omit<F, 'name'> : never) : never;

/**
 * Whom an input names: who was asked for, or no one on purpose; else those who may be meant, for someone to choose from. Of a long list
 * those who are not known are left out, and said.
 */
export type Resolved<T> = { one: T & (Person | Person[] | null | undefined); missing?: Missing[] } | Unclear;

/** What names nobody among many who are named: words, and in which row of a file. */
export interface Missing {
  words: string;
  line?: number;
}

/** Several match the words, or none do and these are near; or several were `named` where one is taken. */
export type Unclear = (Exclude<Found, { one: unknown }> | { named: Person[] }) & {
  /** The words that are unclear, where others beside them are not. */
  words?: string;
  /** How the others are named who are meant too. */
  others?: string[];
  /** Those of the others who are known. */
  known?: Person[];
};

/** One thing that a command wants to know: what its schema reads, or the person whom that names. */
export interface Input<T, Parsed = T> {
  /** Checks and reads what came from a line, a form or a button; its messages are sentences for the person. */
  schema: z.ZodType<Parsed>;
  /** Looks up the person who is named; nothing where what was read is the thing itself. Asked once in each interaction. */
  resolve?(call: Call, parsed: Parsed): Promise<Resolved<T>>;
  /** What it is where nothing is given, for this one who asks; nothing where it is asked for. */
  byDefault?(call: Call): unknown;
  /** How a form asks for it; nothing where a form doesn't. */
  ask?: (call: Call) => Ask | undefined;
  /**
   * Where a typed line has it: `word` the next word, `words` all that are left, `day` a day among them (`from 1 June`), `key` only
   * as `name:value`. The others can be given by name as well.
   */
  line: 'word' | 'words' | 'day' | 'key' | 'none';
  /** Words that may stand before it on a line: the *to* of `transfer ben to jose`. */
  ledBy?: readonly string[];
  /** Whether it is meant only behind such a word. */
  ledOnly?: boolean;
  /** What words on a line mean that are no option's key or name: one of the options, or nothing. */
  meaning?: (words: string) => string | undefined;
  required: boolean;
  /** It names people, as a list. */
  several?: boolean;
  /** It says why: what of it may be someone or a day is asked about first. */
  isReason?: boolean;
  /** It is asked for by a form alone, and is in none that is shown again, nor in a button or a draft. */
  secret?: boolean;
  /** It is a file: one that comes with the typed words is put here. */
  file?: boolean;
  /** Such a file names people, in place of those whom the words name. */
  ofPeople?: boolean;
}

export type Inputs = Record<string, Input<unknown, unknown>>;

export type InputOf<I extends Inputs> = { [K in keyof I]: I[K] extends Input<infer T, infer _> ? T : never };

/** What would happen, for a person to say Yes to. */
export interface Plan {
  card: Card;
  /** All that the Yes rests on: when it has changed by the time of the press, the plan is shown afresh. */
  basis: Json;
  /** What Yes gives in place of what was given: it may be pressed elsewhere, where that means something else. */
  input?: Raw;
  /** What Yes says, where it is not the command's own label. */
  yes?: string;
  danger?: boolean;
  /** What No does, where it goes back to something instead of just ending it. */
  no?: Button;
}

/**
 * What has to be known of a file before a plan can be made for it: asked in one form, whose answer comes back in the input `answers`,
 * by the names of these fields. The file is kept meanwhile.
 */
export interface Question {
  title: string;
  intro?: string;
  /** Letters, digits and hyphens in their names. */
  fields: SimpleField[];
  /** What each holds at first: a guess, or what was answered already. */
  values: Record<string, SimpleValue | undefined>;
  /** What was answered before, and stays so: it comes back with the new answers. */
  answered?: Record<string, SimpleValue | null | undefined>;
  /** What was wrong in what was answered already, by field. */
  errors?: Record<string, string>;
  /** What the command is given with the answers, in place of what it was given. */
  input?: Raw;
}

/** Another command that goes on with what was chosen. */
export interface GoOn {
  goOn: string;
  input: Raw;
}

/** What commands are about, in the order of help: people, accounts, requests, learners' data, the school. */
export const groups = ['people', 'accounts', 'requests', 'data', 'school'] as const;
export type Group = (typeof groups)[number];

/** A command as its file declares it. The parser, help, forms, completion, manifests and rights all read this. */
export interface Command<I extends Inputs = Inputs> {
  verb: string;
  /**
   * What people say in place of the verb, in small letters: one word or several, and forms of them. It leads here as a button; but what
   * begins with the verb itself (`reset password`) is the verb. None is another's verb, nor another's alias. A pair says more than
   * the verb does: `['demote', 'do:off']`.
   */
  aliases?: readonly (string | readonly [said: string, given: string])[];
  /** Words by which a sentence that is no command is known to be about this, beside its verb and aliases. */
  about?: readonly string[];
  group: Group;
  /** Its place in the group: lower comes first. */
  order: number;
  /** Its place among what is done most, which comes first wherever commands are shown; the others come after those. */
  often?: number;
  /** What a button that leads to it says, where its card has no word of its own for it. */
  label: string;
  /** The verb by which the same is done for several at once, where this takes one at a time. */
  ofSeveral?: string;
  /** How it is typed, where its inputs alone don't tell it well. */
  usage?: string;
  /** What it does, in a few words that begin with a verb. */
  summary: string;
  /** What one may type, without the slash command's name. */
  examples: string[];
  /** Who cannot do this to anyone is not offered it. */
  may: Act;
  /** Whether it may be done to this person, where `may` alone does not tell. */
  mayTo?: (actor: Actor, target: Target) => boolean;
  /** Its buttons are on a request's card, for all to see: the use case itself says to each why they can't press them. */
  forAllToSee?: boolean;
  inputs: I;
  /** The form's title, where it is not the label. */
  title?: string | ((call: Call) => string);
  /** The label of the form's button; *Continue* where nothing is said, since a question follows. */
  submit?: string;
  /** A sentence above the form's fields. One that is looked up may refuse what the form could only be refused for. */
  intro?: string | ((call: Call) => undefined | string | Promise<string | undefined>);
  /** The verb that it answers to where someone may not use the command of that verb, or only upon others. */
  insteadOf?: string;
  /**
   * Where a platform offers it beside typing: `on-message` on the menu of a message, about who wrote it; `anywhere` in the
   * list of things to start. Its label is the entry's name.
   */
  shortcut?: 'on-message' | 'anywhere';
  /**
   * What it shows, or its question rests on, is read with who asks, where that is known beforehand: the profile of the one whom it names,
   * that of it which a question takes, or one's own account.
   */
  readsAhead?: 'question' | 'profile' | 'own';
  /** Reads a typed line where its inputs' own `line` won't do; words that fit nowhere as `unparsed`. */
  fromLine?: (words: string[], keys: Record<string, string>, typed: Word[], rest: string) => Raw | Promise<Raw>;
  /** The keys that `fromLine` knows, where they are not inputs. */
  lineKeys?: string[];
  /**
   * What the form holds at first. `call.subject` is the person, if the line named one. With an input `seen`, what comes
   * back unchanged counts as not given, so that nobody undoes what another did in the meantime.
   */
  prefill?: (call: Call) => Promise<FormValues> | FormValues;
  /** Whether to ask by form though nothing required is missing. @param filled a form was filled in already */
  askAnyway?(input: InputOf<I>, filled: boolean): boolean;
  /** The same where that has to be looked up; of a filled form it is not asked. */
  lacksMore?(call: Call, input: InputOf<I>): Promise<boolean>;
  /**
   * The plan to say Yes to; nothing where none is needed. A question where that can't be told yet: it is asked, and the plan made
   * with what is answered; `input.answers` is then there, be it empty.
   */
  preview?(call: Call, input: InputOf<I>): Promise<Plan | Question | GoOn | undefined>;
  /** Its form is always a question of its own, and never one of its inputs. */
  asks?: boolean;
  run(call: Call, input: InputOf<I>): Promise<Card>;
  /** Whether its card takes the place of the one whose button was pressed: pages of a list do. */
  inPlace?(input: InputOf<I>): boolean;
}

/** The commands there are, by verb. */
export interface Registry {
  get(verb: string): Command | undefined;
  /**
   * The one that a verb means when this actor says it: where they may not use it, the one that is used instead.
   *
   * @param ofAnother whether they named someone else: then none is
   */
  meant(actor: Actor, verb: string, ofAnother: boolean): Command | undefined;
  /** Those that this actor may use on someone, in the order of help. */
  offered(actor: Actor): Command[];
  /** The offered ones whose verb begins so, else those of an alias that does. */
  begunWith(actor: Actor, typed: string): Command[];
  /** The offered ones nearest to a mistyped verb, nearest first, at most three. */
  nearest(actor: Actor, typed: string): Command[];
  all: Command[];
}

/** Declares a command; see CONTRIBUTING.md. */
export function command<I extends Inputs>(declaration: Command<I>): Command {
  return declaration;
}
