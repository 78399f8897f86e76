import { randomBytes, randomInt } from 'node:crypto';
import { hashRaw } from '@node-rs/argon2';
import { passwordCost } from '../passwords/hash.ts';

/** Letters and digits that nobody takes for one another: 32, so that 12 of them are 60 bits to guess. */
const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789';
const length = 12;
const howMany = 10;

export interface RecoveryCodes {
  /** `abcd-efgh-2345`: to be shown once. */
  codes: string[];
  /** What is kept. */
  salt: Buffer;
  hashes: string[];
}

/** Ten codes on paper, each good once, for who has lost what shows the others. */
export async function newRecoveryCodes(): Promise<RecoveryCodes> {
  const codes = Array.from({ length: howMany }, () =>
    Array.from({ length }, () => alphabet[randomInt(alphabet.length)])
      .join('')
      .replace(/(.{4})(?=.)/g, '$1-'),
  );
  const salt = randomBytes(16);
  return { codes, salt, hashes: await Promise.all(codes.map((code) => hashRecoveryCode(code, salt))) };
}

/** @param code as it was typed: case, spaces and dashes are no difference */
export async function hashRecoveryCode(code: string, salt: Buffer): Promise<string> {
  const plain = code.toLowerCase().replace(/[^a-z0-9]/g, '');
  return (await hashRaw(plain, { ...passwordCost, salt })).toString('base64');
}
