import { aliasedTable, and, eq, inArray, isNull, sql } from 'drizzle-orm';
import { learnerGroups } from '../../../db/schema/index.ts';
import type { Ctx, Db } from '../context.ts';
import { Refusal } from '../errors.ts';
import { findBoth, findByIds, lockPeople, type Person } from '../people/person.ts';
import { auditBeyond, refuseUnlessAll, type Verdict } from '../people/several.ts';
import { mutation, query } from '../use-case.ts';
import { type CheckedTransfer, checkTransfer, judgeTransfer, type TransferInput } from './check-transfer.ts';
import { handOver } from './hand-over.ts';
import { type Holding, heldByEach, holdingsOfEach, sameHoldings } from './holdings.ts';

/** What a transfer would move. Changes nothing. @throws what {@link transferData} throws */
export const previewTransfer = query(
  'previewTransfer',
  'data.transfer',
  async (ctx: Ctx, input: TransferInput): Promise<CheckedTransfer & { sameNames: string[] }> => {
    const { db } = ctx;
    const [from, to] = await findBoth(ctx, input.from, input.to);
    if (!from || !to) throw new Refusal('person-unknown', {});
    const checked = await checkTransfer(ctx, [from, to], input);
    return { ...checked, sameNames: await namesOfBoth(db, checked) };
  },
);

/** The names that groups of both have on a site that is handed over, at most five. */
async function namesOfBoth(db: Db, { from, to, holdings }: CheckedTransfer): Promise<string[]> {
  const theirs = aliasedTable(learnerGroups, 'theirs');
  const rows = await db
    .selectDistinct({ name: learnerGroups.name })
    .from(learnerGroups)
    .innerJoin(
      theirs,
      and(
        eq(theirs.centreId, to.centreId),
        eq(theirs.ownerId, to.id),
        eq(theirs.site, learnerGroups.site),
        isNull(theirs.year),
        sql`lower(${theirs.name}) = lower(${learnerGroups.name})`,
      ),
    )
    .where(
      and(
        eq(learnerGroups.centreId, from.centreId),
        eq(learnerGroups.ownerId, from.id),
        isNull(learnerGroups.year),
        inArray(
          learnerGroups.site,
          holdings.map((h) => h.site),
        ),
      ),
    )
    .orderBy(learnerGroups.name)
    .limit(5);
  return rows.map((r) => r.name);
}

/** Someone whose data is to go, and what of it. */
export interface TransferVerdict extends Verdict, Pick<CheckedTransfer, 'to' | 'holdings' | 'granted'> {}

type TransferOfSeveral = Omit<TransferInput, 'from'> & { from: string[] };

/**
 * Says of each of several whether what they hold can go to the one, in their order. Changes nothing.
 *
 * @throws Refusal of what stands in the way of all: `receiver-not-active`, `receiver-without-access`; `person-unknown`
 */
export const previewTransfers = query(
  'previewTransfers',
  'data.transfer',
  async (ctx, input: TransferOfSeveral): Promise<TransferVerdict[]> => {
    const held = await holdingsOfEach(ctx.db, ctx.actor.centreId, input.from);
    const verdicts = judgeEach(ctx, input, await findByIds(ctx, [...input.from, input.to]), held);
    await auditBeyond(ctx, verdicts);
    const ofReceiver = verdicts.find(({ refusal }) => refusal?.field && refusal.code !== 'same-person');
    if (ofReceiver) throw ofReceiver.refusal;
    return verdicts;
  },
);

function judgeEach(
  ctx: Ctx<Db>,
  input: TransferOfSeveral,
  people: Person[],
  held: Map<string, Holding[]>,
): TransferVerdict[] {
  const found = new Map(people.map((p) => [p.id, p]));
  const to = found.get(input.to);
  return [...new Set(input.from)].map((id) => {
    const person = found.get(id);
    if (!person || !to) throw new Refusal('person-unknown', {});
    try {
      const { holdings, granted } = judgeTransfer(ctx, [person, to], input, held.get(id) ?? []);
      return { person, to, holdings, granted };
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      return { person, to, holdings: [], granted: [], refusal };
    }
  });
}

/**
 * Hands all groups of people, with their tests and results, to another: all or nothing, and as many statements whatever the amount
 * and however many they are. All are told by mail and in chat.
 * Sets off `mark_users`: the sites that it concerns are brought up to date.
 *
 * @param input.seen what was agreed to for each, in their order: `plan-changed` where it is no longer what is held
 * @returns of each what went, and the transfer's id
 * @throws Refusal of one `same-person`, `holds-nothing`, `receiver-not-active`, `receiver-without-access`; of several `plan-changed`;
 *   `person-unknown`, `not-allowed`
 */
export const transferAll = mutation(
  'transferAll',
  'data.transfer',
  async (given, input: TransferOfSeveral & { seen?: Holding[][] }): Promise<(TransferVerdict & { id: string })[]> => {
    const people = await lockPeople(given, peopleIn(input));
    const { held, leaverId } = await heldByEach(given.db, given.actor.centreId, input.from);
    const verdicts = judgeEach(given, input, people, held);
    refuseUnlessAll(verdicts);
    if (input.seen && verdicts.some(({ holdings }, i) => !sameHoldings(input.seen?.[i] ?? [], holdings)))
      throw new Refusal('plan-changed', {});
    const ctx = { ...given, correlationId: leaverId ?? given.correlationId };
    const ids = await handOver(
      ctx,
      verdicts.map(({ person, to, ...what }) => ({ from: person.id, to: to.id, ...what })),
    );
    return verdicts.map((verdict, i) => ({ ...verdict, id: ids[i] ?? '' }));
  },
  { people: peopleIn },
);

function peopleIn({ from, to }: TransferOfSeveral): string[] {
  return [...new Set([...from, to])];
}

/** The same of one person's. */
export async function transferData(
  ctx: Ctx,
  { from, seen, ...input }: TransferInput & { seen?: Holding[] },
): Promise<CheckedTransfer & { id: string }> {
  const [went] = await transferAll(ctx, { ...input, from: [from], ...(seen && { seen: [seen] }) });
  if (!went) throw new Refusal('person-unknown', {});
  const { person, ...what } = went;
  return { from: person, ...what };
}
