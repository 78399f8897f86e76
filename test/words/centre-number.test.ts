import { expect, test } from 'vitest';
import { centreNumberIn, isCentreNumber } from '../../src/words/centre-number.ts';

test('however it was typed', () => {
  for (const typed of ['IN123', 'in 123', ' In-123 ']) expect(centreNumberIn(typed)).toBe('IN123');
});

test.each(['', 'IN12', 'IN1234567', '123', 'I1234', 'INX123', 'IN123 4x', 'IN123\0'])('%j can be none', (typed) => {
  expect(centreNumberIn(typed)).toBeUndefined();
});

test('as it is stored, it has capital letters and nothing around it', () => {
  expect(['IN123', 'in123', 'IN 123', 'IN123\n'].map(isCentreNumber)).toEqual([true, false, false, false]);
});
