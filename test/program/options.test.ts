import { expect, test } from 'vitest';
import { readOptions } from '../../src/program/options.ts';
import { type Program, usage } from '../../src/program/usage.ts';

const program: Program = {
  run: 'npm run copy',
  does: 'Copies what is there.',
  options: {
    forget: { says: 'throw away what was there' },
    to: { value: 'FILE', says: 'where to' },
    'key-file': { value: 'FILE', says: 'by which key' },
  },
  examples: ['', '--to a.bin'],
};
const withWords: Program = { ...program, words: { name: 'FILES', says: 'what to copy' } };

const read = (args: string[], env: Record<string, string> = {}, of = program) => readOptions(of, { args, env });
const there = '--forget, --to FILE, --key-file FILE, --help.';

test('an option that there is is given or not, with its value, and words are kept apart', () => {
  expect(read(['--forget']).has('forget')).toBe(true);
  expect(read([]).has('forget')).toBe(false);
  for (const args of [['--to', 'x y'], ['--to=x y']]) expect(read(args).value('to')).toBe('x y');
  expect(read(['--to=-x']).value('to')).toBe('-x');
  expect(read(['--to', '-']).value('to')).toBe('-');
  expect(read([]).value('to')).toBeUndefined();
  expect(read(['a.csv', '--forget', 'b.csv', '--to', 'c'], {}, withWords).words).toEqual(['a.csv', 'b.csv']);
});

test.each([
  [['--nonsense'], `There is no option --nonsense; there is ${there}`],
  [['--forgt'], `There is no option --forgt; the nearest is --forget. There is ${there}`],
  [['--forget', '--no-forget'], `There is no option --no-forget; there is ${there}`],
  [['-f'], `There is no option -f; there is ${there}`],
  [['--forget=false'], '--forget takes no value.'],
  [['--to'], '--to wants a value: --to FILE'],
  [['--to='], '--to wants a value: --to FILE'],
  [['--to', '--forget'], '--to wants a value: --to FILE'],
  [['--to', 'a', '--to', 'b'], '--to is there twice. Give it once.'],
  [['forget'], `“forget” means nothing here; there is ${there}`],
  [['--', '--forget'], `“--forget” means nothing here; there is ${there}`],
])('%j is refused with what there is', (args, said) => {
  expect(() => read(args)).toThrow(said);
});

test('what npm kept to itself is understood where it is clear', () => {
  expect(read([], { npm_config_forget: 'true' }).has('forget')).toBe(true);
  // npm makes nothing of --no-forget.
  expect(read([], { npm_config_forget: '' }).has('forget')).toBe(false);
  expect(read([], { npm_config_key_file: 'a.key' }).value('key-file')).toBe('a.key');
  expect(read(['--key-file', 'b.key'], { npm_config_key_file: 'a.key' }).value('key-file')).toBe('b.key');
  expect(read([], { npm_config_forc: 'true', npm_config_yes: 'true', FORGET: 'true' }).has('forget')).toBe(false);
});

test.each([
  // npm run copy --key-file a.key
  [
    ['a.key'],
    { npm_config_key_file: 'true' },
    'npm kept --key-file to itself. Write -- before it: npm run copy -- --key-file FILE',
  ],
  // npm run copy --to a.bin: npm has an option that begins so.
  [
    [],
    { npm_config_token_description: 'a.bin' },
    'npm kept --to to itself. Write -- before it: npm run copy -- --to FILE',
  ],
  [[], { npm_config_forget: '1' }, 'npm kept --forget to itself.'],
  [[], { npm_config_forgt: 'true' }, 'There is no option --forgt; the nearest is --forget.'],
  [[], { npm_config_froget: 'true' }, 'There is no option --froget; the nearest is --forget.'],
])('and else refused: %j with %j', (args, env, said) => {
  expect(() => read(args, env)).toThrow(said);
});

test('--help, -h and --version come before all else', () => {
  expect(read(['--version', '--nonsense']).has('version')).toBe(true);
  for (const args of [['--help'], ['-h'], ['--forget', '-h', '--nonsense']]) expect(read(args).has('help')).toBe(true);
  expect(usage(withWords)).toBe(`npm run copy -- [options] FILES

Copies what is there.

  FILES            what to copy
  --forget         throw away what was there
  --to FILE        where to
  --key-file FILE  by which key
  --help, -h       say this
  --version        say which version this is

Examples:
  npm run copy
  npm run copy -- --to a.bin

What follows the -- is for the program; what stands before it, npm may keep to itself.`);
});
