import { randomBytes, randomInt } from 'node:crypto';
import { hashWith } from '../passwords/hash.ts';
import type { Rate } from '../rate-limit.ts';

/** Letters and digits that nobody takes for one another: 32, so that 12 of them are 60 bits to guess. */
const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789';
const length = 12;
const howMany = 10;

/** How often one person is given new ones: each time is the work of ten sign-ins. */
export const recoveryCodesRate = { limit: 5, perMs: 60 * 60_000 } satisfies Rate;

export interface RecoveryCodes {
  /** `abcd-efgh-2345`: to be shown once. */
  codes: string[];
  /** What is kept. */
  salt: Buffer;
  hashes: string[];
}

/** Ten codes on paper, each good once, for who has lost what shows the others. Costly: it is limited by {@link recoveryCodesRate} before. @throws Full */
export async function newRecoveryCodes(): Promise<RecoveryCodes> {
  const codes = Array.from({ length: howMany }, () =>
    Array.from({ length }, () => alphabet[randomInt(alphabet.length)])
      .join('')
      .replace(/(.{4})(?=.)/g, '$1-'),
  );
  const salt = randomBytes(16);
  return { codes, salt, hashes: await hashWith(salt, codes.map(plain)) };
}

/** @param code as it was typed: case, spaces and dashes are no difference. @throws Full */
export async function hashRecoveryCode(code: string, salt: Buffer): Promise<string> {
  const [hash = ''] = await hashWith(salt, [plain(code)]);
  return hash;
}

const plain = (code: string) => code.toLowerCase().replace(/[^a-z0-9]/g, '');
