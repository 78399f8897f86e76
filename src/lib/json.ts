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
  Object.fromEntries(Object.entries(values).flatMap(([name, v]) => (v === undefined ? [] : [[name, v]])));
