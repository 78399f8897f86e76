import type { App } from '../context.ts';
import { consume, consumeByAddress } from '../rate-limit.ts';
import { openLink } from './open-link.ts';
import { ownerOf } from './personal.ts';
import { passwordLinks } from './set-password.ts';
import { passwordStrength, type Strength } from './strength.ts';

const quarterOfAnHour = 15 * 60_000;

/** Wide enough for someone who types, and for a whole staff that shares one address on the day when everyone sets up. */
const byLink = { limit: 300, perMs: quarterOfAnHour };
const byAddress = { limit: 3_000, perMs: quarterOfAnHour };

/**
 * How strong a password is, for someone who holds a link to set it and is still typing.
 *
 * @param input.address the caller's
 * @throws Refusal `link-unknown`, `link-expired` or `link-used`; `too-many-tries`
 */
export async function checkStrength(
  app: App,
  { token, password, address }: { token: string; password: string; address: string },
): Promise<Strength> {
  await consumeByAddress(app, 'strength-address', address, byAddress);
  const link = await openLink(app, token, [...passwordLinks]);
  await consume(app, 'strength', link.id, byLink);
  return passwordStrength(password, ownerOf(link));
}
