import { plainHyphens } from './parse.ts';

/** What one may choose from: the names that people see, by key. */
export type Options<K extends string> = Record<K, string>;

/** Finds an option by key or name, as people type it. */
export function pick<K extends string>(options: Options<K>, typed: string): K | undefined {
  const wanted = plainHyphens(typed).trim().toLowerCase();
  const keys = Object.keys(options) as K[];
  return keys.find((k) => k === wanted.replace(/\s+/g, '-')) ?? keys.find((k) => options[k].toLowerCase() === wanted);
}

/** Splits `hub, test-maker`; what is no text stays as it is. */
export function several(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const parts = value.includes(',') || value.includes(';') ? value.split(/[,;]/) : [value];
  return parts.map((p) => p.trim()).filter(Boolean);
}
