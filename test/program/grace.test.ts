import { expect, test } from 'vitest';
import { grace } from '../../src/program/grace.ts';

test('lasts on while requests still come, until it has been quiet for a while', async () => {
  const answers = [false, true, false, true, true, true, false];
  await grace(1_000, () => answers.shift() ?? true, 1);
  expect(answers).toEqual([false]);
});

test('ends though it is never quiet', async () => {
  let asked = 0;
  await grace(200, () => {
    asked += 1;
    return false;
  });
  expect(asked).toBeGreaterThan(0);
});
