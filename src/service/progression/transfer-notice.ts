import { eq, sql } from 'drizzle-orm';
import { transfers, users } from '../../../db/schema/index.ts';
import type { Db } from '../context.ts';
import type { Holding } from './holdings.ts';

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
      other: sql<string | null>`${users.firstName} || ' ' || ${users.lastName}`,
      counts: transfers.counts,
    })
    .from(transfers)
    .innerJoin(users, eq(users.id, sql`case when ${received} then ${transfers.fromId} else ${transfers.toId} end`))
    .where(eq(transfers.id, id));
  return row ?? null;
}
