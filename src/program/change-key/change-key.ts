import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { othersWork, readCopies } from '../../../db/look/copies.ts';
import { sha256 } from '../../lib/hash.ts';
import type { App, Db } from '../../service/context.ts';
import { resealAll } from '../../service/keys/reseal.ts';
import { standingOf, takenUpAt, withKeysAlone } from '../../service/keys/take-up.ts';
import type { Config } from '../config/config.ts';
import { decode } from '../env-file/decode.ts';
import { readLines } from '../env-file/lines.ts';
import { fileBefore, keptKey } from '../secret-key.ts';
import { writeAtOnce } from '../write-at-once.ts';
import { withKeys } from './env-file.ts';

/** Where keys may be kept. */
export interface Places {
  /** `.data/secret-key`; the one of before stands beside it. */
  keyFile: string;
  envFile: string;
  /** What the program was started with, `.env` left aside. */
  environment: Record<string, string | undefined>;
}

type KeyConfig = Pick<Config, 'secretKey' | 'secretKeysBefore'>;

/** For so long what people's browsers hold may be of the key of before. */
const dayMs = 24 * 3_600_000;

const underWay =
  'SECRET_KEY: a change is under way. End it first: npm run change-key -- --finish. Nothing was changed.';

const elsewhere =
  'SECRET_KEY: it is set by the environment that Staffroom is started in, which this can’t change. npm run change-key -- --print says what to put there.';

const meanwhile = 'SECRET_KEY: it was changed meanwhile, by another who did the same. Nothing was changed here.';

const several = (copies: number) =>
  `${copies} copies of Staffroom work on this database, and while they are restarted each has to open what the others seal. Change the key by hand on each, as docs/secret-key.md says of several copies. Nothing was changed.`;

const restart = 'Restart Staffroom now: until then it works with the old one.';

/**
 * Puts a new key in the place of the one that is good, which stays beside it. What is on the disk is right at every moment: the one of before
 * is there before the new one is.
 *
 * @param app with the key that this database is worked with
 * @returns what was done, and what to do next
 * @throws Error with a sentence, with nothing changed
 */
export async function changeKey(app: App, config: KeyConfig, places: Places): Promise<string> {
  const place = placeOf(config, places);
  await alone(app, places, place, async (app) => {
    if ((await standingOf(app)) !== 'alone') throw new Error(underWay);
    const { copies } = await readCopies(app.db);
    if (copies > 1) throw new Error(several(copies));
    const key = newKey();
    if (place === 'key file') {
      writeAtOnce(fileBefore(places.keyFile), keptKey(places.keyFile));
      writeAtOnce(places.keyFile, key);
    } else {
      writeAtOnce(places.envFile, withKeys(readFileSync(places.envFile), { key, before: config.secretKey }));
    }
  });
  return `There is a new key in ${inWords(place)}, and the old one beside it. ${restart} What the old one sealed is then sealed again in the background; links, sign-ins and all else stay good. From a day later on: npm run change-key -- --finish`;
}

/**
 * Takes the key of before away, once nothing is sealed with it.
 *
 * @param options.now also on the day of the change: who has signed in before it has to again
 * @returns the same
 * @throws Error with a sentence, with nothing taken away
 */
export async function finishChange(
  app: App,
  config: KeyConfig,
  places: Places,
  { now }: { now: boolean },
): Promise<string> {
  const place = placeOf(config, places);
  const standing = await standingOf(app);
  if (standing === 'overtaken' || standing === 'next-beside')
    throw new Error(
      'SECRET_KEY: the one in SECRET_KEY_BEFORE is the newer one, or one to come. Several copies are being changed by hand: go on as docs/secret-key.md says.',
    );
  if (standing === 'changing') {
    if (await othersWork(app.db))
      throw new Error('A Staffroom still runs with the old key. Restart it first. Nothing was changed.');
    const since = app.clock().getTime() - ((await takenUpAt(app))?.getTime() ?? 0);
    if (since < dayMs && !now)
      throw new Error(
        `The key was changed ${hours(since)}. From a day on nobody has to sign in again when the old one goes. Where someone else may know the old one: npm run change-key -- --finish --now`,
      );
    await resealAll(app, new AbortController().signal);
  }
  await alone(app, places, place, async () => {
    if (place === 'key file') rmSync(fileBefore(places.keyFile), { force: true });
    else if (config.secretKeysBefore) {
      writeAtOnce(places.envFile, withKeys(readFileSync(places.envFile), { key: config.secretKey ?? '' }));
    }
  });
  return standing === 'changing'
    ? `Nothing is sealed with the old key any more, and it is gone from ${inWords(place)}. Restart Staffroom when it suits: until then it still takes the old one.`
    : `There is one key in ${inWords(place)}, and nothing to finish.`;
}

/** What to put into an environment that is not ours to change. The old key is not in it: it is there. */
export const printKey = (): string =>
  [
    `SECRET_KEY=${newKey()}`,
    'SECRET_KEY_BEFORE=the key that SECRET_KEY is now',
    '',
    'Put these two where Staffroom’s environment is set, and restart it. Several copies that are restarted one after the other need the new key in SECRET_KEY_BEFORE first: docs/secret-key.md. Nothing was changed.',
  ].join('\n');

type Place = 'key file' | '.env';

function placeOf({ secretKey }: KeyConfig, { environment }: Places): Place {
  if (environment.SECRET_KEY?.trim() || environment.SECRET_KEY_BEFORE?.trim()) throw new Error(elsewhere);
  return secretKey ? '.env' : 'key file';
}

/**
 * Does something to where the keys are kept, one at a time: of two changes at once, the second would keep the key of the first as the one
 * of before, and the one that opens everything would be nowhere.
 *
 * @throws Error with a sentence where another key is there by now than the one that this began with
 */
const alone = (app: App, { keyFile, envFile }: Places, place: Place, work: (app: App<Db>) => Promise<void>) =>
  withKeysAlone(app, async (app) => {
    const there =
      place === 'key file' ? keptKey(keyFile) : (readLines(decode(readFileSync(envFile))).given.SECRET_KEY ?? '');
    if (!sha256(there).equals(app.secretKey)) throw new Error(meanwhile);
    await work(app);
  });

const inWords = (place: Place) => (place === '.env' ? '.env' : '.data/secret-key');
const newKey = () => randomBytes(32).toString('hex');
const hours = (ms: number) => (ms < 2 * 3_600_000 ? 'a moment ago' : `${Math.floor(ms / 3_600_000)} hours ago`);
