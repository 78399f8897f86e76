import { isObject, type JsonObject } from '../lib/json.ts';
import type { Action } from './card.ts';

export const steps: readonly Action['step'][] = ['run', 'form', 'submit', 'add-row', 'remove-row', 'confirm', 'cancel'];

const isStep = (step: unknown): step is Action['step'] => steps.some((each) => each === step);

/**
 * The action that came back from a platform, or nothing if it has not the shape of one. Only the shape is looked at:
 * what it asks for is the bot's to parse and to allow.
 */
export function parseAction(value: unknown): Action | undefined {
  if (!isObject(value)) return undefined;
  const { verb, step, input, row, plan, idempotencyKey } = value;
  if (typeof verb !== 'string' || !isStep(step)) return undefined;
  if (input !== undefined && !isObject(input)) return undefined;
  if (row !== undefined && typeof row !== 'string') return undefined;
  if (plan !== undefined && typeof plan !== 'string') return undefined;
  if (idempotencyKey !== undefined && typeof idempotencyKey !== 'string') return undefined;
  return {
    verb,
    step,
    ...(input !== undefined && { input: input as JsonObject }),
    ...(row !== undefined && { row }),
    ...(plan !== undefined && { plan }),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  };
}
