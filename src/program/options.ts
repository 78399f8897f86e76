import { parseArgs } from 'node:util';
import { version } from '../lib/version.ts';
import { nearest } from './nearest.ts';
import { keptByNpm } from './npm-options.ts';
import { optionText, type Program, usage } from './usage.ts';

interface Told {
  args?: string[];
  env?: Record<string, string | undefined>;
}

/**
 * What a program of ours was told on its command line. What it does not know is refused: of a mistyped `--forget` the keys would
 * stay published.
 *
 * @param program what it may be told
 * @param told what it was told, and by which environment; the process’s own, where it is not said
 * @returns which options were given and with which values, and the other words
 * @throws Error with a sentence: what is not known or not whole, the nearest that there is, and what there is
 */
export function readOptions(program: Program, { args = process.argv.slice(2), env = process.env }: Told = {}) {
  const known = program.options ?? {};
  const isKnown = (name: string) => Object.hasOwn(known, name);
  const given = new Map<string, string | true>();
  const words: string[] = [];
  const { tokens } = parseArgs({
    args,
    strict: false,
    tokens: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      ...Object.fromEntries(
        Object.entries(known).map(([name, { value }]) => [name, { type: value ? 'string' : 'boolean' } as const]),
      ),
    },
  });
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName, value, inlineValue } = token;
    if (name === 'help' || name === 'version')
      return { has: (each: string) => each === name, value: () => undefined, words: [] };
    if (!isKnown(name)) throw new Error(unknown(rawName, known));
    if (given.has(name)) throw new Error(`--${name} is there twice. Give it once.`);
    const wants = known[name]?.value;
    if (!wants && value !== undefined) throw new Error(`--${name} takes no value.`);
    // Of a value that was forgotten, the next option would be it.
    if (wants && (!value || (!inlineValue && /^-./.test(value))))
      throw new Error(`--${name} wants a value: ${optionText(name, wants)}`);
    given.set(name, value ?? true);
  }
  const [word] = words;
  for (const [name, value] of keptByNpm(program, { isGiven: (each) => given.has(each), env })) given.set(name, value);
  if (word !== undefined && !program.words) throw new Error(`“${word}” means nothing here; there is ${all(known)}.`);
  return {
    has: (name: string) => given.has(name),
    /** Nothing where it was not given. */
    value: (name: string) => {
      const value = given.get(name);
      return typeof value === 'string' ? value : undefined;
    },
    words,
  };
}

/** The same, for a program that has begun nothing yet: `--help` and `--version` are answered and end it with 0, what is wrong ends it with `refusesWith`. */
export function optionsOrStop(program: Program) {
  try {
    const options = readOptions(program);
    if (options.has('help')) console.log(usage(program));
    else if (options.has('version')) console.log(version);
    else return options;
  } catch (error) {
    console.error((error as Error).message);
    process.exit(program.refusesWith ?? 1);
  }
  process.exit(0);
}

type Options = NonNullable<Program['options']>;

const all = (known: Options) =>
  [...Object.entries(known).map(([name, { value }]) => optionText(name, value)), '--help'].join(', ');

function unknown(rawName: string, known: Options): string {
  const near = /^--(?!no-)/.test(rawName) && nearest(rawName.slice(2), [...Object.keys(known), 'help']);
  return `There is no option ${rawName}; ${near ? `the nearest is --${near}. There is` : 'there is'} ${all(known)}.`;
}
