import { isObject } from '../../../src/lib/json.ts';
import { isExtension } from './filter.ts';

/** In a value, or in quotes in the path of a PATCH. */
const reference = /^bulkId:(.+)$/;
const quotedReference = /"bulkId:([^"]+)"/g;

/** @returns what it refers to, by `bulkId`, in its order; and of how many values it is made */
export function referencesIn(sent: unknown): { bulkIds: Set<string>; size: number } {
  const bulkIds = new Set<string>();
  let size = 0;
  const look = (value: unknown): void => {
    size += 1;
    if (typeof value === 'string') for (const bulkId of referencesInText(value)) bulkIds.add(bulkId);
    else if (Array.isArray(value)) value.forEach(look);
    else if (isObject(value) && !isPassedOver(value)) {
      for (const [name, v] of Object.entries(value)) if (!isExtension(name)) look(v);
    }
  };
  look(sent);
  return { bulkIds, size };
}

function referencesInText(text: string): string[] {
  const bulkId = reference.exec(text)?.[1];
  return bulkId !== undefined ? [bulkId] : [...text.matchAll(quotedReference)].map(([, bulkId = '']) => bulkId);
}

/** The same, with the ids of what was made in place of its `bulkId:…`; what is passed over is left as it is. */
export function withIds(value: unknown, ids: ReadonlyMap<string, string>): unknown {
  if (ids.size === 0) return value;
  if (typeof value === 'string') {
    const bulkId = reference.exec(value)?.[1];
    if (bulkId !== undefined) return ids.get(bulkId) ?? value;
    return value.replace(quotedReference, (all, bulkId: string) => JSON.stringify(ids.get(bulkId)) ?? all);
  }
  if (Array.isArray(value)) return value.map((v) => withIds(v, ids));
  if (!isObject(value) || isPassedOver(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, v]) => [name, isExtension(name) ? v : withIds(v, ids)]));
}

/** An operation of a PATCH upon what another schema adds. */
const isPassedOver = (value: Record<string, unknown>) => typeof value.path === 'string' && isExtension(value.path);
