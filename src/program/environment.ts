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
  const given = settingsIn(readIfThere(fileURLToPath(new URL('.env', packageRoot))));
  const unknown = unknownIn(Object.keys(given));
  if (unknown.length > 0) throw new Error(unknown.join('\n'));
  return { ...given, ...process.env };
}

/** What a text such as `.env` sets. @throws Error with a sentence, where it is no text that we read */
export function settingsIn(text: string): Record<string, string | undefined> {
  // What stands for bytes that are not UTF-8; of UTF-16 without a mark at its beginning, every second one.
  if (/[\0\uFFFD]/.test(text))
    throw new Error('.env: this file is not UTF-8 text. Save it as UTF-8: in Notepad with Save as, Encoding.');
  // Notepad's mark of UTF-8.
  return parseEnv(text.replace(/^\uFEFF/, ''));
}

/** What Node and the system read when a program starts: `.env` is too late for it. */
const early =
  /^(NODE_(?!ENV$).*|TZ|LANG|LC_.*|PATH|HOME|SSL_CERT_(FILE|DIR)|OPENSSL_CONF|UV_.*|PG.*|(HTTPS?|NO|ALL)_PROXY)$/i;

/** A line for each that no setting has: what is mistyped would be as good as not there. The environment has names of others. */
export function unknownIn(names: string[]): string[] {
  return names
    .filter((name) => !knownSettings.includes(name))
    .map((name) => {
      if (early.test(name))
        return `${name}: in .env this has no effect, as it is no setting of Staffroom’s. Take it out of .env, and set it in the environment that Staffroom is started in.`;
      const near = closest(name.toUpperCase(), knownSettings);
      const isNear = distance(name.toUpperCase(), near) <= Math.ceil(name.length / 3);
      const next = isNear
        ? `The nearest is ${near}. Correct it in .env, or take it out`
        : '.env.example has all of them. Take it out of .env';
      return `${name}: Staffroom has no setting of this name. ${next}.`;
    });
}
