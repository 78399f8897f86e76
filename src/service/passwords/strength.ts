import type { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { Refusal } from '../errors.ts';
import { isMadeOf, type Owner, ours, personalWords, wordsIn } from './personal.ts';

/** Shortest password that can be chosen, in characters, of several spaces one counted. What was chosen when a shorter one would do stays good. */
export const minLength = 12;
/** OWASP ASVS 4.0.3, 2.1.2. */
const maxLength = 128;

/** Below this, guessing takes less than a hundred million tries. */
const weakest = 2;

/** What is beyond this adds to no score, and scoring the longest passwords would hold the event loop for 0.2 s. */
const scored = 64;

export interface Strength {
  /** 0 (guessed at once) to 4 (not guessed); never above 1 where it is refused. */
  score: 0 | 1 | 2 | 3 | 4;
  /** Why it can't be used, if so. */
  refusal: Refusal<
    'password-short' | 'password-long' | 'password-common' | 'password-personal' | 'password-ours'
  > | null;
}

interface Guesser {
  zxcvbn: ZxcvbnFactory;
  common: Set<string>;
}

let guesser: Promise<Guesser> | undefined;

/** Reads the dictionaries, which takes 0.15 s: once, and not before someone is about to choose a password. */
export function loadDictionaries(): Promise<Guesser> {
  guesser ??= (async () => {
    const [{ ZxcvbnFactory }, { adjacencyGraphs, dictionary }] = await Promise.all([
      import('@zxcvbn-ts/core'),
      import('@zxcvbn-ts/language-common'),
    ]);
    return {
      zxcvbn: new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs }),
      common: new Set(dictionary['passwords-common']),
    };
  })();
  return guesser;
}

/**
 * How strong a password is, and whether it can be used: it is refused when shorter than {@link minLength} or longer than
 * {@link maxLength} characters, common or nearly so, or made of its owner's name or e-mail, their school's, or ours.
 */
export async function passwordStrength(password: string, owner: Owner): Promise<Strength> {
  const length = [...password].length;
  if (length > maxLength) return { score: 0, refusal: new Refusal('password-long', { max: maxLength }, 'password') };
  const { zxcvbn, common } = await loadDictionaries();
  const theirs = personalWords(owner);
  const words = [...theirs, ...ours].sort((a, b) => b.length - a.length);
  const guessed = zxcvbn.check([...password].slice(0, scored).join(''), words).score;
  const refuse = (refusal: NonNullable<Strength['refusal']>): Strength => ({
    score: guessed === 0 ? 0 : 1,
    refusal,
  });
  const counted = [...password.replace(/\s+/g, ' ')].length;
  if (counted < minLength) return refuse(new Refusal('password-short', { min: minLength }, 'password'));
  if (isMadeOf(password, theirs)) return refuse(new Refusal('password-personal', {}, 'password'));
  if (isMadeOf(password, words)) {
    return refuse(new Refusal('password-ours', { words: wordsIn(password, ours) }, 'password'));
  }
  if (guessed < weakest || common.has(password.toLowerCase())) {
    return refuse(new Refusal('password-common', {}, 'password'));
  }
  return { score: guessed, refusal: null };
}
