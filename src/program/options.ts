import { parseArgs } from 'node:util';

/**
 * What a program of ours was told on its command line. What it does not know is refused: of a mistyped `--forget` the keys would
 * stay published.
 *
 * @param known the options' names, none of which takes a value
 * @param from.files whether other words are files
 * @param from.args what was told, and by which environment; the process’s own, where it is not said
 * @returns which options were given, and the files
 * @throws Error with a sentence that names the options that there are
 */
export function readOptions<O extends string>(
  known: readonly O[],
  { files = false, args = process.argv.slice(2), env = process.env } = {},
) {
  const { values, positionals } = parseArgs({ args, strict: false });
  const there = known.map((name) => `--${name}`).join(', ');
  for (const [name, value] of Object.entries(values)) {
    if (!known.some((each) => each === name))
      throw new Error(`There is no option ${name.length > 1 ? '--' : '-'}${name}; there is ${there}.`);
    if (value !== true) throw new Error(`--${name} takes no value.`);
  }
  const [word] = positionals;
  if (word !== undefined && !files) throw new Error(`“${word}” means nothing here; there is ${there}.`);
  // `npm run rotate-keys --forget`: npm takes it for an option of its own.
  const kept = known.find((name) => env[`npm_config_${name.replaceAll('-', '_')}`] !== undefined);
  if (kept) throw new Error(`npm kept --${kept} to itself. Write -- before it: npm run … -- --${kept}`);
  return { has: (name: O) => values[name] === true, files: positionals };
}

/** The same, for a program that has begun nothing yet: what is wrong is said, and ends it with 1. */
export function optionsOrStop<O extends string>(known: readonly O[]) {
  try {
    return readOptions(known);
  } catch (error) {
    console.error((error as Error).message);
    process.exit(1);
  }
}
