import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { askYes } from '../../src/program/ask-yes.ts';

test.each([
  ['yes\r', true],
  ['Y\r', true],
  ['no\r', false],
  ['\r', false],
  ['yes please\r', false],
  ['\u0003', false],
  ['\u0004', false],
])('%j is an answer', async (typed, isYes) => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const asked = askYes('Do it?', { input, output });
  input.write(typed);
  expect(await asked).toBe(isYes);
  expect(String(output.read())).toContain('Do it? Type yes: ');
});
