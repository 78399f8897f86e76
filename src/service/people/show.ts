import type { Ctx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { allow } from '../policy.ts';
import { read } from '../use-case.ts';
import { asTarget, findById, type Person } from './person.ts';

/** A profile. @throws Refusal `person-unknown`; `not-allowed` for someone whom the actor may not see */
export const showPerson = read('showPerson', 'user.show', async (ctx: Ctx, { id }: { id: string }): Promise<Person> => {
  const person = await findById(ctx.app.db, ctx.actor.centreId, id);
  if (!person) throw new Refusal('person-unknown', {});
  allow(ctx, 'user.show', asTarget(person));
  return person;
});
