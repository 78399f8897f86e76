import { objectOf } from '../../src/lib/json.ts';
import type { FormValues } from '../../src/ui/form.ts';
import type { WirePlace } from './wire.ts';

/** A request that makes no sense; the page never sends one. */
export class Refused extends Error {
  readonly status: number;
  constructor(status: number, what: string) {
    super(what);
    this.status = status;
  }
}

/** @throws Refused for what is no text, or longer than `max` characters */
export function requireText(value: unknown, what: string, max = 4_000): string {
  if (typeof value !== 'string' || value.length > max) throw new Refused(400, `${what} is missing or too long`);
  return value;
}

export function placeOf(value: unknown): WirePlace {
  if (value !== 'direct' && value !== 'approvals') throw new Refused(400, 'place is missing');
  return value;
}

export function filesOf(value: unknown): FormValues {
  const files: FormValues = {};
  for (const [name, file] of Object.entries(objectOf(value))) {
    const { name: fileName, base64 } = objectOf(file);
    if (typeof fileName !== 'string' || typeof base64 !== 'string') throw new Refused(400, 'a file is not complete');
    files[name] = { name: fileName, base64 };
  }
  return files;
}
