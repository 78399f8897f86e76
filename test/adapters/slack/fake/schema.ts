import { isObject } from '../../../../src/lib/json.ts';

/** A small language to say what a block may hold; complaints are worded as Slack's. */

export type Note = (at: string, message: string) => void;
export type Shape = (value: unknown, at: string, note: Note) => void;

interface Field {
  shape: Shape;
  required: boolean;
}

export const required = (shape: Shape): Field => ({ shape, required: true });

/** Lengths in UTF-16 units: never more lenient than Slack, whichever way it counts. */
export function string({
  min = 0,
  max = Number.POSITIVE_INFINITY,
  pattern,
}: {
  min?: number;
  max?: number;
  pattern?: RegExp;
} = {}): Shape {
  return (value, at, note) => {
    if (typeof value !== 'string') return note(at, 'must be a string');
    if (value.length < min) note(at, `must be more than ${min - 1} characters`);
    if (value.length > max) note(at, `must be less than ${max + 1} characters`);
    if (pattern && !pattern.test(value)) note(at, `does not match ${pattern}`);
  };
}

export const boolean: Shape = (value, at, note) => {
  if (typeof value !== 'boolean') note(at, 'must be a boolean');
};

export function integer(min: number, max: number): Shape {
  return (value, at, note) => {
    if (!Number.isInteger(value)) note(at, 'must be an integer');
    else if ((value as number) < min) note(at, `must be greater than ${min - 1}`);
    else if ((value as number) > max) note(at, `must be less than ${max + 1}`);
  };
}

export function oneOf(...values: string[]): Shape {
  return (value, at, note) => {
    if (!values.includes(value as string)) note(at, `must be one of ${values.join(', ')}`);
  };
}

export function list(
  each: Shape,
  { min = 0, max = Number.POSITIVE_INFINITY }: { min?: number; max?: number } = {},
): Shape {
  return (value, at, note) => {
    if (!Array.isArray(value)) return note(at, 'must be an array');
    if (value.length < min) note(at, `no fewer than ${min} items allowed`);
    if (value.length > max) note(at, `no more than ${max} items allowed`);
    for (const [index, item] of value.entries()) each(item, `${at}/${index}`, note);
  };
}

export function object(fields: Record<string, Shape | Field>, also?: Shape): Shape {
  return (value, at, note) => {
    if (!isObject(value)) return note(at, 'must be an object');
    for (const [name, field] of Object.entries(fields)) {
      const { shape, required: needed } = typeof field === 'function' ? { shape: field, required: false } : field;
      if (value[name] !== undefined && value[name] !== null) shape(value[name], `${at}/${name}`, note);
      else if (needed) note(at, `missing required field: ${name}`);
    }
    for (const name of Object.keys(value)) {
      if (!(name in fields)) note(at, `invalid additional property: ${name}`);
    }
    also?.(value, at, note);
  };
}

/** Chooses by the property `type`. */
export function byType(shapes: Record<string, Shape>): Shape {
  return (value, at, note) => {
    if (!isObject(value)) return note(at, 'must be an object');
    const shape = Object.hasOwn(shapes, String(value.type)) ? shapes[String(value.type)] : undefined;
    if (shape) shape(value, at, note);
    else note(at, `unsupported type: ${value.type}`);
  };
}
