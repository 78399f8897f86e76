/** What JSON can write. */
export type Json = string | number | boolean | null | Json[] | JsonObject;
export type JsonObject = { [key: string]: Json };

/** Whether it is an object, as JSON has them: no list, and not null. What is in it may be anything. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object that it is, or an empty one: to read names from what a stranger sent. */
export const objectOf = (value: unknown): Record<string, unknown> => (isObject(value) ? value : {});

/** The text that it is, an empty one too; nothing where it is none. */
export const stringOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** The texts in what should be a list of them. */
export const stringsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];

/** The same, without what is not there: as JSON would write it. */
export const definedOnly = <T>(values: Record<string, T | undefined>): Record<string, T> =>
  Object.fromEntries(Object.entries(values).filter((each): each is [string, T] => each[1] !== undefined));

const [quote, backslash, opening, closing] = [0x22, 0x5c, [0x5b, 0x7b], [0x5d, 0x7d]];

/** Whether lists and objects in this JSON go deeper than that, seen before it is parsed. @param bytes in UTF-8 */
export function isDeeper(bytes: Uint8Array, deepest: number): boolean {
  let depth = 0;
  let isText = false;
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = bytes[i] ?? 0;
    if (isText && byte === backslash) i += 1;
    else if (byte === quote) isText = !isText;
    else if (isText) continue;
    else if (opening.includes(byte)) depth += 1;
    else if (closing.includes(byte)) depth -= 1;
    if (depth > deepest) return true;
  }
  return false;
}

/** What a text is as JSON; nothing where it is none. */
export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
