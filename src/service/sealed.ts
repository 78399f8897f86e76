import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { type Keys, keysFor } from './keys/derived.ts';

/**
 * What kinds of things are sealed, each with a key of its own. Where each is kept, src/service/keys/kept-sealed.ts says: it is
 * sealed again there when SECRET_KEY changes.
 */
export type Purpose =
  | 'delivery'
  | 'draft'
  | 'installation'
  | 'late-answer'
  | 'oidc-record'
  | 'one-time-secret'
  | 'second-factor'
  | 'signing-key'
  | 'site-client'
  | 'site-scim';

/** The form of what is sealed: its first byte, so that another form can come. */
const version = 1;
const ivBytes = 12;
const tagBytes = 16;
const headBytes = 1 + ivBytes + tagBytes;

const unreadable =
  'Something can’t be read that SECRET_KEY had sealed: the key was another one then, or what was kept was changed. If SECRET_KEY was changed, or changed back, start with both keys: the newer as SECRET_KEY, the older in SECRET_KEY_BEFORE.';

/**
 * Seals a text, so that who reads the database alone can neither read it nor move it elsewhere (AES-256-GCM).
 *
 * @param about the row that it belongs to: it opens nowhere else
 */
export function seal(keys: Keys, purpose: Purpose, about: string, text: string): Buffer {
  return sealBy(keysFor(keys, purpose)[0], about, Buffer.from(text));
}

/**
 * Opens what {@link seal} made, by whichever key it was made with.
 *
 * @throws Error, with a sentence that says what to do, for anything else
 */
export function unseal(keys: Keys, purpose: Purpose, about: string, sealed: Buffer): string {
  let failed: unknown;
  for (const key of keysFor(keys, purpose)) {
    try {
      return openBy(key, about, sealed).toString('utf8');
    } catch (cause) {
      failed = cause;
    }
  }
  throw new Error(unreadable, { cause: failed });
}

/** The same sealed with SECRET_KEY; or why it stays: it is already, or no key that was given opens it. */
export function sealAgain(keys: Keys, purpose: Purpose, about: string, sealed: Buffer): Buffer | 'is' | 'unreadable' {
  const [current, ...before] = keysFor(keys, purpose);
  if (opens(current, about, sealed)) return 'is';
  const key = before.find((k) => opens(k, about, sealed));
  return key ? sealBy(current, about, openBy(key, about, sealed)) : 'unreadable';
}

function sealBy(key: Buffer, about: string, content: Buffer): Buffer {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(about));
  const sealed = Buffer.concat([cipher.update(content), cipher.final()]);
  return Buffer.concat([Buffer.of(version), iv, cipher.getAuthTag(), sealed]);
}

function openBy(key: Buffer, about: string, sealed: Buffer): Buffer {
  if (sealed[0] !== version || sealed.length < headBytes) throw new Error('this is not what sealing makes');
  const iv = sealed.subarray(1, 1 + ivBytes);
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(about));
  decipher.setAuthTag(sealed.subarray(1 + ivBytes, headBytes));
  return Buffer.concat([decipher.update(sealed.subarray(headBytes)), decipher.final()]);
}

function opens(key: Buffer, about: string, sealed: Buffer): boolean {
  try {
    openBy(key, about, sealed);
    return true;
  } catch {
    return false;
  }
}
