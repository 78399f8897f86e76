import { isObject, type JsonObject } from '../lib/json.ts';
import type { Action } from './card.ts';

const steps: ReadonlySet<unknown> = new Set<Action['step']>(['run', 'form', 'submit', 'add-row', 'confirm', 'cancel']);

/**
 * The action that came back from a platform, or nothing if it has not the shape of one. Only the shape is looked at:
 * what it asks for is the bot's to parse and to allow.
 */
export function parseAction(value: unknown): Action | undefined {
  if (!isObject(value)) return undefined;
  const { verb, step, input, plan, idempotencyKey } = value;
  if (typeof verb !== 'string' || !steps.has(step)) return undefined;
  if (input !== undefined && !isObject(input)) return undefined;
  if (plan !== undefined && typeof plan !== 'string') return undefined;
  if (idempotencyKey !== undefined && typeof idempotencyKey !== 'string') return undefined;
  return {
    verb,
    step: step as Action['step'],
    ...(input !== undefined && { input: input as JsonObject }),
    ...(plan !== undefined && { plan }),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  };
}
