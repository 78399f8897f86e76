import type { RowValues, SimpleValue } from './form.ts';

/** Where a field is in a form: `email`, or `people.0.email` in a list. Platforms send it back as the name of what was filled. */
export interface Path {
  /** `people.0.email` */
  whole: string;
  /** The field's name, or the list's. */
  name: string;
  /** In a list. */
  inRow?: { index: number; name: string };
}

const form = /^([A-Za-z0-9-]{1,64})(?:\.(\d{1,3})\.([A-Za-z0-9-]{1,64}))?$/;

/** More rows than any form shows; a bound for what comes from outside. */
export const maxRows = 200;

/** The path that something from outside is, or nothing if it is none. */
export function parsePath(whole: string): Path | undefined {
  const [, name, index, inner] = form.exec(whole) ?? [];
  if (name === undefined) return undefined;
  if (inner === undefined) return { whole, name };
  const row = Number(index);
  return row < maxRows ? { whole, name, inRow: { index: row, name: inner } } : undefined;
}

/** The path without its row: `people.email`. */
export const kindOf = ({ name, inRow }: Path) => (inRow ? `${name}.${inRow.name}` : name);

/** Sets a value of a row by its name, whatever that is, where an assignment might reach the prototype. */
export function setIn(row: RowValues, name: string, value: SimpleValue): void {
  Object.defineProperty(row, name, { value, enumerable: true, configurable: true, writable: true });
}
