import { distance } from 'fastest-levenshtein';
import { knownSettings } from './config/config.ts';
import { isSwapped, nearest } from './nearest.ts';

type Env = Record<string, string | undefined>;

/** What Node and the system read when a program starts: `.env` is too late for it. */
const early =
  /^(NODE_(?!ENV$).*|TZ|LANG|LC_.*|PATH|HOME|SSL_CERT_(FILE|DIR)|OPENSSL_CONF|UV_.*|PG.*|(HTTPS?|NO|ALL)_PROXY)$/i;

/** A line for each name in `.env` that no setting has: what is mistyped would be as good as not there. */
export function unknownInFile(names: string[]): string[] {
  return names
    .filter((name) => !knownSettings.includes(name))
    .map((name) => {
      if (early.test(name))
        return `${name}: in .env this has no effect, as it is no setting of Staffroom’s. Take it out of .env, and set it in the environment that Staffroom is started in.`;
      const near = nearest(name.toUpperCase(), knownSettings);
      const next = near
        ? `The nearest is ${near}. Correct it in .env, or take it out`
        : '.env.example has all of them. Take it out of .env';
      return `${name}: Staffroom has no setting of this name. ${next}.`;
    });
}

/**
 * The names in the environment that were likely meant for Staffroom and are no setting's. Other programs have names there too: only
 * what nobody else would have is wrong, all else is noted. Nothing is said where the setting that was likely meant is set.
 *
 * @param env all of the environment
 * @param given what is set here and in `.env`
 */
export function unknownInEnvironment(env: Env, given: Env): { wrong: string[]; notes: string[] } {
  const found = { wrong: [] as string[], notes: [] as string[] };
  const isOpen = (setting: string) => (given[setting] ?? '').trim() === '';
  for (const [name, value] of Object.entries(env)) {
    if (knownSettings.includes(name) || isOfServices(name, value) || !value?.trim()) continue;
    const misspelt = compound.find((setting) => isOpen(setting) && isMisspelt(name, setting));
    if (misspelt) {
      found.wrong.push(
        `${name}: Staffroom has no setting of this name, and it is in the environment. The nearest is ${misspelt}. Correct it, or take it out.`,
      );
      continue;
    }
    const said = doubtful(name, isOpen);
    if (said) found.notes.push(`${name}: Staffroom does not read this from the environment. ${said}`);
  }
  return found;
}

/** What Kubernetes and Docker set for services of the names `slack`, `smtp`, `staffroom` …: `SLACK_SERVICE_HOST`, `STAFFROOM_PORT`. */
const isOfServices = (name: string, value = '') =>
  /_SERVICE_(HOST|PORT)(_\w+)?$|_PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?$/.test(name) ||
  (/_PORT$/.test(name) && value.includes('://'));

/** A single word such as `HOST` is near to much that others set. */
const compound = knownSettings.filter((name) => name.includes('_') && name !== 'NODE_ENV');

/** Words that are nearly one of ours, and others'. */
const others = ['FORM', 'CENTER', 'STACK', 'CONTRACT'];

/**
 * Whether a name is a setting's with one word misspelt: of a word of five letters or more one letter is wrong, missing or too many
 * (not its first letter, an S at its end, nor a digit: those make other words), or two neighbours changed places. `DATABASE_URI`,
 * `TRAIN_SECONDS` and `SLACK_API_TOKEN` are others' names.
 */
function isMisspelt(name: string, setting: string): boolean {
  const [{ given: word, ours } = { given: '', ours: '' }, ...more] = wordsThatDiffer(name, setting) ?? [];
  if (more.length > 0 || others.includes(word) || !/^[A-Z]+$/.test(word)) return false;
  if (isSwapped(word, ours)) return true;
  const isPlural = word === `${ours}S` || ours === `${word}S`;
  return ours.length >= 5 && word[0] === ours[0] && distance(word, ours) === 1 && !isPlural;
}

/** @returns nothing where one has more words than the other */
function wordsThatDiffer(name: string, setting: string) {
  const [given, ours] = [name.split('_'), setting.split('_')];
  if (given.length !== ours.length) return undefined;
  return given.flatMap((word, n) => (word === ours[n] ? [] : [{ given: word, ours: ours[n] ?? '' }]));
}

/** What may have been meant for Staffroom. @returns what to do, or nothing */
function doubtful(name: string, isOpen: (setting: string) => boolean): string | undefined {
  const isSetting = (each: string) => knownSettings.includes(each) && each !== 'NODE_ENV' && isOpen(each);
  const [, ofOurs = ''] = /^STAFFROOM_(\w+)$/.exec(name) ?? [];
  if (isSetting(ofOurs)) return `If it is meant for Staffroom, name it ${ofOurs}.`;
  const [, inFile = ''] = /^(\w+)_FILE$/.exec(name) ?? [];
  if (isSetting(inFile))
    return `Nor does it read ${inFile} from a file: set ${inFile} itself, if it is meant for Staffroom.`;
  if (isSetting(name.toUpperCase()) && name.includes('_')) return `If it is meant for Staffroom, write it in capitals.`;
  const near = compound.find((setting) => isOpen(setting) && isNear(name, setting));
  return near && `If it is meant for Staffroom, the nearest is ${near}.`;
}

/** Whether two signs at most are wrong, of one word, and not its first letter. */
function isNear(name: string, setting: string): boolean {
  if (!name.includes('_') || distance(name, setting) > 2) return false;
  const wrong = wordsThatDiffer(name, setting);
  return wrong?.length === 1 && wrong[0]?.given[0] === wrong[0]?.ours[0];
}
