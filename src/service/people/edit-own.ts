import type { Ctx } from '../context.ts';
import { isUniqueViolation, retryOnce } from '../database-errors.ts';
import { consume } from '../rate-limit.ts';
import { mutation } from '../use-case.ts';
import { type Edit, type Edited, edit } from './edit.ts';

/** What someone may change of their own: no programme, no site, no right. */
export type OwnEdit = Pick<Edit, 'firstName' | 'lastName' | 'email'>;

/** Addresses that one may offer: each is told whether it is free, and gets a mail. */
const addresses = { limit: 10, perMs: 3_600_000 };

/**
 * Changes one's own name at once, and one's e-mail by the link that goes to the new address; the old one is told when it is
 * pressed. To give the e-mail that one has withdraws a new one that waits.
 * Sets off `mark_users`: the sites that it concerns are brought up to date.
 *
 * @throws Refusal or Refused beside the fields; `nothing-changed`, `too-many-tries`
 */
export async function editOwn(ctx: Ctx, input: OwnEdit): Promise<Edited> {
  // Before the transaction: what is refused counts as well.
  if (input.email !== undefined) await consume(ctx, 'own-email', ctx.actor.id, addresses);
  return retryOnce(
    () => editOwnOnce(ctx, input),
    (error) => isUniqueViolation(error, 'users_email'),
  );
}

const editOwnOnce = mutation(
  'editOwn',
  'self.edit',
  (ctx, { firstName, lastName, email }: OwnEdit) =>
    edit(ctx, { id: ctx.actor.id, firstName, lastName, email }, 'self.edit'),
  { people: (_, { id }) => [id] },
);
