import { readCentre } from '../centre/centre.ts';
import { Refusal } from '../errors.ts';
import { allow } from '../policy.ts';
import { query } from '../use-case.ts';
import { asTarget, findById } from './person.ts';

/** One's own account and the centre it belongs to. */
export const whoAmI = query('whoAmI', 'whoami', async (ctx, _: Record<string, never>) => {
  const [person, centre] = await Promise.all([findById(ctx, ctx.actor.id), readCentre(ctx.db, ctx.actor.centreId)]);
  if (!person) throw new Refusal('person-unknown', {});
  allow(ctx, 'whoami', asTarget(person));
  return { person, centre };
});
