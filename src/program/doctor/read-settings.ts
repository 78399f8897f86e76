import { type Config, knownSettings, readConfig } from '../config/config.ts';
import { readEnvironment } from '../environment.ts';

type Env = Record<string, string | undefined>;

export interface ReadSettings {
  env: Env;
  config: Config;
  /** A line for each that is wrong or missing. */
  wrong: string[];
  /** A line for each that may not be what was meant. */
  notes: string[];
  /** The names of those that are wrong; where `.env` can't be read, of all that the environment does not have. */
  notRead: ReadonlySet<string>;
  isFileUnread: boolean;
}

/** Stands in for what is missing, so that the rest can be read. No check uses it: see `Check.needs`. */
const standIns: Env = {
  SECRET_KEY: 'stands-in-for-a-key-that-is-not-there',
  SMTP_URL: 'smtps://mail.invalid',
  MAIL_FROM: 'no-reply@staffroom.invalid',
  PUBLIC_URL: 'https://staffroom.invalid',
};

/** More than there are settings that depend on each other. */
const rounds = 20;

/**
 * Reads the settings as the start does, and goes on where the start would stop: what is wrong is left out.
 *
 * @param root the folder with `.env`
 * @param given the environment
 */
export function readSettings(root: string, given: Env): ReadSettings {
  const { env, wrong, notes, isFileUnread } = readEnvironment(root, given);
  const notRead = new Set<string>(isFileUnread ? knownSettings.filter((name) => !given[name]) : []);
  const stoodIn = new Set<string>();
  let rest = env;
  for (let round = 0; round < rounds; round += 1) {
    const config = readConfig(rest);
    if (!('wrong' in config)) return { env, config, wrong, notes, notRead, isFileUnread };
    if (round === 0) wrong.push(...config.wrong);
    const named = config.wrong.flatMap(namesIn);
    for (const name of named) notRead.add(name);
    rest = without(rest, named, stoodIn);
  }
  // Whatever it is that hangs together: nothing of it can be used.
  for (const name of Object.keys(rest)) if (/^[A-Z]/.test(name)) notRead.add(name);
  return { env, config: readConfig({}) as Config, wrong, notes, notRead, isFileUnread };
}

/** `HOST, PORT: …` names two. */
const namesIn = (line: string): string[] => line.slice(0, line.indexOf(':')).split(/,\s*/);

/** One that is there goes; one that is missing is stood in for; and where that helps nobody, its whole family goes. */
function without(env: Env, names: string[], stoodIn: Set<string>): Env {
  const rest = { ...env };
  for (const name of names) {
    const isThere = (rest[name] ?? '').trim() !== '';
    if (isThere) delete rest[name];
    else if (standIns[name] && !stoodIn.has(name)) {
      rest[name] = standIns[name];
      stoodIn.add(name);
    } else for (const other of Object.keys(rest)) if (family(other) === family(name)) delete rest[other];
  }
  return rest;
}

const families = /^(SLACK|TEAMS|SMTP|MAIL|KEEP)_/;
/** Those of the school have two beginnings. */
const family = (name: string): string =>
  families.exec(name)?.[1] ?? (/^(CENTRE|COORDINATOR|SUPPORT)_/.test(name) ? 'CENTRE' : name);
