import { limits } from '../limits.ts';
import { boolean, byType, integer, list, object, oneOf, required, type Shape, string } from '../schema.ts';

export const actionId = string({ min: 1, max: limits.id });

export function plain(max: number): Shape {
  return byType({
    plain_text: object({ type: required(string()), text: required(string({ min: 1, max })), emoji: boolean }),
  });
}

/** Plain or mrkdwn. */
export function text(max: number): Shape {
  return byType({
    plain_text: plain(max),
    mrkdwn: object({ type: required(string()), text: required(string({ min: 1, max })), verbatim: boolean }),
  });
}

export const confirm = object({
  title: plain(limits.confirmTitle),
  text: required(text(limits.confirmText)),
  confirm: plain(limits.confirmButton),
  deny: plain(limits.confirmButton),
  style: oneOf('primary', 'danger'),
});

const optionWith = (shape: Shape, more: Record<string, Shape> = {}) =>
  object({
    text: required(shape),
    value: required(string({ min: 1, max: limits.optionValue })),
    description: text(limits.optionDescription),
    ...more,
  });

export const option = optionWith(plain(limits.optionText));
/** Of checkboxes and radio buttons: mrkdwn is allowed there. */
export const boxOption = optionWith(text(limits.optionText));
export const overflowOption = optionWith(plain(limits.optionText), { url: string({ max: limits.url }) });

export const options = list(option, { min: 1, max: limits.options });
export const optionGroups = list(object({ label: required(plain(limits.optionText)), options: required(options) }), {
  min: 1,
  max: limits.options,
});

export const dispatchConfig = object({
  trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), { min: 1 }),
});

export const selected = integer(1, limits.options);

/** All that is to be read in it, in characters. */
export function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, each) => sum + textLength(each), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [name, each]) => sum + (name === 'text' && typeof each === 'string' ? each.length : textLength(each)),
    0,
  );
}
