import { and, eq, sql } from 'drizzle-orm';
import { transfers, users } from '../../../db/schema/index.ts';
import { isUuid } from '../../lib/uuid.ts';
import { fullName } from '../../words/people.ts';
import type { Ctx, Db, Tx } from '../context.ts';
import { Refusal } from '../errors.ts';
import { idList, isOneOf } from '../ids.ts';
import { asTarget, findByIds, lockPeople, type Person } from '../people/person.ts';
import { allow, NotAllowed } from '../policy.ts';
import { mutation, noneYet, query } from '../use-case.ts';
import { takeBack } from './hand-over.ts';
import type { Holding } from './holdings.ts';
import { findTransfers, type Transfer } from './transfers.ts';

/** What comes back to whom, and from whom. */
export interface Undone {
  from: Person;
  to: Person;
  holdings: Holding[];
}

/** @throws Refusal `already-undone` where one of them is not there any more */
async function find(ctx: Ctx<Db>, ids: string[]): Promise<Transfer[]> {
  const asked = [...new Set(ids)];
  const found = asked.every(isUuid)
    ? await findTransfers(ctx.db, and(isOneOf(transfers.id, asked), eq(transfers.centreId, ctx.actor.centreId)))
    : [];
  const byId = new Map(found.map((transfer) => [transfer.id, transfer]));
  return asked.map((id) => {
    const transfer = byId.get(id);
    if (!transfer) throw new Refusal('already-undone', {});
    return transfer;
  });
}

/** To take it back is to take it from the one who got it, who may give up their own. */
export function refuseUndo(ctx: Ctx<Db>, [from, to]: [Person, Person], transfer: Transfer): void {
  for (const { site } of transfer.counts) {
    allow(ctx, 'data.transfer', asTarget(from), { site });
    if (to.id === ctx.actor.id) continue;
    allow(ctx, 'data.transfer', asTarget(to), { site, because: { name: fullName(to), as: 'loser' } });
  }
  if (!transfer.undoable) throw new Refusal('transfer-moved-on', { name: transfer.to ?? '' });
}

const bothOf = (moved: Transfer[]) => [...new Set(moved.flatMap(({ fromId, toId }) => [fromId, toId]))];

/** @throws Refusal what stands in the way of the first of them; `not-allowed` before all others */
function judge(ctx: Ctx<Db>, moved: Transfer[], people: Person[]): Undone[] {
  const found = new Map(people.map((p) => [p.id, p]));
  const refusals: Refusal[] = [];
  const undone = moved.map((transfer) => {
    const [from, to] = [found.get(transfer.fromId), found.get(transfer.toId)];
    if (!from || !to) throw new Refusal('person-unknown', {});
    try {
      refuseUndo(ctx, [from, to], transfer);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refusals.push(error);
    }
    return { from, to, holdings: transfer.counts };
  });
  const [refusal] = refusals;
  if (refusal) throw refusals.find((r) => r instanceof NotAllowed) ?? refusal;
  return undone;
}

/** What taking transfers back would move. @throws what {@link undoTransfers} throws */
export const previewUndo = query(
  'previewUndo',
  'data.transfer',
  async (ctx, { ids }: { ids: string[] }): Promise<Undone[]> => {
    const moved = await find(ctx, ids);
    return judge(ctx, moved, await findByIds(ctx, bothOf(moved)));
  },
);

/**
 * Takes transfers back, all or none of them: the very groups that went, to those who had them, who may be suspended by now. Access
 * that was given with them stays.
 *
 * @throws Refusal `already-undone`; `transfer-moved-on` where something was imported into a group since, or it was handed
 *   on; `person-unknown`, `not-allowed`
 */
export const undoTransfers = mutation(
  'undoTransfers',
  'data.transfer',
  async (given, { ids }: { ids: string[] }): Promise<Undone[]> => {
    const held = await holdBoth(given, ids);
    // After that, since nobody else can take them back now.
    const moved = await find(given, ids);
    const undone = judge(given, moved, await lockPeople({ ...given, held }, bothOf(moved)));
    const leaverId = moved.length === 1 ? moved[0]?.leaverId : null;
    const ctx = { ...given, correlationId: leaverId ?? given.correlationId };
    await takeBack(ctx, moved);
    return undone;
  },
  { onePerCentre: noneYet },
);

/** Holds all from whom and to whom these went, in the order of their ids. @returns their ids */
async function holdBoth({ db, actor }: Ctx<Tx>, ids: string[]): Promise<Set<string>> {
  const both = sql`
    select unnest(array[t.from_id, t.to_id]) from ${transfers} t
    where t.id = any(${idList(ids)}) and t.centre_id = ${actor.centreId}`;
  const held = await db
    .select({ id: users.id })
    .from(users)
    .where(sql`${users.id} in (${both})`)
    .orderBy(users.id)
    .for('no key update');
  return new Set(held.map(({ id }) => id));
}
