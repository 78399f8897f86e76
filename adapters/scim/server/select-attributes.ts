import { isObject } from '../../../src/lib/json.ts';
import { plainPath } from './filter.ts';
import type { Attributes } from './read-values.ts';

/** What is wanted of a resource, as paths in small letters. */
export interface Wanted {
  attributes?: string[];
  excludedAttributes?: string[];
}

/** What is always there, asked for or not. */
const always = ['schemas', 'id'];

/** Leaves out what was not asked for (RFC 7644 §3.9). A name that nothing has asks for nothing. */
export function selectAttributes(resource: Attributes, { attributes, excludedAttributes }: Wanted): Attributes {
  if (attributes && attributes.length > 0) {
    return kept(resource, '', (path) => wants(attributes, path));
  }
  if (excludedAttributes && excludedAttributes.length > 0) {
    return kept(resource, '', (path) => (excludedAttributes.includes(path) ? 'no' : 'parts'));
  }
  return resource;
}

type Verdict = 'yes' | 'no' | 'parts';

function wants(paths: string[], path: string): Verdict {
  if (paths.includes(path)) return 'yes';
  return paths.some((p) => p.startsWith(`${path}.`)) ? 'parts' : 'no';
}

function kept(value: Attributes, above: string, verdict: (path: string) => Verdict): Attributes {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, v]) => {
      const path = above + name.toLowerCase();
      const is = above === '' && always.includes(path) ? 'yes' : verdict(path);
      if (is === 'no') return [];
      return [[name, is === 'yes' || above !== '' ? v : parts(v, `${path}.`, verdict)]];
    }),
  );
}

function parts(value: unknown, above: string, verdict: (path: string) => Verdict): unknown {
  if (Array.isArray(value)) return value.map((v) => parts(v, above, verdict));
  return isObject(value) ? kept(value, above, verdict) : value;
}

/**
 * Names as they are written in an address or a search: `userName,name.givenName`. What there may be only one of is shown,
 * whichever of it is asked for.
 */
export const namesOf = (names: string[]) => names.map((n) => plainPath(n.trim().replace(/\[.*\]/, '')) ?? '?');

/** Whether this much of a resource is wanted at all. */
export function isWanted({ attributes, excludedAttributes }: Wanted, name: string): boolean {
  if (attributes && attributes.length > 0) return wants(attributes, name) !== 'no';
  return !excludedAttributes?.includes(name);
}
