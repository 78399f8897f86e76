import { aliasedTable, and, desc, eq, gte, isNull, notExists, sql } from 'drizzle-orm';
import { learnerGroups, transfers, users } from '../../../db/schema/index.ts';
import type { Db } from '../context.ts';
import { fullNameOf, leaverIdOf } from '../people/columns.ts';
import type { Holding } from './holdings.ts';

/** A transfer that was made, as long as it was not taken back. */
export type Transfer = Awaited<ReturnType<typeof findTransfers>>[number];

const receiver = aliasedTable(users, 'receiver');
const actor = aliasedTable(users, 'actor');
const back = aliasedTable(transfers, 'back');

/** The transfers away from someone since a time that still stand, oldest first. */
export async function transfersFrom(db: Db, userId: string, since: Date): Promise<Transfer[]> {
  const rows = await findTransfers(db, and(eq(transfers.fromId, userId), gte(transfers.at, since)));
  return rows.reverse();
}

/** Transfers that were made and not taken back, newest first. */
export async function findTransfers(db: Db, which: ReturnType<typeof and>) {
  return db
    .select({
      id: transfers.id,
      at: transfers.at,
      fromId: transfers.fromId,
      toId: transfers.toId,
      // Nothing where the account is deleted.
      to: fullNameOf<string | null>(receiver),
      by: fullNameOf<string | null>(actor),
      counts: transfers.counts,
      /** The correlation id of the leaving of whoever it went from, where that is under way. */
      leaverId: leaverIdOf(transfers.fromId),
      /** Whether its groups are all where they went, untouched since. */
      undoable: sql<boolean>`cardinality(${transfers.groupIds}) = (
        select count(*) from ${learnerGroups} g
        where g.id = any(${transfers.groupIds}) and g.owner_id = ${transfers.toId} and g.changed_at = ${transfers.at}
      )`,
    })
    .from(transfers)
    .innerJoin(receiver, eq(receiver.id, transfers.toId))
    .innerJoin(actor, eq(actor.id, transfers.byId))
    .where(
      and(
        which,
        isNull(transfers.undoes),
        notExists(db.select({ one: sql`1` }).from(back).where(eq(back.undoes, transfers.id))),
      ),
    )
    .orderBy(desc(transfers.at), desc(transfers.id));
}

/** A transfer as one of the two is told of it. */
export interface TransferNotice {
  /** Whether it came to the reader, or went from them. */
  received: boolean;
  /** The other one; nothing where that account is deleted. */
  other: string | null;
  counts: Holding[];
}

export async function readTransferNotice(db: Db, id: string, readerId: string): Promise<TransferNotice | null> {
  const received = sql<boolean>`${transfers.toId} = ${readerId}::uuid`;
  const [row] = await db
    .select({
      received,
      other: fullNameOf<string | null>(),
      counts: transfers.counts,
    })
    .from(transfers)
    .innerJoin(users, eq(users.id, sql`case when ${received} then ${transfers.fromId} else ${transfers.toId} end`))
    .where(eq(transfers.id, id));
  return row ?? null;
}
