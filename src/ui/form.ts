import { objectOf } from '../lib/json.ts';
import { isVisible } from '../lib/text.ts';
import type { Action } from './card.ts';

/**
 * A form in no platform's words. It is shown again, with everything typed still in it, as often as something in it is
 * wrong; `Add another` and `Remove` come back too, so that they work where no script runs.
 */

export interface Option {
  value: string;
  label: string;
  hint?: string;
}

interface FieldBase {
  /** Unique in the form; letters, digits and hyphens, so that every platform takes it as an id. */
  name: string;
  label: string;
  hint?: string;
  required?: boolean;
  /** It stands beside the one before, where there is room. */
  beside?: boolean;
  /** Few fill it in: it waits behind a press, or takes as little room as it can. */
  folded?: boolean;
}

interface TextField extends FieldBase {
  kind: 'text';
  format?: 'email';
  multiline?: boolean;
  /** What is typed is shown to nobody, where the platform can hide it; it never holds anything at first. */
  secret?: boolean;
  placeholder?: string;
  /** Most characters taken. */
  max: number;
}

/** One of a few fixed options (never people). */
interface ChoiceField extends FieldBase {
  kind: 'choice';
  options: Option[];
}

/** Any of a few fixed options. */
export interface ChoicesField extends FieldBase {
  kind: 'choices';
  options: Option[];
  /** Ticking option `k` here ticks `by[k]` in the field named `field` (of the same row, in a list). */
  implies?: { field: string; by: Record<string, string[]> };
  /** The options that words mean which are the name of none: what a form is filled in with may have been typed. */
  meaning?: (words: string) => string[];
}

/** A person, searched as one types. Its value is `id:<user id>`, an e-mail, or the words typed; of several a list of those. */
export interface PersonField extends FieldBase {
  kind: 'person';
  /** Most people that it holds, where it holds several. */
  several?: number;
  /** Those of whom it holds that are known, for showing. */
  selected?: Option[];
}

/** What a person field holds, each as it is shown: who was found by name, and who was not by the words typed. */
export function peopleHeld({ selected = [] }: PersonField, value: SimpleValue | undefined): Option[] {
  const words = Array.isArray(value) ? value : typeof value === 'string' ? [value] : [];
  return words
    .filter((each) => isVisible(each))
    .map((each) => selected.find((option) => option.value === each) ?? { value: each, label: each });
}

/** A channel of the workspace, where the platform has a list to choose from. Its value is the platform's id. */
export interface ChannelField extends FieldBase {
  kind: 'channel';
}

interface ToggleField extends FieldBase {
  kind: 'toggle';
}

/** A file with a table in it; its value is a {@link FileValue}. */
export interface FileField extends FieldBase {
  kind: 'file';
  accept: string;
  /** Most bytes taken. */
  max: number;
}

export type SimpleField = TextField | ChoiceField | ChoicesField | PersonField | ToggleField;

/** A list of alike rows with *Add another*, and *Remove* at each while there are several. Its value is a list of values by name. */
export interface RowsField {
  kind: 'rows';
  name: string;
  label: string;
  /** Names a row by its number from 1: "Person 2". */
  rowLabel: string;
  addLabel: string;
  fields: SimpleField[];
  max: number;
}

export type Field = SimpleField | ChannelField | FileField | RowsField;

/** A file as its bytes: what they mean is a guess that can be put right later. */
export interface FileValue {
  name: string;
  base64: string;
}

/** Whether a value from anywhere is a file with its name. */
export function isFile(value: unknown): value is FileValue {
  const { name, base64 } = objectOf(value);
  return typeof name === 'string' && typeof base64 === 'string';
}

export type SimpleValue = string | string[] | boolean;
export type RowValues = Record<string, SimpleValue | undefined>;
export type FormValues = Record<string, SimpleValue | FileValue | RowValues[] | undefined>;

/** Whether it is the value of a field that stands by itself, and no file. */
export function isSimple(value: FormValues[string]): value is SimpleValue {
  if (Array.isArray(value)) return value.every((each) => typeof each === 'string');
  return typeof value === 'string' || typeof value === 'boolean';
}

export interface Form {
  title: string;
  intro?: string;
  fields: Field[];
  values: FormValues;
  /** A sentence for each field that is wrong, by path: `email`, or `people.0.email` in a list; '' for the whole form. */
  errors: Record<string, string>;
  /** The label of the button that sends it. */
  submit: string;
  /** Comes back with the values: `submit`, or the same with `add-row` or `remove-row`. */
  action: Action;
}
