import type { types } from '@slack/bolt';
import { isVisible } from '../../../src/lib/text.ts';
import {
  type FileField,
  type Option,
  type PersonField,
  peopleHeld,
  type SimpleField,
  type SimpleValue,
} from '../../../src/ui/form.ts';
import { surface as words } from '../../../src/ui/sentences/chat.ts';
import { limits } from '../limits.ts';
import type { InputKind } from '../packed/paths.ts';
import { cut, plain, sizeOf } from './text.ts';

const toggled = { text: plain(words.yes), value: 'true' };

function optionOf({ value, label, hint }: Option): types.PlainTextOption {
  return {
    text: plain(cut(label, limits.option.text)),
    value,
    ...(isVisible(hint) ? { description: plain(cut(hint, limits.option.description)) } : {}),
  };
}

/** @throws for more options than Slack has room for, or a value longer than it takes: a form with such is not for Slack */
function optionsOf({ name, options }: { name: string; options: Option[] }): types.PlainTextOption[] {
  if (options.length > limits.select) throw new Error(`The field ${name} has more options than Slack takes`);
  const long = options.find(({ value }) => sizeOf(value) > limits.option.value);
  if (long) throw new Error(`The field ${name} has an option with too long a value: ${long.value}`);
  return options.map(optionOf);
}

/** Those whom a person field holds, and the words that nobody was found for. */
const held = (field: PersonField, value: SimpleValue | undefined): types.PlainTextOption[] =>
  peopleHeld(field, value).map((each) => optionOf({ ...each, value: cut(each.value, limits.option.value) }));

/** Slack refuses a beginning that is longer than what it lets people type. */
function maxLength(max: number, value: string): number {
  return Math.min(limits.input, Math.max(1, max, sizeOf(value)));
}

const looksLikeEmail = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** The input of a field, or nothing for a choice of nothing. */
export function element(
  field: SimpleField,
  value: SimpleValue | undefined,
): (types.InputBlockElement & { action_id: InputKind }) | undefined {
  const text = typeof value === 'string' ? value : '';
  const chosen = new Set(Array.isArray(value) ? value : [text]);
  switch (field.kind) {
    case 'text': {
      const first = cut(text, limits.input);
      const common = {
        ...(first ? { initial_value: first } : {}),
        ...(isVisible(field.placeholder) ? { placeholder: plain(cut(field.placeholder, limits.placeholder)) } : {}),
      };
      // A line may have held something else than an e-mail, which that input might not take for a beginning.
      if (field.format === 'email' && (first === '' || looksLikeEmail.test(first)))
        return { type: 'email_text_input', action_id: 'email', ...common };
      return {
        type: 'plain_text_input',
        action_id: 'text',
        multiline: field.multiline === true,
        max_length: maxLength(field.max, first),
        ...common,
      };
    }
    case 'choice': {
      const options = optionsOf(field);
      const initial = options.find((option) => chosen.has(option.value ?? ''));
      const common = { action_id: 'choice', options, ...(initial ? { initial_option: initial } : {}) } as const;
      if (options.length === 0) return undefined;
      // Nobody can take back what they chose of radio buttons.
      return field.required && options.length <= 3 && !field.folded
        ? { type: 'radio_buttons', ...common }
        : { type: 'static_select', ...common };
    }
    case 'choices': {
      const options = optionsOf(field);
      const initial = options.filter((option) => chosen.has(option.value ?? ''));
      // A menu is one line, where boxes are one each.
      const type = options.length <= limits.checkboxes && !field.folded ? 'checkboxes' : 'multi_static_select';
      if (options.length === 0) return undefined;
      return { type, action_id: 'choices', options, ...(initial.length > 0 ? { initial_options: initial } : {}) };
    }
    case 'person': {
      const [first, ...others] = held(field, value);
      if (field.several === undefined)
        return {
          type: 'external_select',
          action_id: 'person',
          min_query_length: 1,
          ...(first ? { initial_option: first } : {}),
        };
      const most = Math.min(field.several, limits.select);
      return {
        type: 'multi_external_select',
        action_id: 'people',
        min_query_length: 1,
        max_selected_items: most,
        ...(first ? { initial_options: [first, ...others].slice(0, most) } : {}),
      };
    }
    case 'toggle':
      return {
        type: 'checkboxes',
        action_id: 'toggle',
        options: [toggled],
        ...(value === true ? { initial_options: [toggled] } : {}),
      };
  }
}

/** The input of a file. */
export function fileElement({ accept }: FileField): types.FileInput & { action_id: InputKind } {
  const filetypes = accept
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each.startsWith('.'))
    .map((each) => each.slice(1));
  return { type: 'file_input', action_id: 'file', max_files: 1, ...(filetypes.length > 0 ? { filetypes } : {}) };
}

/** A choice of the workspace's channels that the person can see, closed ones too. */
export function channelElement(value: unknown): types.ConversationsSelect & { action_id: InputKind } {
  return {
    type: 'conversations_select',
    action_id: 'channel',
    filter: { include: ['public', 'private'], exclude_bot_users: true },
    ...(typeof value === 'string' && isVisible(value) ? { initial_conversation: value } : {}),
  };
}
