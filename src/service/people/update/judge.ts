import type { Json } from '../../../lib/json.ts';
import { eachInTurns, mapInTurns } from '../../../lib/turns.ts';
import { fullName } from '../../../words/people.ts';
import { comparableEmail } from '../../../words/read-email.ts';
import { readCentre } from '../../centre/centre.ts';
import type { Actor, Ctx, Db } from '../../context.ts';
import { Refusal } from '../../errors.ts';
import { may, NotAllowed } from '../../policy.ts';
import { auditRefusals } from '../../use-case.ts';
import { emailsInUse, inUseRefusal } from '../check-rows.ts';
import { checkEmail, checkName, checkSites } from '../details.ts';
import { lastOf } from '../last-coordinator.ts';
import { mayMove } from '../move-email.ts';
import { asTarget, type Person } from '../person.ts';
import { vouchedFor } from './everyone.ts';
import { type Change, changeOf, isChange, sitesOf, type Wanted, wayOfInvited } from './wanted.ts';

/** What becomes of someone: nothing, where there is no refusal and no change. */
export interface Judged {
  person: Person;
  change?: Change;
  refusals: Refusal[];
  /** The new e-mail waits for its link already, and stays so. */
  waits?: true;
}

/**
 * Says of each whether they can be what is wanted of them, with the actor's rights over each, in four queries however many there are.
 *
 * @param awaited the new e-mails at this school that wait for their links, by whose they are to be
 * @param taken keys of e-mails that others of the same plan get; those of these people are added
 */
export async function judge(
  ctx: Ctx<Db>,
  all: { person: Person; wanted: Wanted }[],
  awaited: Map<string, string>,
  taken: Set<string>,
): Promise<Judged[]> {
  const judged = await mapInTurns(all, ({ person, wanted }): Judged => {
    const change = changeOf(person, wanted);
    const waits = change.email !== undefined && awaited.get(person.id) === comparableEmail(change.email.to);
    if (waits) delete change.email;
    return { person, refusals: [], ...(isChange(change) && { change }), ...(waits && { waits }) };
  });
  const changes = judged.flatMap(({ change }) => change ?? []);
  const moves = changes.flatMap((change) => (change.email ? [{ change, to: change.email.to }] : []));
  const demoted = changes.flatMap(({ person, role }) => (role && person.role === 'coordinator' ? [person] : []));
  const [centre, uses, vouched, last] = [
    await readCentre(ctx.db, ctx.actor.centreId),
    await emailsInUse(
      ctx.db,
      moves.map(({ to }) => to),
    ),
    await vouchedFor(
      ctx,
      moves.map(({ change, to }) => ({ id: change.person.id, to })),
    ),
    new Map(await lastOf(ctx.db, demoted)),
  ];
  const useOf = new Map(moves.map(({ change }, i) => [change, uses[i]]));
  const awaiting = new Map([...awaited].map(([userId, email]) => [email, userId]));
  await eachInTurns(judged, (each) => {
    const { person, change } = each;
    if (!change) return;
    const { email } = change;
    if (email && person.status === 'invited') email.way = wayOfInvited(person);
    else if (email && vouched.has(person.id)) email.way = 'at-once';
    each.refusals = refusalsOf(ctx.actor, change, centre.sites);
    const isLast = last.get(person.id);
    if (isLast) each.refusals.push(isLast);
    if (!email || each.refusals.length > 0) return;
    const use = useOf.get(change);
    const key = comparableEmail(email.to);
    const awaitedBy = awaiting.get(key);
    const inTheWay =
      (use?.by && use.by.userId !== person.id && inUseRefusal(ctx, use.by)) ||
      (taken.has(key) && new Refusal('email-twice', {}, 'email')) ||
      (awaitedBy !== undefined && awaitedBy !== person.id && new Refusal('email-awaited', {}, 'email'));
    if (inTheWay) each.refusals.push(inTheWay);
    else taken.add(key);
  });
  for (const each of judged) if (each.refusals.length > 0) delete each.change;
  return judged;
}

/** Writes down over whom the actor has no rights; of who is new, once. */
export async function auditRefused(ctx: Ctx, refusals: Refusal[]): Promise<void> {
  const known = refusals.filter((r) => r instanceof NotAllowed);
  const isNew = refusals.some((r) => r.code === 'not-allowed' && !(r instanceof NotAllowed));
  await auditRefusals(ctx, [...known, ...(isNew ? [new NotAllowed('user.role', null)] : [])]);
}

/** Someone's change, with what it rests on. */
export function outlineOfChange({ person, ...change }: Change): Json {
  const { id, firstName, lastName, email, role, status, access, programmes } = person;
  return [id, JSON.stringify(change), JSON.stringify([firstName, lastName, email, role, status, access, programmes])];
}

export const outlineOf = (judged: Judged[]): Promise<Json[]> =>
  mapInTurns(judged, ({ person, change, refusals }) =>
    change ? outlineOfChange(change) : [person.id, ...refusals.map(({ code }) => code)],
  );

/** What stands in the way of a change, others' e-mails apart. */
export function refusalsOf(actor: Actor, change: Change, eligible: Parameters<typeof checkSites>[2]): Refusal[] {
  const { person, firstName, lastName, role, give, take, marks, email } = change;
  if (!isAllowed(actor, change)) return [new NotAllowed(role ? 'user.role' : 'user.edit', person.id)];
  const isMarkedElsewhere = email !== undefined && !mayMove(actor, person);
  const kept = sitesOf(person).filter((site) => !take.includes(site));
  const suspended = new Refusal('is-suspended', { userId: person.id, name: fullName(person) }, 'email');
  const refusals = [
    isMarkedElsewhere && new NotAllowed('site.admin', person.id, { name: fullName(person), as: 'marked' }),
    firstName !== undefined && checkName('first', firstName),
    lastName !== undefined && checkName('last', lastName),
    email && checkEmail(email.to),
    person.status === 'suspended' && (email || (role && role !== 'teacher') || marks.some(({ on }) => on)) && suspended,
    give.length + take.length + marks.length > 0 &&
      checkSites(
        [...kept, ...give],
        marks.flatMap(({ site, on }) => (on ? [site] : [])),
        eligible,
      ),
  ];
  return refusals.filter((r) => r instanceof Refusal);
}

/** Each part of it by its own right. */
function isAllowed(actor: Actor, { person, give, take, marks, role, ...details }: Change): boolean {
  const target = asTarget(person);
  const { firstName, lastName, programmes, email } = details;
  const isEdited = [firstName, lastName, programmes, email].some((one) => one !== undefined);
  const takesMark = person.access.some(({ site, siteAdmin }) => siteAdmin && take.includes(site));
  return (
    (!isEdited || may(actor, 'user.edit', target)) &&
    (role === undefined || may(actor, 'user.role', target)) &&
    [...give, ...take].every((site) => may(actor, 'site.access', target, site)) &&
    ((marks.length === 0 && !takesMark) || may(actor, 'site.admin', target))
  );
}
