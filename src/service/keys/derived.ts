import { createHmac, hkdfSync } from 'node:crypto';
import type { App, Db } from '../context.ts';

/** What has the secret keys: an app, or a part of it. */
export type Keys = Pick<App<Db>, 'secretKey' | 'secretKeysBefore'>;

/**
 * What is made of SECRET_KEY, and of the keys that stand beside it in SECRET_KEY_BEFORE while it is being changed: the first
 * makes what is new, all of them open and check what there is.
 */
const each = <T>({ secretKey, secretKeysBefore = [] }: Keys, derive: (key: Buffer) => T): [T, ...T[]] => [
  derive(secretKey),
  ...secretKeysBefore.map(derive),
];

/** A key of 32 bytes for one purpose alone (HKDF-SHA-256), of each secret key. */
export const keysFor = (keys: Keys, purpose: string): [Buffer, ...Buffer[]] =>
  each(keys, (key) => {
    const known = derived.get(key) ?? new Map<string, Buffer>();
    derived.set(key, known);
    const made = known.get(purpose) ?? Buffer.from(hkdfSync('sha256', key, '', `staffroom:${purpose}`, 32));
    known.set(purpose, made);
    return made;
  });

/** Each is made once: a sign-in asks for a dozen. There are as many as purposes are written in the code. */
const derived = new WeakMap<Buffer, Map<string, Buffer>>();

/**
 * The keyed hash of a text (HMAC-SHA-256), by each secret key.
 *
 * @param text begins with what it is: `link:`, `rate:`
 * @param as how such a hash is written
 */
export const macsOf = <T>(keys: Keys, text: string, as: (mac: Buffer) => T): [T, ...T[]] =>
  each(keys, (key) => as(createHmac('sha256', key).update(text).digest()));

export const base64url = (bytes: Buffer): string => bytes.toString('base64url');
