import { describe, expect, test } from 'vitest';
import { isObject, objectOf, stringOf } from '../../src/lib/json.ts';

describe('what a stranger sent', () => {
  test.each([{}, { a: 1 }, Object.create(null)])('ASVS 15.3.6: %j is an object', (value) => {
    expect(isObject(value)).toBe(true);
    expect(objectOf(value)).toBe(value);
  });

  test.each([[[]], [null], [undefined], ['{}'], [7], [() => 1]])('%s is none, and is read as an empty one', (value) => {
    expect(isObject(value)).toBe(false);
    expect(objectOf(value)).toEqual({});
  });

  test('only a text is a text', () => {
    expect(['', 'x', 7, null, undefined, ['x'], new String('x')].map(stringOf)).toEqual(['', 'x', ...Array(5)]);
  });
});
