import { objectOf, stringOf } from '../../lib/json.ts';
import { sanitize } from '../../lib/text.ts';
import { steps } from '../../ui/action.ts';
import type { Action } from '../../ui/card.ts';
import { type FormValues, isFile } from '../../ui/form.ts';
import type { Event, Inbound } from '../inbound.ts';
import { isIncoming } from './read-files.ts';

/** How deep a platform's JSON is read: a row of a form is four levels down. */
const maxDepth = 12;
/** Most things in one list or object: far more than any form has. What is beyond is not read. */
const maxItems = 2_500;

/**
 * What came in, as the rest of the bot may rely on it: words are words, objects are objects, and every text is one that
 * the database can hold. Nobody's keyboard makes anything else, but a platform's payload may hold whatever JSON can.
 */
export function sanitizeInbound({ id, again, keep, sender, place, event, mentions, message }: Inbound): Inbound {
  return {
    id,
    ...(again && { again }),
    ...(keep && { keep }),
    sender: sanitizeAll(sender),
    place: sanitizeAll(place),
    event: eventOf(sanitizeAll(event)),
    mentions: sanitizeAll(mentions),
    message: sanitizeAll(message),
  };
}

function eventOf(event: Partial<Record<string, unknown>>): Event {
  if (event.type === 'text') return { type: 'text', text: stringOf(event.text) ?? '', file: anyFile(event.file) };
  const { verb, step, input, row, plan, idempotencyKey } = objectOf(event.action);
  const action = {
    verb: stringOf(verb) ?? '',
    step: steps.find((s) => s === step) ?? 'run',
    input: objectOf(input) as Action['input'],
    row: stringOf(row),
    plan: stringOf(plan),
    idempotencyKey: stringOf(idempotencyKey),
  };
  if (event.type !== 'submit') return { type: 'press', action };
  const files = Object.entries(objectOf(event.files)).flatMap(([name, f]) => (isIncoming(f) ? [[name, f]] : []));
  return { type: 'submit', action, values: objectOf(event.values) as FormValues, files: Object.fromEntries(files) };
}

const anyFile = (value: unknown) => (isFile(value) || isIncoming(value) ? value : undefined);

function sanitizeAll<T>(value: T, depth = 0): T {
  if (typeof value === 'string') return sanitize(value) as T;
  if (typeof value !== 'object' || value === null) return value;
  if (depth === maxDepth) return null as T;
  if (Array.isArray(value)) return value.slice(0, maxItems).map((v) => sanitizeAll(v, depth + 1)) as T;
  // Defines each name, `__proto__` too, where an assignment would set the prototype.
  const entries = Object.entries(value).slice(0, maxItems);
  return Object.fromEntries(entries.map(([k, v]) => [sanitize(k), sanitizeAll(v, depth + 1)])) as T;
}
