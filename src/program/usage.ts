import { wrap } from '../lib/text.ts';

/** A program of ours, as its command line is read and explained. */
export interface Program {
  /** How it is run: `npm run backup`. */
  run: string;
  /** What it does, in a sentence or two, and what it does not. */
  does: string;
  /** By their names without the hyphens. None is one of npm's own (`yes`, `json`, `force`): without `--` npm would take those quietly. */
  options?: Record<string, Option>;
  /** The words beside options, such as files or an e-mail. Nothing: there are none. */
  words?: { name: string; says: string };
  /** With what it ends where it was told what it does not know; 1, where it is not said. */
  refusesWith?: number;
  /** What follows `npm run …` in each; an empty one is the program alone. */
  examples: [string, ...string[]];
}

interface Option {
  /** What it does, in a few words. */
  says: string;
  /** What its value is, in capitals: `FILE`. Nothing: it takes none. */
  value?: string;
}

const indent = '  ';
const width = 100;

/** What `--help` says: how it is run, what it does, its options, examples. Several lines. */
export function usage({ run, does, options = {}, words, examples }: Program): string {
  const rows = [
    ...(words ? [[words.name, words.says] as const] : []),
    ...Object.entries(options).map(([name, { says, value }]) => [optionText(name, value), says] as const),
    ['--help, -h', 'say this'] as const,
    ['--version', 'say which version this is'] as const,
  ];
  const column = Math.max(...rows.map(([name]) => name.length)) + indent.length;
  const withRest = (rest: string) => [run, rest].filter(Boolean).join(' -- ');
  return [
    withRest([Object.keys(options).length > 0 && '[options]', words?.name].filter(Boolean).join(' ')),
    '',
    ...wrap(does, width),
    '',
    ...rows.flatMap(([name, says]) =>
      wrap(says, width - column).map((line, n) => `${indent}${(n === 0 ? name : '').padEnd(column)}${line}`),
    ),
    '',
    examples.length > 1 ? 'Examples:' : 'Example:',
    ...examples.map((rest) => `${indent}${withRest(rest)}`),
    '',
    'What follows the -- is for the program; what stands before it, npm may keep to itself.',
  ].join('\n');
}

/** As one types it: `--to FILE`. */
export const optionText = (name: string, value?: string) => `--${name}${value ? ` ${value}` : ''}`;
