import { limits } from '../limits.ts';
import { boolean, integer, list, type Note, object, oneOf, required, type Shape, string } from '../schema.ts';
import type { Element, Option } from '../types.ts';
import { boxOption, option, plain } from './texts.ts';

const common = { type: required(string()), action_id: string({ min: 1, max: limits.id }) };
const select = { ...common, placeholder: plain(limits.placeholder) };
const options = required(list(option, { min: 1, max: limits.options }));
const boxes = required(list(boxOption, { min: 1, max: limits.boxes }));
const written = { ...select, initial_value: string({ max: limits.inputText }) };

const same = (a: Option, b: Option) => a?.value === b?.value && a?.text?.text === b?.text?.text;

/** What is ticked beforehand must be on offer, word for word. */
function initialsAreOffered(value: unknown, at: string, note: Note): void {
  const element = value as Element;
  // Whether these are lists at all has been noted before.
  const offered = Array.isArray(element.options) ? element.options : [];
  const initials = element.initial_options ?? (element.initial_option ? [element.initial_option] : []);
  if (element.initial_options?.length === 0) note(`${at}/initial_options`, 'no fewer than 1 items allowed');
  for (const initial of Array.isArray(initials) ? initials : []) {
    if (!offered.some((each) => same(each, initial))) {
      note(at, `initial option "${initial?.value}" is not among the options`);
    }
  }
}

function lengthsAgree(value: unknown, at: string, note: Note): void {
  const { min_length: min = 0, max_length: max = limits.inputText, initial_value: initial = '' } = value as Element;
  if (min > max) note(at, 'min_length must not be greater than max_length');
  if (initial.length > max) note(`${at}/initial_value`, `must be less than ${max + 1} characters`);
}

/** Those that the app uses, with the properties that it gives; Slack has more. */
export const elements: Record<string, Shape> = {
  button: object({
    ...common,
    text: required(plain(limits.buttonText)),
    accessibility_label: string({ max: limits.buttonText }),
    value: string({ max: limits.buttonValue }),
    style: oneOf('primary', 'danger'),
  }),
  overflow: object({
    ...common,
    options: required(list(option, { min: limits.overflowMin, max: limits.overflow })),
  }),
  static_select: object({ ...select, options, initial_option: option }, initialsAreOffered),
  multi_static_select: object({ ...select, options, initial_options: list(option) }, initialsAreOffered),
  external_select: object({ ...select, min_query_length: integer(0, 1_000), initial_option: option }),
  multi_external_select: object({
    ...select,
    min_query_length: integer(0, 1_000),
    initial_options: list(option, { min: 1, max: 100 }),
    max_selected_items: integer(1, 100),
  }),
  conversations_select: object({
    ...select,
    initial_conversation: string({ min: 1 }),
    filter: object({
      include: list(oneOf('im', 'mpim', 'private', 'public'), { min: 1 }),
      exclude_external_shared_channels: boolean,
      exclude_bot_users: boolean,
    }),
  }),
  checkboxes: object({ ...common, options: boxes, initial_options: list(boxOption) }, initialsAreOffered),
  radio_buttons: object({ ...common, options: boxes, initial_option: boxOption }, initialsAreOffered),
  plain_text_input: object(
    {
      ...written,
      multiline: boolean,
      min_length: integer(0, limits.inputText),
      max_length: integer(1, limits.inputText),
    },
    lengthsAgree,
  ),
  email_text_input: object(written),
  file_input: object({ ...common, filetypes: list(string({ min: 1 })), max_files: integer(1, limits.inputFiles) }),
};
