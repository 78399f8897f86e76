import { fullName } from '../../words/people.ts';
import type { Actor, Ctx, Db } from '../context.ts';
import { allow, may } from '../policy.ts';
import { asActor, asTarget, type Person } from './person.ts';

const isMarked = (person: Person) => asActor(person).siteAdminOf.length > 0;

/**
 * Whether someone may move a person's e-mail to an address that they chose: whoever reads that has the account, and so
 * whoever moves it needs the right to give all that the person may do.
 */
export const mayMove = (actor: Actor, person: Person): boolean =>
  may(actor, 'user.edit', asTarget(person)) && (!isMarked(person) || may(actor, 'site.admin', asTarget(person)));

/** @throws NotAllowed where {@link mayMove} says no */
export function allowMove(ctx: Pick<Ctx<Db>, 'actor'>, person: Person): void {
  allow(ctx, 'user.edit', asTarget(person));
  if (isMarked(person))
    allow(ctx, 'site.admin', asTarget(person), { because: { name: fullName(person), as: 'marked' } });
}
