import { distance } from 'fastest-levenshtein';
import { isSwapped } from './nearest.ts';
import { optionText, type Program } from './usage.ts';

/** What stands before the `--` npm takes for an option of its own, and puts into the environment. */
const prefix = 'npm_config_';

/** Shorter ones would be near to much that others set. */
const minLetters = 5;

interface Told {
  isGiven(name: string): boolean;
  env: Record<string, string | undefined>;
}

/**
 * The options that npm kept to itself, as in `npm start --fresh`.
 *
 * @returns those of them that can be understood
 * @throws Error with a sentence that says how to write them, where it can't be known what was meant
 */
export function keptByNpm({ run, options = {} }: Program, { isGiven, env }: Told): [string, string | true][] {
  const names = Object.keys(options);
  // Nothing is what npm makes of `--no-fresh`.
  const kept = Object.entries(env).filter(([name, value]) => name.startsWith(prefix) && value);
  return kept.flatMap(([variable, value = '']): [string, string | true][] => {
    const as = variable.slice(prefix.length).replaceAll('_', '-');
    // It takes the beginning of one of its own for the whole: `--to` is --token-description.
    const name = names.find((each) => each === as || as.startsWith(each));
    if (!name) {
      const near = names.find((each) => each.length >= minLetters && (distance(each, as) === 1 || isSwapped(as, each)));
      if (near && !isGiven(near))
        throw new Error(`There is no option --${as}; the nearest is ${optionText(near, options[near]?.value)}.`);
      return [];
    }
    if (isGiven(name)) return [];
    const wants = options[name]?.value;
    if (name === as && !wants && value === 'true') return [[name, true]];
    // Of `--to FILE` it makes true, and a word by itself; of `--to=FILE` this.
    if (name === as && wants && value !== 'true') return [[name, value]];
    throw new Error(`npm kept --${name} to itself. Write -- before it: ${run} -- ${optionText(name, wants)}`);
  });
}
