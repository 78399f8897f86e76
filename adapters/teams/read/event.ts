import type { Event } from '../../../src/bot/inbound.ts';
import { isObject, objectOf } from '../../../src/lib/json.ts';
import { readAction } from '../../adaptive-card/actions.ts';
import { readForm } from '../../adaptive-card/read-form.ts';
import { boundedText } from '../connect/incoming.ts';

/** A press or a filled form, in what a card sent back; nothing if it is neither. */
export function eventIn(data: unknown): Exclude<Event, { type: 'text' }> | undefined {
  const action = readAction(data);
  if (!action) return undefined;
  return isObject(data) && 'staffroomForm' in data
    ? { type: 'submit', action, values: readForm(data) }
    : { type: 'press', action };
}

/** The same, where whatever else can be pressed gets an answer too. */
export const pressedIn = (data: unknown): Exclude<Event, { type: 'text' }> =>
  eventIn(data) ?? { type: 'press', action: { verb: 'help', step: 'run' } };

/** A command of the message extension, and the Entra id of the person who wrote the message that it was called on. */
export function commandIn(value: unknown): { verb: string; author?: string } {
  const { commandId, messagePayload } = objectOf(value);
  // So the manifest names them.
  const verb = (boundedText(commandId) ?? '').replace(/^staff-/, '');
  const author = boundedText(objectOf(objectOf(objectOf(messagePayload).from).user).id);
  return { verb, ...(author && /^[\da-f-]{36}$/i.test(author) && { author }) };
}
