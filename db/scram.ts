import { createHash, createHmac, pbkdf2Sync } from 'node:crypto';

/** As many as PostgreSQL itself takes. */
const iterations = 4096;

/**
 * What PostgreSQL keeps of a password (RFC 5803): given in its place, the password is in no statement, and so in no log of
 * the server.
 *
 * @param password of ASCII alone
 */
export function scramVerifier(password: string, salt: Buffer): string {
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const keyed = (words: string) => createHmac('sha256', salted).update(words).digest();
  const storedKey = createHash('sha256').update(keyed('Client Key')).digest('base64');
  const serverKey = keyed('Server Key').toString('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}
