import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { closest, distance } from 'fastest-levenshtein';
import { readIfThere } from '../lib/file-problem.ts';
import { packageRoot } from '../lib/package-root.ts';
import { knownSettings } from './config/config.ts';

/**
 * The settings: what `.env` beside package.json says, and over it the environment.
 *
 * @throws Error with a sentence; with a line for each name in the file that no setting has
 */
export function environment(): Record<string, string | undefined> {
  const given = parseEnv(readIfThere(fileURLToPath(new URL('.env', packageRoot))));
  const unknown = unknownIn(Object.keys(given));
  if (unknown.length > 0) throw new Error(unknown.join('\n'));
  return { ...given, ...process.env };
}

/** A line for each that no setting has: what is mistyped would be as good as not there. The environment has names of others. */
export function unknownIn(names: string[]): string[] {
  return names
    .filter((name) => !knownSettings.includes(name))
    .map((name) => {
      const near = closest(name.toUpperCase(), knownSettings);
      const isNear = distance(name.toUpperCase(), near) <= Math.ceil(name.length / 3);
      const next = isNear
        ? `The nearest is ${near}. Correct it in .env, or take it out`
        : '.env.example has all of them. Take it out of .env';
      return `${name}: Staffroom has no setting of this name. ${next}.`;
    });
}
