import { hash, verify } from '@node-rs/argon2';

/** argon2id (the package's default kind); OWASP's cost: 19 MiB, two passes, one lane. About 8 ms, off the event loop. */
export const passwordCost = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 };

/**
 * @param password as it was typed; keyboards that compose the same letters differently give the same hash
 * @returns the encoded hash, with its salt and cost
 */
export async function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), passwordCost);
}

/** Whether this is the password that was hashed. The cost is read from the hash, so older ones go on working. */
export async function verifyPassword(hashed: string, password: string): Promise<boolean> {
  return verify(hashed, password.normalize('NFKC'));
}
