import type { Ctx, Db, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { type Act, may, mayAtAll, NotAllowed } from '../policy.ts';
import { auditRefusals } from '../use-case.ts';
import { asTarget, findByIds, lockPeople, type Person } from './person.ts';

/** Someone to whom something is to be done, perhaps with others, and why it can't be, where it can't. */
export interface Verdict {
  person: Person;
  refusal?: Refusal;
}

/** What may be done to several in one go. */
export interface ActOnEach {
  act: Act;
  /**
   * Why some of these can't be done, by their ids; of who can there is nothing. The actor's rights reach them all. In a number of
   * statements that does not grow with the people.
   */
  obstacles(ctx: Ctx<Db>, people: Person[]): Promise<Map<string, Refusal>> | Map<string, Refusal>;
}

/** Whom it is to be done to, as a mutation holds them from its beginning. */
export const idsOf = ({ ids }: { ids: string[] }): string[] => ids;

/** What stands in the way of each by themselves, by their ids. */
export const refusalsBy = (people: Person[], why: (p: Person) => Refusal | undefined): Map<string, Refusal> =>
  new Map(
    people.flatMap((p): [string, Refusal][] => {
      const refusal = why(p);
      return refusal ? [[p.id, refusal]] : [];
    }),
  );

/**
 * Says of each whether it can be done to them together with the others, in their order. Changes nothing; where the actor's rights
 * don't reach someone, that is written down.
 *
 * @throws Refusal `person-unknown`; NotAllowed where the actor may do it to nobody
 */
export async function verdictsOn(ctx: Ctx, what: ActOnEach, ids: string[]): Promise<Verdict[]> {
  if (!mayAtAll(ctx.actor, what.act)) throw new NotAllowed(what.act, null);
  const asked = [...new Set(ids)];
  const found = new Map((await findByIds(ctx, asked)).map((p) => [p.id, p]));
  const people = asked.flatMap((id) => found.get(id) ?? []);
  if (people.length < asked.length) throw new Refusal('person-unknown', {});
  const refusals = await refusalsOf(ctx, what, people);
  await auditRefusals(
    ctx,
    [...refusals.values()].filter((r) => r instanceof NotAllowed),
  );
  return people.map((person) => ({ person, refusal: refusals.get(person.id) }));
}

async function refusalsOf(
  ctx: Ctx<Db>,
  { act, obstacles }: ActOnEach,
  people: Person[],
): Promise<Map<string, Refusal>> {
  const [reached, beyond]: [Person[], Person[]] = [[], []];
  for (const p of people) (may(ctx.actor, act, asTarget(p)) ? reached : beyond).push(p);
  const found = await obstacles(ctx, reached);
  return new Map([...beyond.map(({ id }) => [id, new NotAllowed(act, id)] as const), ...found]);
}

/**
 * Those of these ids, held until the transaction ends, when it can be done to all of them.
 *
 * @throws Refusal of one what stands in the way; of several `not-allowed`, and `plan-changed` where one of them can't be done any more;
 *   `person-unknown`
 */
export async function lockEach(ctx: Ctx<Tx>, what: ActOnEach, ids: string[]): Promise<Person[]> {
  const asked = [...new Set(ids)];
  const people = await lockPeople(ctx, asked);
  if (people.length < asked.length) throw new Refusal('person-unknown', {});
  const refusals = await refusalsOf(ctx, what, people);
  refuseUnlessAll(people.map(({ id }) => ({ refusal: refusals.get(id) })));
  return people;
}

type Judged = Pick<Verdict, 'refusal'>;

/**
 * What was agreed to for several is done to all of them or to none.
 *
 * @throws Refusal of one alone what stands in the way; of several `not-allowed`, and `plan-changed` where one of them can't be done any more
 */
export function refuseUnlessAll(verdicts: Judged[]): void {
  const refusals = verdicts.flatMap(({ refusal }) => refusal ?? []);
  const [refusal] = refusals;
  if (refusal && verdicts.length === 1) throw refusal;
  if (refusal) throw refusals.find((r) => r instanceof NotAllowed) ?? new Refusal('plan-changed', {});
}

/** Writes down over whom of these the actor has no rights. */
export const auditBeyond = (ctx: Ctx, verdicts: Judged[]): Promise<void> =>
  auditRefusals(
    ctx,
    verdicts.flatMap(({ refusal }) => (refusal instanceof NotAllowed ? refusal : [])),
  );
