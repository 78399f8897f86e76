import { expect, test } from 'vitest';
import { isEmail, maxEmail } from '../../src/words/email.ts';

test.each([
  'ben@school.example',
  "o'neil+x@sub.school.example",
  'žofie@škola.example',
  'a@b.co',
  `a@${'b'.repeat(63)}.example`,
])('%j is an address', (text) => {
  expect(isEmail(text)).toBe(true);
});

test.each([
  '',
  'ben',
  'ben@school',
  '@school.example',
  'ben@@school.example',
  '.ben@school.example',
  'ben.@school.example',
  'be..n@school.example',
  'ben@-school.example',
  'ben@school..example',
  'ben@school.1',
  'Ben <ben@school.example>',
  'ben@school.example\nbcc: x',
  'ben\0@school.example',
  'ben\u200b@school.example',
  `ben@${'b'.repeat(64)}.example`,
  `${'b'.repeat(65)}@school.example`,
  `b@${'b.'.repeat(130)}example`,
])('%j is none', (text) => {
  expect(isEmail(text)).toBe(false);
});

test('the longest is as long as mail servers take', () => {
  const long = (length: number) => `b@${'b.'.repeat(120)}${'x'.repeat(length - 242)}`;
  expect([long(maxEmail), long(maxEmail + 1)].map(isEmail)).toEqual([true, false]);
});
