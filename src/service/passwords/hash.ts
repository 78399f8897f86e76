import { availableParallelism } from 'node:os';
import { hash, hashRaw, verify } from '@node-rs/argon2';
import { atOnce } from '../../lib/at-once.ts';

/** argon2id (the package's default kind); OWASP's cost: 19 MiB, two passes, one lane. About 8 ms, off the event loop. */
const passwordCost = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 };

/**
 * As many at once as there are processors: more are not done sooner, and the one thread that all else is done by gets less of them (of two
 * processors, four at once left half as many sign-ins). Never more than threads for it, which look up addresses and read files too. A flood
 * of sign-ins that comes quicker than they are done is refused after some seconds' worth.
 */
const inTurn = atOnce({ atOnce: Math.min(availableParallelism(), 4), waiting: 400 });

/**
 * @param password as it was typed; keyboards that compose the same letters differently give the same hash
 * @returns the encoded hash, with its salt and cost
 * @throws Full
 */
export async function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password.normalize('NFKC'), passwordCost));
}

/** Whether this is the password that was hashed. The cost is read from the hash, so older ones go on working. @throws Full */
export async function verifyPassword(hashed: string, password: string): Promise<boolean> {
  return inTurn(() => verify(hashed, password.normalize('NFKC')));
}

/**
 * What is compared with its like, and so is hashed with a salt that is kept beside it. All of them take one turn.
 *
 * @returns as base64
 * @throws Full
 */
export async function hashWith(salt: Buffer, secrets: string[]): Promise<string[]> {
  return inTurn(async () => {
    const hashes: string[] = [];
    for (const secret of secrets) hashes.push((await hashRaw(secret, { ...passwordCost, salt })).toString('base64'));
    return hashes;
  });
}
