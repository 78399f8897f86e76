import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldEmail, isEmail, maxEmail } from '../../src/words/email.ts';
import { anEmail } from '../kit/emails.ts';

test.each([
  'ben@school.example',
  "o'neil+x@sub.school.example",
  'žofie@škola.example',
  'a@b.co',
  // Vowels of Hindi and Thai are marks.
  'ada@उदाहरण.भारत',
  'ada@ตัวอย่าง.ไทย',
  `a@${'b'.repeat(63)}.example`,
])('%j is an address', (text) => {
  expect(isEmail(text)).toBe(true);
});

test.each([
  '',
  'ben',
  'ben@school',
  '@school.example',
  "'@school.example",
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
  // Other letters to some: a Kelvin sign, a dotless and a dotted i, a long s, an ß, full width, ligatures, parts put together.
  '\u212aate@school.example',
  'm\u0131a@school.example',
  'm\u0130a@school.example',
  'ro\u017fa@school.example',
  'ben@stra\u00dfe.example',
  'ben@\uff53chool.example',
  'so\ufb01a@school.example',
  'zofie\u0301@school.example',
  'ben@i\u0307stanbul.example',
  // Nobody sees a Hangul filler, and no mail server knows such a domain.
  'ben@school.example\u115f',
  'ben\u1160@school.example',
  'ben@xn--a.example',
  'ben@xn--school-.example',
  `ben@${'ü'.repeat(60)}.example`,
  'ben\ud83d\ude00@school.example',
])('%j is none', (text) => {
  expect(isEmail(text)).toBe(false);
});

test('the longest is as long as mail servers take', () => {
  const long = (length: number) => `b@${'b.'.repeat(120)}${'x'.repeat(length - 242)}`;
  expect([long(maxEmail), long(maxEmail + 1)].map(isEmail)).toEqual([true, false]);
});

test('what is taken for an address is one to whoever folds it otherwise, too', () => {
  fc.assert(
    fc.property(anEmail, anEmail, (a, b) => {
      if (isEmail(a) && isEmail(b) && [...a, ...b].every((c) => c <= '\x7f'))
        expect(a.toLowerCase() === b.toLowerCase()).toBe(foldEmail(a) === foldEmail(b));
    }),
  );
});
