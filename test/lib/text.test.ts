import { expect, test } from 'vitest';
import { isVisible, oneLine, sanitize, shorten } from '../../src/lib/text.ts';

test('what no database takes is replaced, a whole pair is not', () => {
  expect(sanitize('a\0b\ud800c😀\udc00')).toBe('a\ufffdb\ufffdc😀\ufffd');
});

test('ASVS 1.3.3: one line has no breaks, no other direction, and one space between words', () => {
  expect(oneLine(' Ben\r\nBcc:\tx\u2028y \u202e z\0 ')).toBe('Ben Bcc: x y z');
  // What joins letters stays: scripts of India need it.
  expect(oneLine('क्\u200dष')).toBe('क्\u200dष');
});

test('shortened, it has whole characters and a sign at its end', () => {
  expect([shorten('abc', 3), shorten('abcd', 3), shorten('😀😀😀', 2)]).toEqual(['abc', 'ab…', '😀…']);
});

test('what is seen is more than blanks and marks', () => {
  expect([undefined, '', ' \n', '\u200b\u202e', 'x'].map(isVisible)).toEqual([false, false, false, false, true]);
});
