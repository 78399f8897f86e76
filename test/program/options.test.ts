import { expect, test } from 'vitest';
import { readOptions } from '../../src/program/options.ts';

const read = (args: string[], more: { files?: boolean; env?: Record<string, string> } = {}) =>
  readOptions(['forget'], { args, env: {}, ...more });

test('an option that there is is given or not, and files are kept apart', () => {
  expect(read(['--forget']).has('forget')).toBe(true);
  expect(read([]).has('forget')).toBe(false);
  expect(read(['a.csv', '--forget', 'b.csv'], { files: true }).files).toEqual(['a.csv', 'b.csv']);
});

test.each([
  [['--nonsense'], 'There is no option --nonsense; there is --forget.'],
  [['--forget', '--no-forget'], 'There is no option --no-forget; there is --forget.'],
  [['-f'], 'There is no option -f; there is --forget.'],
  [['--forget=false'], '--forget takes no value.'],
  [['forget'], '“forget” means nothing here; there is --forget.'],
  [['--', '--forget'], '“--forget” means nothing here; there is --forget.'],
])('%j is refused with what there is', (args, said) => {
  expect(() => read(args)).toThrow(said);
});

test('what npm kept to itself is refused too', () => {
  expect(() => read([], { env: { npm_config_forget: 'true' } })).toThrow('npm kept --forget to itself.');
});
