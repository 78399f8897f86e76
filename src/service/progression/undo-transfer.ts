import { and, eq } from 'drizzle-orm';
import { transfers } from '../../../db/schema/index.ts';
import { isUuid } from '../../lib/uuid.ts';
import { fullName } from '../../words/people.ts';
import { audit, event } from '../audit/event.ts';
import type { Ctx, Db } from '../context.ts';
import { Refusal } from '../errors.ts';
import { inLeaver } from '../people/leaver.ts';
import { asTarget, findBoth, type Person } from '../people/person.ts';
import { allow } from '../policy.ts';
import { mutation, query } from '../use-case.ts';
import { lockBoth, moveGroups } from './move.ts';
import { countsBySite } from './transfer.ts';
import { findTransfers, type Transfer } from './transfers.ts';

async function find(ctx: Ctx<Db>, id: string): Promise<Transfer> {
  const [transfer] = isUuid(id)
    ? await findTransfers(ctx.db, and(eq(transfers.id, id), eq(transfers.centreId, ctx.actor.centreId)))
    : [];
  if (!transfer) throw new Refusal('already-undone', {});
  return transfer;
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

/** What taking a transfer back would move. @throws what {@link undoTransfer} throws */
export const previewUndo = query('previewUndo', 'data.transfer', async (ctx, { id }: { id: string }) => {
  const transfer = await find(ctx, id);
  const [from, to] = await findBoth(ctx, transfer.fromId, transfer.toId);
  if (!from || !to) throw new Refusal('person-unknown', {});
  refuseUndo(ctx, [from, to], transfer);
  return { from, to, holdings: transfer.counts };
});

/**
 * Takes a transfer back: the very groups that went, to the one who had them, who may be suspended by now. Access that was
 * given with it stays.
 *
 * @throws Refusal `already-undone`; `transfer-moved-on` where something was imported into a group since, or it was handed
 *   on; `person-unknown`, `not-allowed`
 */
export const undoTransfer = mutation('undoTransfer', 'data.transfer', async (given, { id }: { id: string }) => {
  const seen = await find(given, id);
  const [from, to] = await lockBoth(given, seen.fromId, seen.toId);
  const ctx = await inLeaver(given, from.id);
  // Once more, now that nobody else can take it back.
  const transfer = await find(ctx, id);
  refuseUndo(ctx, [from, to], transfer);
  await moveGroups(ctx, { from: to.id, to: from.id, undoes: transfer });
  const details = { undoes: id, ...countsBySite(transfer.counts) };
  await audit(
    ctx,
    { ...event(ctx, 'data.transfer', to.id), details },
    { ...event(ctx, 'data.received', from.id), details },
  );
  return { from, to, holdings: transfer.counts };
});
