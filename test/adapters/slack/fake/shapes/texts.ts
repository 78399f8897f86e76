import { limits } from '../limits.ts';
import { boolean, byType, object, required, type Shape, string } from '../schema.ts';

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

const optionWith = (shape: Shape) =>
  object({
    text: required(shape),
    value: required(string({ min: 1, max: limits.optionValue })),
    description: text(limits.optionDescription),
  });

export const option = optionWith(plain(limits.optionText));
/** Of checkboxes and radio buttons: mrkdwn is allowed there. */
export const boxOption = optionWith(text(limits.optionText));

/** All that is to be read in it, in characters. */
export function textLength(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, each) => sum + textLength(each), 0);
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [name, each]) => sum + (name === 'text' && typeof each === 'string' ? each.length : textLength(each)),
    0,
  );
}
