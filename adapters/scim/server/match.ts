import type { Filter } from '../../../src/service/directory/filter.ts';

/** Whether something that is at hand is what the path of a PATCH looks for; the database does the same in lists. */
export function matches(filter: Filter, resource: unknown): boolean {
  if ('all' in filter) return filter.all.every((f) => matches(f, resource));
  if ('any' in filter) return filter.any.some((f) => matches(f, resource));
  if ('not' in filter) return !matches(filter.not, resource);
  if ('within' in filter) return matches(filter.which, resource);
  const values = valuesAt(resource, filter.path.split('.'));
  if (filter.op === 'pr') return values.length > 0;
  const { op, value } = filter;
  if (op === 'ne') return !values.some((v) => compare('eq', v, value));
  if (op === 'eq' && value === null) return values.length === 0;
  return values.some((v) => compare(op, v, value));
}

/** All that there is at a path, in however many values. */
function valuesAt(resource: unknown, path: string[]): unknown[] {
  if (Array.isArray(resource)) return resource.flatMap((r) => valuesAt(r, path));
  if (resource === undefined || resource === null) return [];
  if (typeof resource !== 'object') return path.length === 0 ? [resource] : [];
  // Of a value with parts the part `value` is what is meant.
  const [name = 'value', ...rest] = path;
  const found = Object.entries(resource).find(([key]) => key.toLowerCase() === name);
  return found ? valuesAt(found[1], rest) : [];
}

function compare(op: string, a: unknown, b: unknown): boolean {
  const [x, y] = [folded(a), folded(b)];
  if (typeof x === 'string' && typeof y === 'string') {
    if (op === 'co') return x.includes(y);
    if (op === 'sw') return x.startsWith(y);
    if (op === 'ew') return x.endsWith(y);
    if (op === 'gt') return x > y;
    if (op === 'ge') return x >= y;
    if (op === 'lt') return x < y;
    if (op === 'le') return x <= y;
  }
  return op === 'eq' && x === y;
}

/** Small letters; and the words for truth, since Entra ID writes them in quotes. */
function folded(value: unknown): unknown {
  return typeof value === 'string' || typeof value === 'boolean' ? String(value).toLowerCase() : value;
}
