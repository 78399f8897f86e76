import { limits } from '../limits.ts';
import { boolean, integer, list, type Note, object, oneOf, required, type Shape, string } from '../schema.ts';
import type { Element, Option } from '../types.ts';
import {
  actionId,
  boxOption,
  confirm,
  dispatchConfig,
  option,
  optionGroups,
  options,
  overflowOption,
  plain,
  selected,
} from './texts.ts';

const type = required(string());
const common = { type, action_id: actionId };
const chosen = { ...common, confirm, focus_on_load: boolean };
const select = { ...chosen, placeholder: plain(limits.placeholder) };
const multi = { ...select, max_selected_items: selected };
const written = {
  ...common,
  placeholder: plain(limits.placeholder),
  focus_on_load: boolean,
  dispatch_action_config: dispatchConfig,
  initial_value: string({ max: limits.inputText }),
};
const ids = list(string({ min: 1 }));
const boxes = list(boxOption, { min: 1, max: limits.boxes });

// Whether these are lists at all has been noted before.
const listed = <T>(value: T[] | undefined): T[] => (Array.isArray(value) ? value : []);
const allOptions = (element: Element) => [
  ...listed(element.options),
  ...listed(element.option_groups).flatMap((group) => listed(group?.options)),
];
const same = (a: Option, b: Option) => a?.value === b?.value && a?.text?.text === b?.text?.text;

/** What is ticked beforehand must be on offer, word for word. */
function initialsAreOffered(value: unknown, at: string, note: Note): void {
  const element = value as Element;
  const offered = allOptions(element);
  const initials = element.initial_options ?? (element.initial_option ? [element.initial_option] : []);
  if (element.initial_options?.length === 0) note(`${at}/initial_options`, 'no fewer than 1 items allowed');
  for (const initial of Array.isArray(initials) ? initials : []) {
    if (!offered.some((each) => same(each, initial))) {
      note(at, `initial option "${initial?.value}" is not among the options`);
    }
  }
}

function oneSource(value: unknown, at: string, note: Note): void {
  const element = value as Element;
  if (Boolean(element.options) === Boolean(element.option_groups)) {
    note(at, 'must have exactly one of options and option_groups');
  }
  initialsAreOffered(value, at, note);
}

function lengthsAgree(value: unknown, at: string, note: Note): void {
  const { min_length: min = 0, max_length: max = limits.inputText, initial_value: initial = '' } = value as Element;
  if (min > max) note(at, 'min_length must not be greater than max_length');
  if (initial.length > max) note(`${at}/initial_value`, `must be less than ${max + 1} characters`);
}

export const elements: Record<string, Shape> = {
  button: object({
    ...common,
    text: required(plain(limits.buttonText)),
    value: string({ max: limits.buttonValue }),
    url: string({ max: limits.url }),
    style: oneOf('primary', 'danger'),
    confirm,
    accessibility_label: string({ max: limits.buttonText }),
  }),
  overflow: object({
    ...common,
    options: required(list(overflowOption, { min: limits.overflowMin, max: limits.overflow })),
    confirm,
  }),
  image: object({
    type,
    image_url: string({ max: limits.url }),
    alt_text: required(string({ min: 1, max: limits.altText })),
  }),
  static_select: object({ ...select, options, option_groups: optionGroups, initial_option: option }, oneSource),
  multi_static_select: object(
    { ...multi, options, option_groups: optionGroups, initial_options: list(option) },
    oneSource,
  ),
  external_select: object({ ...select, min_query_length: integer(0, 1_000), initial_option: option }),
  multi_external_select: object({
    ...multi,
    min_query_length: integer(0, 1_000),
    initial_options: list(option, { min: 1, max: limits.options }),
  }),
  users_select: object({ ...select, initial_user: string({ min: 1 }) }),
  multi_users_select: object({ ...multi, initial_users: ids }),
  channels_select: object({ ...select, initial_channel: string({ min: 1 }), response_url_enabled: boolean }),
  multi_channels_select: object({ ...multi, initial_channels: ids }),
  conversations_select: object({
    ...select,
    initial_conversation: string({ min: 1 }),
    default_to_current_conversation: boolean,
    response_url_enabled: boolean,
    filter: object({
      include: list(oneOf('im', 'mpim', 'private', 'public'), { min: 1 }),
      exclude_external_shared_channels: boolean,
      exclude_bot_users: boolean,
    }),
  }),
  multi_conversations_select: object({
    ...multi,
    initial_conversations: ids,
    default_to_current_conversation: boolean,
    filter: object({
      include: list(oneOf('im', 'mpim', 'private', 'public'), { min: 1 }),
      exclude_external_shared_channels: boolean,
      exclude_bot_users: boolean,
    }),
  }),
  checkboxes: object({ ...chosen, options: required(boxes), initial_options: list(boxOption) }, initialsAreOffered),
  radio_buttons: object({ ...chosen, options: required(boxes), initial_option: boxOption }, initialsAreOffered),
  datepicker: object({ ...select, initial_date: string({ pattern: /^\d{4}-\d\d-\d\d$/ }) }),
  timepicker: object({ ...select, initial_time: string({ pattern: /^\d\d:\d\d$/ }), timezone: string() }),
  datetimepicker: object({ ...chosen, initial_date_time: integer(1_000_000_000, 9_999_999_999) }),
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
  url_text_input: object(written),
  number_input: object({
    ...written,
    is_decimal_allowed: required(boolean),
    min_value: string(),
    max_value: string(),
  }),
  file_input: object({ ...common, filetypes: list(string({ min: 1 })), max_files: integer(1, limits.inputFiles) }),
};
