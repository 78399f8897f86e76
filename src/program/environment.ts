import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fileProblem } from '../lib/file-problem.ts';
import { packageRoot } from '../lib/package-root.ts';
import { type Config, readConfig } from './config/config.ts';
import { decode } from './env-file/decode.ts';
import { readLines } from './env-file/lines.ts';
import { unknownInEnvironment, unknownInFile } from './unknown-settings.ts';

type Env = Record<string, string | undefined>;

interface Environment {
  /** Whether nothing is known of `.env`: it is there, and can't be read. */
  isFileUnread: boolean;
  /** What `.env` says, and over it the environment. */
  env: Env;
  /** A line for each thing in them that is no setting, or can't be read; that there is one stops the start. */
  wrong: string[];
  /** A line for each that may not be what was meant. */
  notes: string[];
}

/**
 * What the settings are read from.
 *
 * @param root the folder with `.env`; beside package.json, where it is not said
 * @param given the environment; the process’s own, where it is not said
 */
export function readEnvironment(root = fileURLToPath(packageRoot), given: Env = process.env): Environment {
  const file = readFile(join(root, '.env'));
  const env = { ...file.given, ...given };
  const unknown = unknownInEnvironment(given, env);
  return {
    isFileUnread: file.isUnread,
    env,
    wrong: [...file.wrong, ...unknownInFile(Object.keys(file.given)), ...unknown.wrong],
    notes: [...file.notes, ...unknown.notes],
  };
}

/**
 * What this program’s settings are read from, for one that puts something beside them before it does.
 *
 * @throws Error with a line for each thing in it that is no setting, or can’t be read
 */
export function environment(): Env {
  return withoutWrong(readEnvironment()).env;
}

/**
 * The settings of this program.
 *
 * @returns them, and a line for each thing that may not be what was meant
 * @throws Error with a line for each that is wrong or missing
 */
export function settings(): { config: Config; notes: string[] } {
  // What is missing may only be mistyped: that is told first.
  const { env, notes } = withoutWrong(readEnvironment());
  return { config: settingsIn(env, notes), notes };
}

/** The settings that these say. @throws Error with a line for each that is wrong or missing, and then the notes */
export function settingsIn(env: Env, notes: readonly string[] = []): Config {
  const config = readConfig(env);
  if ('wrong' in config) throw new Error([...config.wrong, ...notes].join('\n'));
  return config;
}

function withoutWrong(found: Environment): Environment {
  if (found.wrong.length > 0) throw new Error(found.wrong.join('\n'));
  return found;
}

function readFile(path: string): ReturnType<typeof readLines> & { isUnread: boolean } {
  try {
    return { ...readLines(decode(readFileSync(path))), isUnread: false };
  } catch (error) {
    const none = { given: {}, notes: [], isUnread: true };
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      const wrong = misnamed(path);
      return { ...none, wrong, isUnread: wrong.length > 0 };
    }
    // Of a folder the system does not say which it is.
    const { message } = fileProblem(Object.assign(error as Error, { path })) as Error;
    return { ...none, wrong: [message] };
  }
}

/** What an editor makes of `.env`: without it Staffroom would start as if nothing were set. */
function misnamed(path: string): string[] {
  const found = ['.env.txt', 'env.txt'].find((name) => existsSync(join(dirname(path), name)));
  return found
    ? [
        `.env: it is not there, and ${found} is. Rename that to .env; where names are shown without their end, show it first.`,
      ]
    : [];
}
