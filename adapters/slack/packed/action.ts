import { isObject, type JsonObject, objectOf } from '../../../src/lib/json.ts';
import { parseAction } from '../../../src/ui/action.ts';
import type { Action } from '../../../src/ui/card.ts';
import { limits } from '../limits.ts';

const letters: Record<Action['step'], string> = {
  run: 'r',
  form: 'f',
  submit: 's',
  'add-row': 'a',
  'remove-row': 'd',
  confirm: 'c',
  cancel: 'x',
};
const steps = new Map(Object.entries(letters).map(([step, letter]) => [letter as unknown, step as Action['step']]));

/** JSON that a platform can't mangle: ASCII alone, without the signs that Slack turns into entities. */
export function safeJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&]|[^ -~]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** An action in as few letters as it takes. */
export function packAction({ verb, step, input, plan, idempotencyKey }: Action): JsonObject {
  return {
    v: verb,
    s: letters[step],
    ...(input === undefined ? {} : { i: input }),
    ...(plan === undefined ? {} : { p: plan }),
    ...(idempotencyKey === undefined ? {} : { o: idempotencyKey }),
  };
}

/** An action as a button's value. @throws where it is longer than Slack takes */
export function encodeAction(action: Action): string {
  const value = safeJson(packAction(action));
  if (value.length > limits.button.value) throw new Error(`The action ${action.verb} is too long for a button`);
  return value;
}

/** What a text from outside holds, or nothing if it is not the JSON of an object. */
export function readJson(text: unknown): Record<string, unknown> | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Undoes {@link packAction}, of something that comes from outside: only its shape is looked at. */
export function unpackAction(packed: unknown): Action | undefined {
  const { v: verb, s: letter, i: input, p: plan, o: idempotencyKey } = objectOf(packed);
  return parseAction({ verb, step: steps.get(letter), input, plan, idempotencyKey });
}

/** The action in the value of a button or of an option that was pressed, or nothing if there is none. */
export function decodeAction(value: unknown): Action | undefined {
  return unpackAction(readJson(value));
}
