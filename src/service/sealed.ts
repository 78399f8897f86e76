import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { App } from './context.ts';

type Key = Pick<App, 'secretKey'>;

/** The form of what is sealed: its first byte, so that another form can come. */
const version = 1;
const ivBytes = 12;
const tagBytes = 16;
const headBytes = 1 + ivBytes + tagBytes;

const unreadable =
  'Something that was sealed with SECRET_KEY can’t be read: the key is another one now, or what was kept was changed. Start with the SECRET_KEY of before, or install Staffroom in the workspace again.';

/**
 * Seals a text, so that who reads the database alone can neither read it nor move it elsewhere (AES-256-GCM).
 *
 * @param purpose what kind of thing it is: each kind has a key of its own
 * @param about the row that it belongs to: it opens nowhere else
 */
export function seal(app: Key, purpose: string, about: string, text: string): Buffer {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', keyFor(app, purpose), iv, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(about));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.of(version), iv, cipher.getAuthTag(), sealed]);
}

/** Opens what {@link seal} made. @throws Error, with a sentence that says what to do, for anything else */
export function unseal(app: Key, purpose: string, about: string, sealed: Buffer): string {
  if (sealed[0] !== version || sealed.length < headBytes) throw new Error(unreadable);
  const iv = sealed.subarray(1, 1 + ivBytes);
  const decipher = createDecipheriv('aes-256-gcm', keyFor(app, purpose), iv, { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(about));
  decipher.setAuthTag(sealed.subarray(1 + ivBytes, headBytes));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(headBytes)), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new Error(unreadable, { cause });
  }
}

function keyFor({ secretKey }: Key, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secretKey, '', `staffroom:${purpose}`, 32));
}
